"""Taking out: what leaves the house, in which form, with its words written in, and the record of it."""
