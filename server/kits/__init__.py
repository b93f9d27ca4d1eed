"""Camera kits as a department uses them: who has one, and whose a camera is that nobody knows yet."""
