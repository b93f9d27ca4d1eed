"""The logistics division's rule set, from its text: one story on its site a month, two well-known outlets a year."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from index.db import reading
from server.channels import service as channels
from server.channels.service import ChannelChange
from server.ledger.entries import Entry, Happened, Outlet
from server.points import counting, defaults, figures, points, reading_rules, words
from server.points.figures import Basis, Figures
from server.points.quotas import Of, Quota, Subject, Unit, What

ZONE = ZoneInfo("Asia/Shanghai")
SITE = Outlet(3, "后勤处网", "school", "site")
KNOWN, PLAIN = Outlet(1, "光明日报", "nation", "news", known=True), Outlet(2, "某网站", "nation", "site")


def entry(item: str, happened: Happened, month: str, day: int = 5, **more: object) -> Entry:
    at = datetime(int(month[:4]), int(month[5:]), day, tzinfo=UTC)
    return Entry(item, "news", happened, at, month, 1, **more)  # type: ignore[arg-type]


def month(of: str, entries: list[Entry]) -> Figures:
    rules = reading_rules.parse(defaults.text("logistics"))
    asked = tuple(Quota(place, one.name, one.number, one.what, one.per, one.duty, (Subject(Of.DEPARTMENT, 1),))
                  for place, one in enumerate(rules.quotas))
    return figures.figure(of, Basis(rules, 1, "", asked), entries, zone=ZONE, now=datetime(2027, 1, 9, tzinfo=UTC),
                          closing=True)


def test_one_story_on_the_site_a_month_is_the_duty() -> None:
    """The site is run elsewhere: a story is published there once that is confirmed, and not when it is approved for it."""
    elsewhere = [entry("S1", Happened.PUBLISHED, "2026-03", channel="site"), entry("S1", Happened.SUBMITTED, "2026-03"),
                 entry("S1", Happened.SENT, "2026-03", channel="site", outlet=SITE),
                 entry("S1", Happened.ADOPTED, "2026-03", outlet=PLAIN),
                 entry("S9", Happened.ADOPTED, "2026-02", outlet=SITE),
                 entry("V1", Happened.ADOPTED, "2026-03", outlet=SITE)]
    found = month("2026-03", elsewhere)
    duty = next(one for one in found.standings if one.duty)
    assert (duty.has, duty.short, found.named) == (0, 1, (1,))
    found = month("2026-03", [*elsewhere, entry("S2", Happened.ADOPTED, "2026-03", outlet=SITE)])
    duty = next(one for one in found.standings if one.duty)
    assert (duty.has, duty.short, duty.items, found.named) == (1, 0, ("S2",), ())


def test_where_the_site_is_our_own_what_is_approved_is_published(home: Any, cast: Any, clock: Any) -> None:
    with reading(home.engine) as session:
        assert defaults.offered(session, "logistics") == defaults.text("logistics")
    channels.change_channel(home.engine, cast.administrator, "site", ChannelChange(goes_on=False), now=clock())
    with reading(home.engine) as session:
        duty = reading_rules.parse(defaults.offered(session, "logistics")).quotas[0]
    assert duty.what == What(Happened.PUBLISHED, Unit.STORY, channels=frozenset({"site"}))


def test_the_target_is_shown_and_never_penalised() -> None:
    entries = [entry("S1", Happened.ADOPTED, "2026-02", outlet=KNOWN), entry("S1", Happened.ADOPTED, "2026-03", outlet=PLAIN),
               *(entry(f"S{of}", Happened.ADOPTED, f"2026-{of:02d}", outlet=SITE) for of in range(1, 13))]
    found = month("2026-12", entries)
    target = next(one for one in found.standings if not one.duty)
    assert (target.period, target.wanted, target.has, target.short) == ("2026", 2, 1, 1)
    assert (found.lines, found.pending, found.named) == ((), (), ())
    assert month("2026-01", entries).standings[1].has == 0, "what comes later in the year is not counted yet"


def test_an_item_on_two_channels_is_published_once_and_its_points_say_on_which(app: Any) -> None:
    both = [entry("S1", Happened.PUBLISHED, "2026-03", day, channel=channel) for day, channel in ((3, "site"), (4, "wechat"))]
    assert counting.counts(both, "2026-03")[1].published == 1
    rules = reading_rules.parse('name = "发布"\nfrom = "2026-03"\n[[award]]\ntrigger = "published"\npoints = "0.1"\n')
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        told = [words.said(line, {"site": ("处网", "Division site")}) for line in points.awards(rules, both, "2026-03")]
    assert told == ["发布 · 处网", "发布 · wechat"]
