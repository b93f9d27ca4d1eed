"""What is counted by: the rule sets of points; and the kinds that stories have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from index.catalogue import stories
from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.api.work import Made
from server.ledger.months import month_at, shifted
from server.points import defaults, periods, setting, trying
from server.points.setting import RuleLine
from server.web.problems import BASE
from server.web.services import actor, home, now, zone


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichRules(Paging):
    """Those that hold, or earlier versions."""

    replaced: bool = False


@dataclass(frozen=True, slots=True)
class RuleSetRecord:
    """One version of a rule set, which holds from a month until another, both included; ``text`` is its TOML."""

    id: int
    name: str
    version: int
    since: str
    until: str | None
    text: str
    made_at: datetime
    replaced_at: datetime | None


Text = Annotated[str, Rule(least=1, most=setting.LONGEST, about="TOML, as `/rule-sets/defaults` begins it.")]


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule set as it is written: its name, its months, what counts, the quotas that come with it."""

    text: Text


@dataclass(frozen=True, slots=True)
class TriedRules:
    """A draft of a rule set, and the month to count by it; without any the last one that is over."""

    text: Text
    month: Annotated[str | None, Rule(most=7, example="2026-02")] = None


@dataclass(frozen=True, slots=True)
class WouldBe:
    """One department's points in that month, and how much it is short: now, and by the draft."""

    department: str
    points: Decimal
    would: Decimal
    short: int
    would_be_short: int


@dataclass(frozen=True, slots=True)
class TriedRecord:
    """What the month would have been by a draft. Nothing is changed by asking."""

    month: str
    departments: tuple[WouldBe, ...]


@dataclass(frozen=True, slots=True)
class DefaultRules:
    """A rule set that comes with the product, to begin from; what it leaves open has to be filled in first."""

    code: str
    name: str
    name_en: str
    text: str


@dataclass(frozen=True, slots=True)
class StoryKindRecord:
    """A kind of stories; one that is not ``active`` is not offered any more."""

    code: str
    name: str
    name_en: str
    active: bool


@endpoint("GET", "/rule-sets", Scope.READ_OFFICE, "列出考核办法", tag="figures")
def list_rule_sets(query: WhichRules) -> Listed[RuleSetRecord]:
    """List the rule sets by which points are counted, the last made first; for the office."""
    policy.require(actor(), "keep-points")
    with reading(home().engine) as session:
        found = setting.lines(session, replaced=query.replaced)
    return cut(found, query, lambda one: one.id, _rules, falling=True)


@endpoint("GET", "/rule-sets/{rule}", Scope.READ_OFFICE, "查看考核办法", tag="figures")
def show_rule_set(rule: RowId) -> RuleSetRecord:
    """Show one version of a rule set; for the office."""
    policy.require(actor(), "keep-points")
    with reading(home().engine) as session:
        return _rules(setting.line(session, str(rule)))


@endpoint("GET", "/rule-sets/defaults", Scope.READ_OFFICE, "列出自带的考核办法", tag="figures")
def list_default_rules(query: Paging) -> Listed[DefaultRules]:
    """List the rule sets that come with the product, by code; for the office."""
    policy.require(actor(), "keep-points")
    found = [DefaultRules(code, *names, defaults.text(code)) for code, names in defaults.NAMES.items()]
    return cut(found, query, lambda one: one.code, lambda one: one)


@endpoint("POST", "/rule-sets/try", Scope.WRITE_OFFICE, "试算考核办法", tag="figures")
def try_rules(body: TriedRules) -> TriedRecord:
    """Tell what a month would have been by a draft; nothing is kept of it."""
    policy.require(actor(), "keep-points")
    month = periods.month(body.month) if body.month else shifted(month_at(now(), zone()), -1)
    found = trying.compared(home().engine, actor(), body.text, month, zone(), now())
    return TriedRecord(month, tuple(WouldBe(one.department, one.points, one.would, one.short, one.would_be_short)
                                    for one in found))


@endpoint("POST", "/rule-sets", Scope.WRITE_OFFICE, "启用考核办法", tag="figures", status=201)
def make_rules(body: RuleText) -> Made:
    """Set a rule set in force in the months that it names, with its quotas. One whose months overlap another's is refused."""
    made = setting.add(home().engine, actor(), body.text, now=now())
    return Made(made, f"{BASE}/rule-sets/{made}")


@endpoint("POST", "/rule-sets/{rule}/versions", Scope.WRITE_OFFICE, "修改考核办法", tag="figures", status=201)
def change_rules(rule: RowId, body: RuleText) -> Made:
    """Make the next version of a rule set, which holds in all months that are open; its quotas are left alone."""
    made = setting.change(home().engine, actor(), rule, body.text, now=now())
    return Made(made, f"{BASE}/rule-sets/{made}")


@endpoint("DELETE", "/rule-sets/{rule}", Scope.WRITE_OFFICE, "停用考核办法", tag="figures")
def end_rules(rule: RowId) -> None:
    """Let a rule set hold no more in months that are open; closed ones keep their figures."""
    setting.remove(home().engine, actor(), rule, now=now())


@endpoint("GET", "/story-kinds", Scope.READ_STORIES, "列出稿件类别", tag="stories")
def list_story_kinds(query: Paging) -> Listed[StoryKindRecord]:
    """List the kinds that stories may have, by code."""
    policy.require(actor(), "write-story")
    with reading(home().engine) as session:
        found = [StoryKindRecord(one.code, one.name, one.name_en, one.active) for one in stories.kinds(session)]
    return cut(found, query, lambda one: one.code, lambda one: one)


def _rules(one: RuleLine) -> RuleSetRecord:
    return RuleSetRecord(one.id, one.name, one.version, one.since, one.until, one.text, one.made_at, one.replaced_at)
