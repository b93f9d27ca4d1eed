"""The rule sets that come with the product, as TOML to begin from; what they leave open has to be filled in first."""

from __future__ import annotations

import re
from importlib import resources
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Channel
from index.errors import NotFound

NAMES: Final[dict[str, tuple[str, str]]] = {
    "logistics": ("高校后勤处：任务与争取目标，不计分", "A university's logistics division: duties and targets, no points"),
    "county": ("县级政法信息：任务、采用加分、欠缺扣分", "A county office: duties, points for adoptions, deductions"),
}
SITE: Final = "site"
_ON_SITE: Final = re.compile(r'trigger = "adopted"[^\n]*\nunit = ("story")\noutlets = \["后勤处网"\][^\n]*')


def text(name: str) -> str:
    """Return a rule set of the product's as it is written. Raises NotFound."""
    if name not in NAMES:
        raise NotFound(what=f"“{name}”")
    return resources.files("server.points").joinpath("sets", f"{name}.toml").read_text(encoding="utf-8")


def offered(session: Session, name: str) -> str:
    """Return a rule set as it is offered here: where the division's site is no channel that goes on, what is approved for it
    is published there, and nobody confirms an adoption. Raises NotFound.
    """
    written = text(name)
    goes_on = session.scalar(select(Channel.goes_on).where(Channel.code == SITE))
    return _ON_SITE.sub(r'trigger = "published"\nunit = \1\nchannels = ["site"]', written) if goes_on is False else written
