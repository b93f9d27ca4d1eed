"""The office's overview: what waits, what is overdue, what is silent, what came in."""
