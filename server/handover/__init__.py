"""Handing over (工作交接): what somebody has in hand passes to their successor, at once and on the record."""
