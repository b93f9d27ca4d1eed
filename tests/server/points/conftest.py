"""A campus whose departments wrote, submitted and were adopted."""

from counted_months import adopted, county, outlets, run, wrote

__all__ = ["adopted", "county", "outlets", "run", "wrote"]
