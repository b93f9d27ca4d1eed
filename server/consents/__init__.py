"""Consents (肖像授权): the records, who of an asset's people has given one, and what a withdrawal takes down."""
