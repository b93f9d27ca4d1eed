"""Assignments: who photographs which event, and whether the files came in time."""
