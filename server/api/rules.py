"""What is counted by: the rule sets of points; and the kinds that stories have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.catalogue import stories
from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed
from server.points import setting
from server.points.setting import RuleLine
from server.web.services import actor, home


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


@endpoint("GET", "/story-kinds", Scope.READ_STORIES, "列出稿件类别", tag="stories")
def list_story_kinds(query: Paging) -> Listed[StoryKindRecord]:
    """List the kinds that stories may have, by code."""
    policy.require(actor(), "write-story")
    with reading(home().engine) as session:
        found = [StoryKindRecord(one.code, one.name, one.name_en, one.active) for one in stories.kinds(session)]
    return cut(found, query, lambda one: one.code, lambda one: one)


def _rules(one: RuleLine) -> RuleSetRecord:
    return RuleSetRecord(one.id, one.name, one.version, one.since, one.until, one.text, one.made_at, one.replaced_at)
