"""The archive of a year: what was published and adopted, in plain files that anybody reads and verifies without us."""
