"""The rule sets that come with the product, as TOML to begin from; what they leave open has to be filled in first."""

from __future__ import annotations

from importlib import resources
from typing import Final

from index.errors import NotFound

NAMES: Final[dict[str, tuple[str, str]]] = {
    "logistics": ("高校后勤处：任务与争取目标，不计分", "A university's logistics division: duties and targets, no points"),
    "county": ("县级政法信息：任务、采用加分、欠缺扣分", "A county office: duties, points for adoptions, deductions"),
}


def text(name: str) -> str:
    """Return a rule set of the product's as it is written. Raises NotFound."""
    if name not in NAMES:
        raise NotFound(what=f"“{name}”")
    return resources.files("server.points").joinpath("sets", f"{name}.toml").read_text(encoding="utf-8")
