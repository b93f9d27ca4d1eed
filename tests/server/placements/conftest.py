"""What the tests here share with those of other accounts."""

from accounts import approve, placed, read, story

__all__ = ["approve", "placed", "read", "story"]
