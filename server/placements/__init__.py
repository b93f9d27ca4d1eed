"""Placements (用稿记录): what goes on to outlets after its approval, and what becomes of it there."""
