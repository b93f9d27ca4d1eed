"""Bulletins (通知): cuts of water and power, repairs, from templates with blanks, for buildings and groups of screens."""
