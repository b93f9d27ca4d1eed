"""The overview for each role: figures, each with the list behind it, and what is covered, never shown and liked."""
