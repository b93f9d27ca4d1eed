"""Where files come from. Each source hands candidates to ``intake.take_in``, the only door."""
