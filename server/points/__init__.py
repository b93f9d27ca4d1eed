"""Quotas, points and rankings: pure functions of what the ledger counts, and the office's pages of them."""
