"""Descriptions from a spreadsheet: read, matched to assets, shown first, saved as one."""
