"""A month's figures, and by what they were counted, as the JSON that a closed month keeps; amounts stay exact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from server.ledger.entries import Happened
from server.points import reading_rules
from server.points.counting import Counts, Standing
from server.points.figures import Basis, Figures
from server.points.periods import Per
from server.points.points import Line, Part, Why
from server.points.quotas import Of, Quota, Subject, Unit, What

Data = dict[str, Any]


def kept(basis: Basis, figures: Figures) -> Data:
    """Return what a closed month keeps."""
    return {
        "rules": basis.text, "version": basis.version, "quotas": [_quota(one) for one in basis.quotas],
        "groups": {str(group): list(several) for group, several in basis.groups.items()},
        "standings": [_standing(one) for one in figures.standings], "lines": [_line(one) for one in figures.lines],
        "named": list(figures.named),
        "counts": {str(department): [one.submitted, one.published, one.adopted, one.late]
                   for department, one in figures.counts.items()},
    }


def basis_of(data: Mapping[str, Any]) -> Basis:
    """Return by what a closed month was counted."""
    text = data["rules"]
    return Basis(reading_rules.parse(text) if text else None, data["version"], text,
                 tuple(_quota_of(one) for one in data["quotas"]),
                 {int(group): tuple(several) for group, several in data["groups"].items()})


def figures_of(month: str, data: Mapping[str, Any]) -> Figures:
    """Return the figures that a closed month keeps."""
    counts = {int(department): Counts(*several) for department, several in data["counts"].items()}
    return Figures(month, tuple(_standing_of(one) for one in data["standings"]),
                   tuple(_line_of(one) for one in data["lines"]), (), tuple(data["named"]), counts)


def _subject(one: Subject) -> list[str | int]:
    return [str(one.of), one.id]


def _subject_of(data: list[Any]) -> Subject:
    return Subject(Of(data[0]), data[1])


def _quota(one: Quota) -> Data:
    what = one.what
    return {"id": one.id, "name": one.name, "number": one.number, "per": str(one.per), "duty": one.duty,
            "trigger": str(what.trigger), "unit": str(what.unit), "kinds": sorted(what.kinds), "known": what.known,
            "channels": sorted(what.channels), "outlets": sorted(what.outlets), "from": one.from_month,
            "until": one.until_month, "subjects": [_subject(subject) for subject in one.subjects]}


def _quota_of(data: Data) -> Quota:
    what = What(Happened(data["trigger"]), Unit(data["unit"]), frozenset(data["kinds"]), frozenset(data["channels"]),
                frozenset(data["outlets"]), data["known"])
    return Quota(data["id"], data["name"], data["number"], what, Per(data["per"]), data["duty"],
                 tuple(_subject_of(one) for one in data["subjects"]), data["from"], data["until"])


def _standing(one: Standing) -> Data:
    return {"quota": one.quota_id, "name": one.quota, "subject": _subject(one.subject), "period": one.period,
            "wanted": one.wanted, "has": one.has, "by_due": one.by_due, "late": one.late, "duty": one.duty, "ends": one.ends,
            "kinds": list(one.kinds), "items": list(one.items), "marks": list(one.marks)}


def _standing_of(data: Data) -> Standing:
    return Standing(data["quota"], data["name"], _subject_of(data["subject"]), data["period"], data["wanted"], data["has"],
                    data["by_due"], data["late"], data["duty"], data["ends"], tuple(data["kinds"]), tuple(data["items"]),
                    tuple(data["marks"]))


def _line(one: Line) -> Data:
    return {"why": str(one.why), "points": str(one.points), "department": one.department_id, "person": one.person_id,
            "item": one.item, "late": one.late, "annual": one.annual, "month": one.month, "details": dict(one.details),
            "parts": [[part.person_id, part.name, str(part.points)] for part in one.parts]}


def _line_of(data: Data) -> Line:
    return Line(data["month"], Why(data["why"]), Decimal(data["points"]), data["department"], data["person"], data["item"],
                data["late"], data["annual"], data["details"],
                tuple(Part(person, name, Decimal(points)) for person, name, points in data["parts"]))
