"""Channels and their review routes, as the administrator keeps them."""
