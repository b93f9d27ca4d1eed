"""Notices: what people are told of what others did, on the page and by the ways that the administrator set up."""
