"""Topics: what the office asks of departments from current affairs, and what they hand in for it."""
