"""The document of the API is true: requests made from it are answered as it says (schemathesis), and people can read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import hypothesis
import placements_campus
import points_campus
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from index.catalogue import items
from index.catalogue.feedback import VisitorNote
from index.catalogue.tokens import Scope
from index.db import writing
from server.admin import service as admin
from server.api.access import RATES, Rates
from server.api.declaring import ENDPOINTS, TAGS
from server.api.documents import document
from server.library.describe import Edit, describe
from server.newsletters import issues
from server.newsletters import keeping as newsletters
from server.reports import making
from server.webhooks.events import SHOWN_AT

EXAMPLES = 2
"""Requests made for each endpoint in each mode, so four or six for each: what is held to the document is the answers."""
MODES = ((GenerationMode.POSITIVE, True), (GenerationMode.POSITIVE, False), (GenerationMode.NEGATIVE, True))
"""Requests that fit the document, of what is there and of what is not; and requests that do not fit it."""
LEFT_OUT = {"positive_data_acceptance"}
"""A fitting request may still be refused: no document says that an event has to be there."""


@pytest.fixture
def furnished(program: Callable[..., Any], photo: Callable[..., int], home: Any, cast: Any, clock: Any) -> dict[str, Any]:
    """Something of everything; by the names that addresses have."""
    asset = photo()
    describe(home.engine, cast.photographer, asset, Edit(title="食堂"), now=clock())
    told = program("editor").get(f"/assets/V{asset}").json
    office = program("editor")
    made = {"/stories": {"kind": "news", "title": "食堂开放日", "body": "正文"}, "/boards": {"name": "一号宣传栏"},
            "/events": {"name": "运动会", "starts_on": "2026-03-09"},
            "/assignments": {"event": "运动会", "to": "photographer"},
            "/topics": {"title": "主题", "due_on": "2026-03-20", "departments": [cast.departments["canteen"]]}}
    for address, body in made.items():
        assert office.post(address, json=body).status_code == 201, address
    numbers = duties(home, cast, clock, office)
    with writing(home.engine) as session:
        session.add(VisitorNote(asset_id=asset, kind="other", text="好", at=clock()))
    return {"asset": f"V{asset}", "story": "S1", "item": f"V{asset}", "sha256": told["renditions"]["grid"]["sha256"],
            "department": cast.departments["canteen"], "document": "docx", "of": "d1", "period": "2026", "month": "2026-02",
            "package": "print", **numbers,
            **dict.fromkeys(("board", "screen", "event", "assignment", "topic", "task", "note"), 1)}


def duties(home: Any, cast: Any, clock: Any, office: Any) -> dict[str, int]:
    """A report, a newsletter's issue, a training session, a booked kit, a rule set; by the names that addresses have."""
    placements_campus.furnish(home, cast.editor, items.story(1), clock())
    points_campus.furnish(home, cast.editor, [cast.departments["canteen"]], clock())
    admin.add_kit(home.engine, cast.administrator, name="一号机", department="canteen", now=clock())
    newsletter = newsletters.add(home.engine, cast.editor, newsletters.Wish("后勤简报"), now=clock())
    made = {"/trainings": {"title": "摄影入门", "held_on": "2026-03-10"},
            "/bookings": {"kit": "一号机", "from_on": "2026-03-05", "to": "photographer"}}
    for address, body in made.items():
        assert office.post(address, json=body).status_code == 201, address
    return {"report": making.begin(home.engine, cast.editor, "2026-02", clock().date(), now=clock()),
            "issue": issues.begin(home.engine, cast.editor, newsletter, clock().date(), now=clock()),
            "newsletter": newsletter, "person": cast.photographer.person_id,
            **dict.fromkeys(("training", "booking", "rule", "webhook", "placement", "outlet",
                             "quota", "group", "reader", "row", "handover", "archive"), 1)}


def checks() -> list[Any]:
    load_all_checks()
    return [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in LEFT_OUT]


def test_requests_made_from_the_document_are_answered_as_it_says(app: Any, program: Callable[..., Any],
                                                                 furnished: dict[str, Any]) -> None:
    """In one test, as the document takes longer to read than to hold to."""
    token = program("editor").token
    app.extensions[RATES] = Rates(1 << 30)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    every = checks()
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode, there in MODES:
            names = re.findall(r"\{(\w+)\}", operation.path)
            if (there and not set(names) <= set(furnished)) or (not there and not names):
                continue
            strategy = operation.as_strategy(generation_mode=mode, path_parameters={one: furnished[one] for one in names}
                                             if there and names else None)

            @hypothesis.settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                                 phases=[Phase.generate], suppress_health_check=list(HealthCheck))
            @hypothesis.given(case=strategy)
            def hold(case: Any) -> None:
                case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=every)

            hold()


def test_every_endpoint_is_told_with_its_scope_and_what_it_gives(app: Any) -> None:
    told = app.test_client().get("/api/v1/openapi.json")
    assert told.json["openapi"] == "3.1.0"
    assert told.json["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    rules = {(one.rule.removeprefix("/api/v1"), method) for one in app.url_map.iter_rules()
             if one.endpoint.startswith("api.") for method in one.methods - {"HEAD", "OPTIONS"}}
    paths = {(re.sub(r"\{(\w+)\}", r"<\1>", path), method.upper()) for path, inside in document()["paths"].items()
             for method in inside}
    assert {(re.sub(r"<\w+:", "<", rule), method) for rule, method in rules} - paths == {
        ("/docs", "GET"), ("/openapi.json", "GET"), ("/problems", "GET")}
    for one in ENDPOINTS:
        assert one.scope in {None, *Scope}
        assert (one.tag in TAGS, bool(one.summary), bool(re.search("[一-龥]", one.zh))) == (True, True, True), one.name
        assert one.answers is not Any, f"{one.name}: say what it gives"


def test_webhooks_lead_to_what_is_there() -> None:
    shown = {re.sub(r"\{\w+\}$", "", one.path) for one in ENDPOINTS if one.method == "GET"}
    assert {f"/{address}/" for address in SHOWN_AT.values()} - shown == set()


def test_people_read_it_in_their_language_without_another_house(app: Any, stranger: Any) -> None:
    page = stranger.get("/api/v1/docs")
    assert page.status_code == 200
    for one in ENDPOINTS:
        assert f'id="{one.name}"' in page.text
        assert f"/api/v1{one.path}" in page.text
    assert "查看素材" in page.text
    english = stranger.client.get("/api/v1/docs", headers={"Accept-Language": "en"}).text
    assert "Show one asset" in english
    codes = stranger.get("/api/v1/problems").text
    assert all(one in codes for one in ('id="token-scope"', 'id="not-found"'))
    for text in (page.text, codes):
        assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []
    missing = set(re.findall(r'href="#([\w-]+)"', english)) - set(re.findall(r'id="([\w-]+)"', english))
    assert missing == set()
