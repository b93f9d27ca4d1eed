"""Collections by hand: assets under a name, in an order, each with a note; shared in the house, and by links outside it."""
