"""The demo campus: its cast, and the pictures and films that the program makes for it. Needs no database."""
