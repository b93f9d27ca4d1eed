"""What lines of points, quotas and rules are called on pages and in sheets."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from index.catalogue.outlets import LEVEL_NAMES
from index.catalogue.placements import RANK_NAMES
from server.ledger.entries import Happened
from server.points.periods import Per
from server.points.points import Line, Why
from server.points.quotas import Unit
from server.points.rules import By
from server.web.i18n import month, pick

HAPPENED: Final[dict[str, tuple[str, str]]] = {
    Happened.SUBMITTED: ("投稿", "submitted"), Happened.PUBLISHED: ("发布", "published"),
    Happened.ADOPTED: ("采用", "adopted"), Happened.SENT: ("报送", "sent"),
}
UNITS: Final[dict[str, tuple[str, str]]] = {
    Unit.ITEM: ("稿件、组图和视频", "stories, picture sets and films"), Unit.STORY: ("稿件", "stories"),
    Unit.ASSET: ("素材（单张照片也算）", "assets, single photos too"),
}
PERS: Final[dict[str, tuple[str, str]]] = {
    Per.MONTH: ("每月", "a month"), Per.QUARTER: ("每季度", "a quarter"), Per.YEAR: ("每年", "a year"),
}
MEASURES: Final[dict[str, tuple[str, str]]] = {
    By.POINTS: ("得分", "points"), By.ADOPTED: ("采用数", "adoptions"), By.PUBLISHED: ("发布数", "publications"),
    By.SUBMITTED: ("投稿数", "submissions"),
}


def said(line: Line, channels: Mapping[str, tuple[str, str]]) -> str:
    """Return what a line is for, in the reader's language; ``channels`` are their names by code."""
    told = line.details
    if line.why is Why.SHORT:
        return str(_("%(quota)s: %(has)s of %(wanted)s", quota=told["quota"], has=told["has"], wanted=told["wanted"]))
    if line.why is Why.NAMED:
        months = "、".join(month(one) for one in told["months"].split())
        return str(_("Named for the %(times)s. time this year: %(months)s", times=told["times"], months=months))
    if line.why is Why.CORRECTION:
        of = told.get("of_month")
        return str(_("Correction of %(month)s: %(reason)s", month=month(of), reason=told["reason"]) if of else
                   _("Correction: %(reason)s", reason=told["reason"]))
    happened = pick(HAPPENED.get(told["happened"], (told["happened"], told["happened"])))
    where = [told["outlet"], pick(LEVEL_NAMES[told["level"]])] if "outlet" in told else []
    if not where and (channel := told.get("channel")):
        where = [pick(channels.get(channel, (channel, channel)))]
    prize = [pick(RANK_NAMES[told["prize"]])] if told.get("prize") in RANK_NAMES else []
    return " · ".join([happened, *where, *prize])


def sum_of(line: Line) -> str:
    """Return how a line's points come about: ``0.5 × 2``; empty where there is nothing to multiply."""
    told = line.details
    if line.why is Why.ONCE:
        return str(_("counted on this level already"))
    if line.why is Why.AWARD:
        factor = Decimal(told["factor"])
        times = f"{told['points']} × {plain(factor)}" if factor != 1 else told["points"]
        how = str(_("%(sum)s (counts double)", sum=times)) if "double" in told else times if factor != 1 else ""
        part = [str(_("its authors' part of %(whole)s", whole=plain(Decimal(told["whole"]))))] if "whole" in told else []
        return " · ".join([*([how] if how else []), *part])
    if line.why is Why.SHORT:
        return f"−{told['points']} × {int(told['wanted']) - int(told['has'])}"
    return ""


def plain(amount: Decimal) -> str:
    """Return an amount as people write it: no noughts at its end, a real minus."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", "0"} else text.replace("-", "−")


def signed(amount: Decimal) -> str:
    """Return an amount with its sign: ``+0.3``."""
    return plain(amount) if amount <= 0 else f"+{plain(amount)}"


def period(given: str) -> str:
    """Return a period as people write it: 2026年3月, 2026年第1季度, 2026年."""
    if "Q" in given:
        return str(_("Quarter %(number)s of %(year)s", number=given[5:], year=given[:4]))
    return month(given)
