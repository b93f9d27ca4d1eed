"""Editing many descriptions at once: chosen, looked at, saved as one, undone as one."""
