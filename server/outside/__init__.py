"""A door for people without an account: links, who sends through them, and what becomes of it."""
