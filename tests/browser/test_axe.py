"""axe finds nothing on any page, narrow or wide, light or dark; nothing is wider than its window; no script fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from accessible import look, look_often

PAGES = (
    "/library", "/library?q=食堂", "/library?q=没有这样的照片",
    "/library?q=食唐", "/library?q=开放日 类型:视频 foo:", "/library/V1?at=0&within=q%3D开放日",
    "/library/V1?at=0", "/library/V2", "/library/V3", "/account",
    "/upload", "/uploads/", "/uploads/b1", "/receipts/", "/receipts/b1",
    "/review", "/review/V2/screens", "/review/S1/school", "/review/mine", "/review/reasons",
    "/boards/", "/boards/new", "/boards/1", "/boards/1/change", "/boards/1/times", "/boards/1/items/V1",
    "/boards/1/loop", "/boards/1/history",
    "/boards/removed", "/boards/2/history", "/install/", "/boards/1/preview", "/screens/1/preview",
    "/feedback/", "/feedback/?state=new&board=1", "/feedback/1", "/feedback/summary",
    "/plays/", "/plays/?from=2026-01-01&until=2026-03-31&board=1",
    "/screens/", "/screens/?state=live", "/screens/groups/", "/screens/groups/1",
    "/screens/campuses/", "/screens/campuses/new", "/screens/campuses/1", "/screens/campuses/stage",
    "/screens/new", "/screens/1", "/screens/1/change", "/screens/words", "/emergency/", "/emergency/?text=3",
    "/emergency/1", "/emergency/texts", "/emergency/texts/new", "/emergency/texts/1",
    "/bulletins/", "/bulletins/new?template=2", "/bulletins/1", "/bulletins/templates", "/bulletins/templates/new",
    "/bulletins/templates/1", "/office/", "/admin/",
    *(f"/admin/{subject}{which}" for subject in ("people", "departments", "kits", "events") for which in ("/", "/1", "/new")),
    "/admin/routes/", "/admin/routes/new", "/admin/routes/wechat/demands",
    "/admin/routes/school", "/admin/deputies/", "/admin/deputies/3", "/account/deputy",
    "/clock", "/clock/checks", "/clock/batches/b1", "/clock/batches/b1?minutes=3&seconds=12",
    "/agenda/", "/agenda/?by=month", "/agenda/subscribe",
    "/records/", "/records/1", "/training/", "/training/new", "/training/1", "/training/1/change",
    "/overview/", "/overview/coverage", "/overview/waiting", "/overview/never-shown",
    "/handovers/", "/handovers/new?from=photographer&to=second_photographer", "/handovers/1",
    "/kits/", "/kits/1", "/kits/bookings/", "/kits/bookings/?by=month", "/kits/bookings/new?kit=1",
    "/assignments/", "/assignments/new", "/alike",
    "/topics/", "/topics/new", "/topics/1", "/topics/1/change", "/topics/tasks/1",
    "/outside", "/outside?state=refused", "/outside/links", "/outside/links/new",
    "/library/V1/like", "/map", "/map?plan=none&q=食堂", "/map/plans", "/map/plans/1",
    "/searches/", "/searches/new?q=食堂", "/searches/1/change", "/searches/1/fresh", "/searches/synonyms",
    "/collections/", "/collections/new", "/collections/1", "/collections/1/arrange", "/collections/1/change",
    "/collections/1/links", "/collections/1/people", "/downloads/new?collection=1",
    "/downloads/new?asset=V1", "/downloads/new?q=食堂", "/downloads/new?q=没有这样的照片", "/downloads/log",
    "/describe/", "/describe/?assets=1.2.3", "/describe/?assets=1.2.3&at=V3", "/describe/required",
    "/take-downs/", "/take-downs/1", "/consents/", "/consents/new", "/consents/1", "/consents/1/change", "/licences",
    "/batch/", "/batch/1", "/batch/edit?q=食堂", "/sheets/",
    "/stories/", "/stories/new?asset=V1", "/stories/S1", "/stories/S1/edit", "/stories/S1/versions",
    "/admin/trail/", "/admin/archive/", "/admin/calendar/", "/admin/story-kinds/", "/checks/wordings", "/checks/try",
    "/checks/before?asset=V1&asset=V2&asset=V3&channel=screens&channel=wechat",
    "/bin/", "/bin/?shelf=proposed", "/bin/?shelf=over", "/bin/V4", "/bin/V5", "/bin/deleted", "/bin/deleted/6",
    "/bin/stories/", "/bin/stories/S2",
    "/notices/", "/notices/?unread=1&group=mine", "/account/notices",
    "/admin/ways/", "/admin/ways/1", "/admin/ways/new/mail", "/admin/ways/new/sms", "/admin/ways/new/wecom",
    "/admin/ways/new/dingtalk-robot",
    "/admin/webhooks/", "/admin/webhooks/new", "/admin/webhooks/1", "/admin/webhooks/1/change",
    "/points/", "/points/ranking", "/points/ranking?period=2026Q1&group=1", "/points/departments/1",
    "/points/people/1?period=2026", "/points/quotas/",
    "/points/quotas/new", "/points/quotas/1", "/points/rules/", "/points/rules/new?like=county", "/points/rules/1",
    "/points/groups/", "/points/groups/new", "/points/groups/1",
    "/points/reports/", "/points/reports/1", "/points/reports/1/edit", "/points/reports/2",
    "/points/reports/1/pictures/", "/points/reports/settings",
    "/points/honours/", "/points/honours/?year=2025", "/points/honours/grades/d1",
    "/newsletters/", "/newsletters/new", "/newsletters/1/change", "/newsletters/issues/1", "/newsletters/issues/1/edit",
    "/newsletters/issues/1/rows/1", "/tokens/", "/tokens/new", "/api/v1/docs",
    "/placements/", "/placements/?state=silent&q=食堂", "/placements/1", "/placements/new?item=S1",
    "/placements/new?item=S1&what=adopted", "/outlets/", "/outlets/new", "/outlets/1",
    "/ledger/", "/ledger/?by=person&singles=1", "/ledger/list?what=submitted", "/ledger/list?what=sent&by=outlet",
    "/p/", "/p/channel/school", "/p/channel/school/canteen",
    "/no-such-page",
)
NO_PAGE = {"reports.file", "reports.template",
           "calendar_feed.show", "newsletters.template", "newsletters.file", "records.sheet", "records.mine",
           "training.sheet", "training.sheet_of_year", "clocks.upcoming", "batches.questions", "web.root",
           "boards.preview_manifest", "web.healthz", "web.readyz", "screens.preview_manifest",
           "web.theme", "places.spots", "stories.pictures", "batch.sheet_of_search", "library.shapes", "searches.suggestions",
           "downloads.far", "notices.count", "notices.show", "points.sheet", "honours.sheet",
           "placements.sheet", "placements.evidence", "ledger.sheet", "ledger.list_sheet",
           "public_pages.story", "public_pages.media", "feeds.of_channel", "feeds.of_department",
           "shared.index", "shared.media", "item_page.index", "item_page.media", "devices.script", "devices.authority",
           "loops.film", "usage.sheet", "plays.sheet", "feedback.sheet", "fleet.show", "consents.evidence",
           "bin.picture", "campuses.logo",
           "media.original", "receipts.checksums", "media.rendition", "uploads.lines", "tus.show", "send.lines", "send.index",
           "send_tus.show", "static", "auth.set_up", "auth.sign_in"}
REPEATED = {"/api/v1/docs": ".api-one ~ .api-one"}
"""What comes some hundred times with other words. All of it is looked at once, on the wide page, in which axe takes as long
as in forty others; on the narrow one the first of each section is.
"""
WAYS = {"wide": (1280, "light", "zh-CN"), "narrow": (360, "dark", "en-US")}


def test_each_page_of_the_application_is_looked_at(home: Any) -> None:
    """A page that is added without being named here is a page that nobody has looked at."""
    from server.app import create_app

    web = create_app(home.settings)
    finder = web.url_map.bind("localhost")
    seen = {finder.match(path.partition("?")[0])[0] for path in PAGES if path != "/no-such-page"}
    pages = {rule.endpoint for rule in web.url_map.iter_rules()
             if "GET" in rule.methods and (not rule.endpoint.startswith(("kiosk.", "api.")) or rule.endpoint == "api.docs")}
    web.extensions["vitrine"].home.engine.dispose()
    assert pages - NO_PAGE - seen == set()


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing(page_of: Callable[..., Any], cast: Any, home: Any, way: str) -> None:
    width, theme, language = WAYS[way]
    editor = page_of("editor", width=width, theme=theme, language=language)
    administrator = page_of("administrator", width=width, theme=theme, language=language)
    for page in (editor, administrator):
        look_often(page)
    found: dict[str, list[str]] = {}
    for path in PAGES:
        page = administrator if path.startswith("/admin") else editor
        answer = page.goto(path, wait_until="load")
        assert answer.status == (404 if path == "/no-such-page" else 200), path
        faults = look(page, REPEATED.get(path, "") if way == "narrow" else "")
        if faults:
            found[path] = faults
    assert found == {}
    assert [said for said in editor.problems + administrator.problems if "404" not in said] == []


def test_the_sign_in_too(chrome: Any, address: str) -> None:
    for scheme in ("light", "dark"):
        page = chrome.new_page(color_scheme=scheme, base_url=address)
        page.goto("/sign-in")
        assert look(page) == []
        page.close()
