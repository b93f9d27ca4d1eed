"""What the tests here share with those of other accounts."""

from accounts import approve, placed, story

__all__ = ["approve", "placed", "story"]
