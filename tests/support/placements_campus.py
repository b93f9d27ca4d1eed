"""Something of everything that the pages of placements show: an outlet, and an adoption by it that waits for its evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from index.catalogue.items import Ref
from server.placements import outlets, service


def furnish(home: Any, office: Any, given: Ref, now: datetime) -> None:
    """Have an outlet adopt an item on the day that it is."""
    outlets.add(home.engine, office, outlets.Wish("市日报", "city", "news", "City Daily"), now=now)
    day = now.astimezone(home.settings.zone).date()
    service.adopt(home, office, given, service.Wish("media", "市日报", published_on=day, note="头版"), now=now)
