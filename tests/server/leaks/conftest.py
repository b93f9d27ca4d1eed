"""The campus of states, for the tests of this folder."""

from leaks_campus import leaks

__all__ = ["leaks"]
