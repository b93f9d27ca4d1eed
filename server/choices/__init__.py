"""Choosing among pictures: ratings, flags and colours, set for many at once and sent again after a lost connection."""
