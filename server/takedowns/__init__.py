"""Taking down: what is published leaves every channel, screen, page and link at once, and a report proves it."""
