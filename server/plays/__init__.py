"""Reports of what screens played: by item, board, screen and day."""
