"""The map: photos where they were taken, on the campus's own plan."""
