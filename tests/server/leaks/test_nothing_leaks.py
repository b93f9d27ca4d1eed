"""What somebody may not see is told by no address: every route of the application is asked, in every state of an asset and
of a story.

A new route is asked by itself. One whose address needs something that FILLED does not know fails here until it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from leaks_campus import AWAY, AWAY_STORIES, SCREENS, STATES, TOLD_OF_STORIES, Leaks
from programs import Program, token_for
from sqlalchemy import func, select
from werkzeug.routing import IntegerConverter

from index.catalogue.assets import Asset, Description
from index.catalogue.channels import Aim
from index.catalogue.reviews import Review
from index.catalogue.stories import Story, StoryAsset
from index.db import reading
from server.api import pages
from server.api.access import RATES, Rates
from server.app import create_app

PUBLISHED = {"shown"}
READ_BY_ALL = PUBLISHED | {"story-shown"}
"""What everybody with an account reads."""
GIVEN_BY_LINK = {"shown", "draft", "submitted", "returned", "edited"}
"""By a link of the office: what is published, and what is still on its way; never what came down or is out of its term."""
FILLED: dict[str, Any] = {
    "channel": "screens", "code": "screens", "subject": "events", "name": "main.js", "filename": "css/base.css",
    "version": "0", "means": "sms", "upload": "none", "act": "none", "what": "propose",
    "size": "1920x1080", "department": "canteen", "form": "atom", "figure": "of-place", "ending": "csv", "of": "d1",
    "document": "docx", "period": "2026", "month": "2026-02", "package": "wechat",
}
"""Placeholders that are no number; of whatever has a number, the first is asked for."""
HIDDEN_WORDS = ("draftbody", "submittedsummary", "takenheadline", "beforeword", "typedword")
"""Searching for what stories of others say finds none of them."""
LEFT_ALONE = {"auth.sign_out", "auth.set_up", "auth.sign_in", "web.language"}
"""They change who asks, or in which language."""


TOLD_OF = {one: {"binned", "proposed"} for one in (
    "bin.index", "bin.show", "trail.index", "receipts.show", "receipts.checksums")}
TOLD_OF |= {one: {"story-binned", "story-proposed"} for one in ("story_bin.index", "story_bin.show")}
"""The bin itself; the trail, which tells the administrator what was done; and receipts of what was handed in."""
AWAY_AT_ALL = {*AWAY, *(f"story-{state}" for state in AWAY_STORIES)}
KEEPS_HASHES = {"trail.index", "bin.tombstone", "receipts.show"}
"""They keep the hash of what was deleted, and nothing else of it."""


def addresses(app: Any, method: str, leaks: Leaks) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of every rule of a method, placeholders filled with everything that there is."""
    finder = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.endpoint in LEFT_ALONE:
            continue
        for values in _values(rule, leaks):
            yield rule.endpoint, finder.build(rule.endpoint, values, method=method)


def _values(rule: Any, leaks: Leaks) -> Iterator[dict[str, Any]]:
    if rule.endpoint.startswith("item_page."):
        yield from _pages(rule, leaks, "token", leaks.pages)
        return
    if "page" in rule.arguments:
        yield from _pages(rule, leaks, "page", leaks.public)
        return
    numbers = {name: 1 for name, one in rule._converters.items() if isinstance(one, IntegerConverter)}
    fixed = {name: FILLED[name] for name in rule.arguments if name in FILLED} | numbers
    if "token" in rule.arguments:
        fixed["token"] = leaks.token
    if "placement" in rule.arguments:
        yield from (fixed | {"placement": one} for one in leaks.placements)
        return
    rest = rule.arguments - set(fixed)
    assert rest <= {"asset", "sha256", "batch", "story", "item"}, f"{rule.rule}: say in FILLED what {sorted(rest)} may be"
    if rest & {"story", "item"}:
        yield from (fixed | dict.fromkeys(rest, f"S{story}") for story in (1, *leaks.stories.values()))
        if rest == {"story"}:
            return
    for state in (*STATES, *AWAY) if rest else ("",):
        for sha256 in leaks.hashes[state] if "sha256" in rest else ("",):
            asset = f"V{leaks.assets.get(state)}"
            filled = {"asset": asset, "item": asset, "batch": f"b-{state}", "sha256": sha256}
            yield fixed | {name: filled[name] for name in rest}


def _pages(rule: Any, leaks: Leaks, name: str, pages: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The public pages of what is approved, each asked for its own files, and that of what is shown for everything's."""
    for state, page in pages.items():
        others = leaks.hashes if state in READ_BY_ALL else {state: leaks.hashes.get(state, leaks.hashes["shown"])}
        for hashes in others.values() if "sha256" in rule.arguments else ():
            yield from ({name: page, "sha256": sha256} for sha256 in hashes)
        if "sha256" not in rule.arguments:
            yield {name: page}


def question(leaks: Leaks) -> str:
    """Return what pages that list or prepare something are asked for: all of it, by every name that they know it under."""
    ids = list(leaks.assets.values())
    several = "".join(f"&asset=V{one}" for one in ids) + f"&version=1&with=1&lead=V{ids[0]}"
    return (f"q=LEAK&text={'%0A'.join(f'V{one}' for one in ids)}&assets={'.'.join(map(str, ids))}{several}"
            f"&batch=b-draft&collection=1&plan=1&at=0&within=q%3DLEAK")


def answers(client: Any, app: Any, leaks: Leaks, only: str = "") -> Iterator[tuple[str, str, int, str]]:
    """Yield (endpoint, address, status, text) of every address that can be read, without a question and with one; of those
    alone whose endpoint begins with ``only``. Bytes by their hash are asked for once, as an image would.
    """
    hashes = {one for several in leaks.hashes.values() for one in several}
    for endpoint, address in addresses(app, "GET", leaks):
        if not endpoint.startswith(only):
            continue
        file = not hashes.isdisjoint(address.split("/"))
        for asked in (f"{address}?{question(leaks)}", *(() if file else (address,))):
            answer = client.get(asked, headers={"Accept": "*/*" if file else "text/html"})
            text = answer.get_data().decode("utf-8", "replace") + answer.headers.get("Location", "")
            yield endpoint, address, answer.status_code, text.replace(address, "")
            answer.close()


def for_screens(endpoint: str) -> bool:
    """Say whether an answer is one that a screen reads."""
    return endpoint.startswith("kiosk.") or endpoint in {"boards.preview_manifest", "screens.preview_manifest"}


def given_to_all(endpoint: str) -> set[str]:
    """Return what pages and feeds for everybody give: what screens show."""
    return READ_BY_ALL if endpoint.partition(".")[0] in {"item_page", "public_pages", "feeds"} else set()


def leaked(client: Any, app: Any, leaks: Leaks, allowed: set[str], given_by_link: set[str],
           only: str = "") -> list[tuple[str, str]]:
    """Return the addresses that told of an asset, or gave a byte of it, that this reader may not see.

    A screen is told by hash what to delete: of its answers only words count, and bytes.
    """
    found = []
    for endpoint, address, status, text in answers(client, app, leaks, only):
        may = given_by_link if endpoint.startswith("shared.") else allowed | given_to_all(endpoint)
        told = leaks.told(text, by_hash=not for_screens(endpoint)) - may
        given = {state for state, hashes in leaks.hashes.items() if status == 200 and any(one in address for one in hashes)}
        found += [(address, state) for state in sorted(told | (given - may))]
    return found


def told_of_what_is_away(client: Any, app: Any, leaks: Leaks) -> list[tuple[str, str]]:
    """Return the addresses outside the bin that tell those who see all else of what lies in it, or was deleted for good."""
    found = []
    for endpoint, address, _status, text in answers(client, app, leaks):
        if not any(one in address for hashes in leaks.hashes.values() for one in hashes):
            away = leaks.told(text, by_hash=endpoint not in KEEPS_HASHES) & AWAY_AT_ALL - TOLD_OF.get(endpoint, set())
            found += [(address, state) for state in sorted(away)]
    return found


def told_of_stories(leaks: Leaks, reader: Any) -> set[str]:
    """Return the states of stories that a reader's list tells of."""
    return leaks.told(reader.get("/stories/?q=LEAK").text) & TOLD_OF_STORIES


def test_nobody_reads_what_they_may_not_see(app: Any, home: Any, cast: Any, clock: Any, browser: Any, stranger: Any,
                                            leaks: Leaks) -> None:
    """In one test, as the campus takes longer to build than to ask."""
    outsider = browser("outsider").client
    assert leaked(outsider, app, leaks, READ_BY_ALL, GIVEN_BY_LINK) == []
    assert leaks.told(outsider.get("/library?q=LEAK").text) == PUBLISHED, "the check itself must find what is there to see"
    assert leaks.told(outsider.get("/stories/?q=LEAK").text) == READ_BY_ALL
    found = {word: len(re.findall('class="story-line"', outsider.get(f"/stories/?q={word}").text)) for word in HIDDEN_WORDS}
    assert found == dict.fromkeys(HIDDEN_WORDS, 0)

    assert leaked(stranger.client, app, leaks, set(), GIVEN_BY_LINK) == []
    assert leaks.told(stranger.client.get(f"/shared/{leaks.token}").text) == GIVEN_BY_LINK
    assert {one for one, token in leaks.pages.items() if stranger.client.get(f"/s/{token}").status_code == 200} == READ_BY_ALL

    screen = app.test_client()
    screen.set_cookie("vitrine_screen", "screen-token", path="/kiosk")
    items = [one["sha256"] for one in screen.get("/kiosk/manifest").json["items"]]
    assert leaks.told(" ".join(items)) == PUBLISHED
    assert leaked(screen, app, leaks, PUBLISHED, GIVEN_BY_LINK) == []

    for token in SCREENS:
        other = app.test_client()
        other.set_cookie("vitrine_screen", token, path="/kiosk")
        assert other.get("/kiosk/manifest").status_code == (401 if token == "revoked-token" else 200)
        assert leaked(other, app, leaks, set(), GIVEN_BY_LINK, only="kiosk.") == []

    for part in ("photographer", "reviewer", "editor", "administrator"):
        reader = browser(part)
        assert leaks.told(reader.get("/library?q=LEAK").text) == set(STATES), part
        assert told_of_stories(leaks, reader) == TOLD_OF_STORIES - {"story-before", "story-typed"}, part
        for state, asset in leaks.assets.items():
            expected = {"binned": 302, "proposed": 302, "deleted": 404}.get(state, 200)
            assert reader.get(f"/library/V{asset}").status_code == expected, state

    a_program_is_told_what_its_person_is(app, home, cast, clock, leaks)

    office = browser("administrator").client
    assert told_of_what_is_away(office, app, leaks) == []
    assert leaks.told(office.get("/bin/").text) == {"binned", "proposed"}
    assert leaks.told(office.get("/bin/stories/").text) == {"story-binned", "story-proposed"}
    a_new_route_is_asked(type(stranger), home, cast, clock, leaks)


def a_program_is_told_what_its_person_is(app: Any, home: Any, cast: Any, clock: Any, leaks: Leaks) -> None:
    """With all scopes there are, and as often as the walk asks; the check itself must find what is there to see."""
    app.extensions[RATES] = Rates(1 << 30)
    last_day = (clock() + timedelta(days=9)).date()
    one = Program(app, token_for(home, cast.outsider, last_day=last_day, now=clock()))
    assert leaked(Opened(one), app, leaks, READ_BY_ALL, GIVEN_BY_LINK, only="api.") == []
    assert leaks.told(one.get("/assets?limit=200").text) == PUBLISHED
    own = Program(app, token_for(home, cast.photographer, last_day=last_day, now=clock()))
    assert leaks.told(own.get("/assets?limit=200").text) == set(STATES)


class Opened:
    """A program as the walk asks: with addresses of the whole house."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def get(self, address: str, **given: Any) -> Any:
        return self.program.open(address, **given)


def a_new_route_is_asked(kind: Any, home: Any, cast: Any, clock: Any, leaks: Leaks) -> None:
    """The walk finds what a route tells that asks nobody, and does not pass over one whose address it cannot fill."""
    careless = create_app(home.settings, clock)
    careless.add_url_rule("/careless", "careless", lambda: leaks.marks["draft"][0])
    outsider = kind(careless)
    outsider.sign_in("outsider", cast.password)
    assert {("/careless", "draft")} == set(
        leaked(outsider.client, careless, leaks, READ_BY_ALL, GIVEN_BY_LINK, only="careless"))
    odd = create_app(home.settings, clock)
    odd.add_url_rule("/odd/<unheard_of>", "odd", lambda unheard_of: unheard_of)
    with pytest.raises(AssertionError, match="unheard_of"):
        list(addresses(odd, "GET", leaks))


def test_no_form_of_another_department_changes_or_tells_of_what_it_may_not_see(app: Any, home: Any, cast: Any, clock: Any,
                                                                               browser: Any, leaks: Leaks) -> None:
    one = browser("outsider")
    one.get("/library")
    before = standing(home)
    hidden = {state: asset for state, asset in leaks.assets.items() if state not in PUBLISHED}
    names = [f"V{asset}" for asset in hidden.values()]
    names += [f"S{story}" for state, story in leaks.stories.items() if state != "shown"]
    shown = {f"V{leaks.assets['shown']}", f"S{leaks.stories['shown']}"}
    form = {"csrf_token": one.token, "asset": names, "assets": " ".join(names),
            "item": [f"{name}:screens:0:2" for name in names], "verb": "submit", "channel": "screens", "reason": "why",
            "q": "LEAK", "text": "新", "title": "新", "kind": "news", "name": "新",
            "pictures": "\n".join(name for name in names if name[0] == "V"),
            "preset": "original", "purpose": "print", "story": f"S{leaks.stories['draft']}", "event": "0",
            "collection": "1", "keep": names[0],
            "other": names[1], "mark": "1", "version": "2", "subject": f"asset:{names[0]}"}
    found = []
    for endpoint, address in addresses(app, "POST", leaks):
        if shown & set(address.split("/")):
            continue
        answer = one.client.post(address, data=form, headers={"Accept": "text/html", "X-CSRFToken": one.token})
        may = GIVEN_BY_LINK if endpoint.startswith("shared.") else READ_BY_ALL
        found += [(address, state) for state in sorted(leaks.told(answer.get_data().decode("utf-8", "replace")) - may)]
        answer.close()
    assert found == []
    assert standing(home) == before
    assert told_by_writing(Program(app, token_for(home, cast.outsider, last_day=(clock() + timedelta(days=9)).date(),
                                                  now=clock())), app, leaks, names) == []
    assert standing(home) == before


def told_by_writing(one: Program, app: Any, leaks: Leaks, hidden: list[str]) -> list[tuple[str, str]]:
    """Send each write of the API that is about an item, as it may be sent, about those that this reader may not see; return
    which told of any.
    """
    app.extensions[RATES] = Rates(1 << 30)
    bodies = {f"api.{told.of.name}": told.body for _tag, _name, some in pages.endpoints() for told in some}
    found = []
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for endpoint, address in addresses(app, method, leaks):
            if not endpoint.startswith("api.") or not set(hidden) & {*address.split("/"), "hand-in"}:
                continue
            body = bodies[endpoint] if bodies[endpoint] is None or "items" not in bodies[endpoint] else {"items": hidden[:9]}
            answer = one.open(address, method=method, json=body)
            assert answer.status_code >= 400, f"{method} {address}: {answer.status_code}"
            found += [(address, state) for state in sorted(leaks.told(answer.text) - READ_BY_ALL)]
    return found


def standing(home: Any) -> list[tuple[Any, ...]]:
    """Return what a change of any asset would show in: its owner, term and words, and where it stands."""
    with reading(home.engine) as session:
        rows = session.execute(select(Asset.id, Asset.department_id, Asset.event_id, Asset.embargo_until, Asset.expires_at,
                                      Asset.clock_photo, Description.version, Aim.state, Aim.step)
                               .join(Description, Description.asset_id == Asset.id).outerjoin(Aim, Aim.asset_id == Asset.id)
                               .order_by(Asset.id, Aim.id))
        stories = session.execute(select(Story.id, Story.version, Story.title, Aim.state, Aim.step, func.count(Review.id))
                                  .outerjoin(Aim, Aim.story_id == Story.id).outerjoin(Review, Review.aim_id == Aim.id)
                                  .group_by(Story.id, Aim.id).order_by(Story.id, Aim.id))
        held = session.execute(select(StoryAsset.story_id, StoryAsset.asset_id).order_by(*StoryAsset.__table__.primary_key))
        return [tuple(row) for row in (*rows, *stories, *held)]
