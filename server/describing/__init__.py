"""Describing (填写说明): what has to be said before an asset is submitted, drafts of it, and the list of what lacks it."""
