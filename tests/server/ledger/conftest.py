"""What the tests here share with those of other accounts."""

from accounts import approve, placed, read, story
from leaks_campus import leaks

__all__ = ["approve", "leaks", "placed", "read", "story"]
