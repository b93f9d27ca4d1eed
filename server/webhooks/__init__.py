"""Webhooks: other programs of the university are told by an HTTP POST when something happens."""
