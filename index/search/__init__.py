"""How to find what we hold: a disposable index beside the catalogue, one query language, facets.

Import what you need from its module (``index.search.search``, ``writer``, ``rebuild``); this package imports nothing, so
that naming it costs nothing.
"""
