"""A board as a film, for screens that no network reaches: made on demand, of what may be shown at that moment."""
