"""Strings that break careless programs, in every field of every form and JSON body that the application has.

Nobody lists the fields: each form of each page is tried, and each name that a view asks a form, an address or a body for.
Each string is kept and shown exactly as it was sent, or refused with words that say which field; nothing fails, nothing in
a page runs, and no sheet evaluates it. A route that none of this reaches fails here until HELP tells how.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, ClassVar

import placements_campus
import points_campus
import pytest
from flask import Request, request
from naughty import CONTROL, CORE, ENDLESS, KEPT, ODD, Page, formulas, left_over
from programs import Program, token_for
from sqlalchemy import inspect, text
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from index.field_names import name_of

FILLED: dict[str, tuple[Any, ...]] = {
    "asset": ("V1",), "story": ("S1",), "item": ("V1", "V2", "S1"), "channel": ("screens", "site"), "code": ("screens",),
    "subject": ("departments", "people", "kits", "events"), "means": ("mail", "sms", "wecom-robot"), "batch": ("b-naughty",),
    "act": ("none",), "what": ("propose",), "version": (1,), "page": ("S1-none",), "department": ("canteen",),
    "form": ("rss", "atom", "json"), "ending": ("csv", "xlsx"), "of": ("d1", "p1"),
}
"""What placeholders may be; of whatever has a number, the first is asked for."""
HELP: dict[str, dict[str, str]] = {"placements.new": {"item": "S1", "what": "adopted"}}
"""What an address has to be told before it shows its form; nobody types it."""
LEFT_ALONE = {"auth.sign_out", "auth.set_up", "auth.sign_in", "web.language"}
NAMES_ITS_OWN = re.compile(r"“[^”]+” is not right|more than once|Nothing to see here now")
"""What a refusal says that has found something other than this field."""
WANTS_A_FILE = re.compile(r'<input[^>]* type="file"[^>]* aria-invalid="true"')
"""A refusal of a form whose file is missing, which no string can be."""
LAST = re.compile(r"admin|account|remove|revoke|confirm|discard|close|undo|restore|drop|refuse|take|bin\.put|decline")
"""What takes away what others are tried on is tried last."""


class Noted(ImmutableMultiDict[str, Any]):
    """What a request holds; whatever name it is asked for is noted for the address that asks."""

    asked: ClassVar[dict[str, set[str]]] = {}

    def _note(self, name: object) -> None:
        if request and request.endpoint and isinstance(name, str):
            self.asked.setdefault(request.endpoint, set()).add(name)

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def get(self, key: str, *given: Any, **named: Any) -> Any:
        self._note(key)
        return super().get(key, *given, **named)

    def getlist(self, key: str, *given: Any, **named: Any) -> Any:
        self._note(key)
        return super().getlist(key, *given, **named)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return super().__contains__(key)


class Hearing(Request):
    """A request that notes what is asked of it, and whether its body is read as JSON."""

    parameter_storage_class = Noted
    bodies: ClassVar[set[str]] = set()

    def get_json(self, *given: Any, **named: Any) -> Any:
        self.bodies.add(self.endpoint or "")
        return super().get_json(*given, **named)


BODIES: dict[str, Any] = {
    "describing.check": {"assets": ["V1"]},
    "describing.keep": {"words": {"title": "a", "caption": "b", "keywords": "", "people": ""}, "version": 1, "revision": 0,
                        "tab": "a"},
    "stories.keep": {"words": {"kind": "news", "title": "a", "body": "b"}, "version": 1, "revision": 0, "tab": "a"},
    "uploads.known": {"sha256s": ["a" * 64], "names": ["IMG_1.JPG"], "batch": "20260302-abcd", "event": "1"},
    "choices.save": {"sent": 2, "choices": [["V1", "rating", 3, 1]]},
    "kiosk.claim": {"secret": "s"},
    "kiosk.heartbeat": {"revision": "r", "item": "i", "errors": ["e", {"k": "v"}]},
    "kiosk.plays": {"plays": [{"id": "12345678", "sha256": "a" * 64, "revision": "r", "outcome": "completed",
                               "started_at": "2026-03-02T01:00:00Z", "duration_ms": 10}]},
    "kiosk.did": {"done": [{"id": 1, "outcome": "done"}]},
    "kiosk.picture": {"item": "1-V1", "image": "/9j/"},
    "kiosk.painted": {"painted": [{"id": "E1", "at": "2026-03-02T01:00:00Z", "cleared": None}]},
    "kiosk.removed": {"removed": [{"sha256": "a" * 64, "at": 0}]},
}
"""Bodies that are right, by the address that reads one."""
RIGHT = {"name": "某某", "display": "某某", "login": "somebody", "code": "some", "starts_on": "2026-03-09",
         "last_day": "2026-03-09", "event": "1", "to": "photographer", "due": "2026-03-20", "sender": "a@example.edu",
         "text": "食堂 = 餐厅", "old": "-", "new": "a-long-password", "desk-0": "office", "reason": "请补充",
         "title": "标题", "contact": "王老师", "body": "正文", "matter": "更换水管", "site": "三号楼",
         "starts_at": "2026-03-09T08:00", "ends_at": "2026-03-09T10:00", "title_en": "Title", "body_en": "Text",
         "points": "0.3", "of_month": "2026-02", "until_month": "2026-12", "rules": 'name = "甲"\nfrom = "2030-01"'}
"""What a field that a page shows empty may hold."""
@dataclass
class Campus:
    """The application with something of everything, and browsers of somebody of the office who may do all, of a guest and
    of a screen, and a program of the first one's. ``faults`` is what went wrong.
    """

    app: Any
    office: Any
    guest: Any
    screen: Any
    token: str
    tokens: dict[str, str]
    program: Any
    faults: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    def client(self, endpoint: str) -> Any:
        part = endpoint.partition(".")[0]
        if endpoint == "send.introduce":
            return self.app.test_client()  # who has said a name is not asked again
        return {"api": self.program, "item_page": self.guest, "kiosk": self.screen, "send": self.guest,
                "send_tus": self.guest, "shared": self.guest}.get(part, self.office)

    def ask(self, method: str, endpoint: str, address: str, **given: Any) -> Any:
        if "data" in given and method == "POST" and endpoint in HELP:
            given["data"] = {**given["data"], **HELP[endpoint]}
        if "data" in given:  # by far the faster to read where fields are long
            given.setdefault("content_type", "multipart/form-data")
        answer = self.client(endpoint).open(address, method=method, headers={"Accept": "text/html", "Accept-Language": "en"},
                                            **given)
        if answer.status_code >= 500:
            self.faults.append(f"{method} {address}: {answer.status_code} with {str(given)[:160]!r}")
        if answer.status_code not in {404, 405, 401, 403}:
            self.reached.add(f"{method} {endpoint}")
        return answer

    def addresses(self, method: str) -> Iterator[tuple[str, str]]:
        """Yield (endpoint, address) of every rule of a method."""
        finder = self.app.url_map.bind("localhost")
        for rule in self.app.url_map.iter_rules():
            if method not in rule.methods or rule.endpoint in LEFT_ALONE:
                continue
            several: list[dict[str, Any]] = [{}]
            for name in sorted(rule.arguments):
                values = {"token": (self.tokens.get(rule.endpoint.partition(".")[0], self.token),),
                          "name": ("main.js",), "filename": ("css/base.css",), "sha256": ("0" * 64,), "upload": ("none",),
                          }.get(name) or (FILLED.get(name, (1,)) if not isinstance(
                              rule._converters[name], IntegerConverter) else (1,))
                several = [one | {name: value} for one in several for value in values]
            for values in several:
                yield rule.endpoint, finder.build(rule.endpoint, values, method=method)


def tried(campus: Campus, endpoint: str, address: str, right: dict[str, list[str]]) -> None:
    """Send a form with strings of each sort in all its fields, and those that its view asks for besides."""
    right = {name: [RIGHT.get(name, "")] if value == [""] else value for name, value in right.items()}
    campus.ask("POST", endpoint, address, data=right)
    names = sorted({*right, *Noted.asked.get(endpoint, ())} - {"csrf_token", *HELP.get(endpoint, ())})
    if not names:
        return
    answer = campus.ask("POST", endpoint, address, data=dict.fromkeys(names, CONTROL))
    if answer.status_code < 400 or not said_which(answer, dict.fromkeys(names, CONTROL)):
        campus.faults.append(f"{endpoint} takes control characters, or does not say where: {answer.status_code}")
    for one in KEPT.values():
        filled(campus, endpoint, address, right, dict.fromkeys(names, one))
    filled(campus, endpoint, address, right, {name: ODD[(place + len(names)) % len(ODD)] for place, name in enumerate(names)})
    filled(campus, endpoint, address, right, dict.fromkeys(names, ENDLESS))


def filled(campus: Campus, endpoint: str, address: str, right: dict[str, list[str]], data: dict[str, Any]) -> None:
    """Send a form; put right what is refused by name, until the rest is taken."""
    wrong = dict(data)
    while wrong:
        again = {name: right[name] for name in data.keys() - wrong.keys() if name in right}
        answer = campus.ask("POST", endpoint, address, data=data | again)
        if answer.status_code < 400 or answer.status_code >= 500:
            return
        named = said_which(answer, wrong)
        if not named:
            if answer.status_code == 422 and not (NAMES_ITS_OWN.search(told(answer)) or WANTS_A_FILE.search(answer.text)):
                campus.faults.append(f"{endpoint} does not say which: {told(answer)[:300]}")
            return
        for name in named:
            del wrong[name]
            data = {key: value for key, value in data.items() if key != name or name in right}


def said_which(answer: Any, data: dict[str, Any]) -> set[str]:
    """Return the fields that a refusal names, or quotes what stood in."""
    said = answer.get_data(as_text=True)
    quoted = {" ".join(one.split())[:40] for one in re.findall(r"“(.*?)”", told(answer))}
    found = {name for name in data if name_of(name)[1] in quoted or f'name="{name}" aria-invalid' in said}
    return found or {name for name, one in data.items() if " ".join(str(one).split())[:40] in quoted}


def told(answer: Any) -> str:
    """Return what a page says inside its frame."""
    said = answer.get_data(as_text=True)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", said[max(0, said.find("<main")):])).split())


def bodies_tried(campus: Campus) -> None:
    """Send JSON with each string, and each kind of wrong value, in the place of each value of a right body."""
    assert Hearing.bodies <= set(BODIES), "say in BODIES what a right body is"
    odd = [*KEPT.values(), CONTROL, ENDLESS, ODD[0], "naughty\ud800", None, True, 5, -1, 1e308, [], {}, ["x"], {"a": []}]
    places = dict(campus.addresses("POST"))
    for endpoint, right in BODIES.items():
        for body in (*odd, *(put(right, way, one) for way in ways(right) for one in odd)):
            campus.ask("POST", endpoint, places[endpoint], data=json.dumps(body), content_type="application/json")
        answer = campus.ask("POST", endpoint, places[endpoint], json=right)
        assert answer.status_code < 500, endpoint


def ways(body: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inside:
        yield (*before, key)
        yield from ways(value, (*before, key))


def put(body: Any, way: tuple[Any, ...], value: Any) -> Any:
    made = json.loads(json.dumps(body))
    inside = made
    for key in way[:-1]:
        inside = inside[key]
    inside[way[-1]] = value
    return made


def forms_of(campus: Campus) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Return the fields of every form that a page shows, as they are filled in, by endpoint and address."""
    finder = campus.app.url_map.bind("localhost")
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for endpoint, address in campus.addresses("GET"):
        answer = campus.ask("GET", endpoint, address, query_string=HELP.get(endpoint))
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        for action, method, fields in Page(answer.text).forms:
            target = action.partition("?")[0] or address
            if method == "post" and target.startswith("/"):
                reader = finder.match(target, method="POST")[0]
                if reader not in LEFT_ALONE:
                    known = found.setdefault((reader, target), {})
                    known |= {name: values[:1] for name, values in fields.items() if name not in known}
    return found


def asked_in_addresses(campus: Campus) -> None:
    """Ask every address with these strings behind every name that its view asks for, and look at what it gives."""
    for endpoint, address in campus.addresses("GET"):
        names = sorted(Noted.asked.get(endpoint, set()) - {"csrf_token"})
        kept = dict.fromkeys(names, "javascript:naughty()//" + " ".join(KEPT.values()))
        for one in ({}, kept) if names else ({},):
            answer = campus.ask("GET", endpoint, address, query_string=one)
            if answer.mimetype == "text/html":
                looked_at(campus, address, answer.get_data(as_text=True))
            elif answer.mimetype in {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}:
                campus.faults += [f"{address} gives a formula: {cell!r}" for cell in formulas(answer)]
                campus.reached.add("sheet")
            answer.close()


def looked_at(campus: Campus, address: str, page: str) -> None:
    if CORE.search(page):
        read = Page(page)
        campus.faults += [f"{address} runs {one[:120]!r}" for one in read.live]
        campus.reached.add("page")


def kept_otherwise(home: Any) -> Iterator[str]:
    """Yield what stands in the catalogue and is no longer what was sent."""
    with home.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    if isinstance(value, str) and CORE.search(value) and f"{table}.{column}" not in CLEANED:
                        told = json.loads(value) if value[:1] in "[{" else value
                        yield from (f"{table}.{column}: {one[:160]!r}" for one in texts(told) if left_over(one))


def texts(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    for one in given.values() if isinstance(given, dict) else given if isinstance(given, list) else ():
        yield from texts(one)


CLEANED = {"consents.name_key", "named_people.name_key", "plays.revision", "plays.item"}
"""Columns that hold no text of people: names folded to be compared, and what screens tell."""
NOT_THERE = {"POST bin.allow", "POST clocks.drop", "POST collections.revoke", "POST kiosk.claim", "POST screens.revoke",
             "POST ways.change", "POST ways.remove", "POST tus.create", "POST tus.overridden", "POST tokens.revoke",
             "POST kit_bookings.hand_out"}
"""Forms without a field of text, of things that this campus has none of; and bodies that are bytes of files."""


def test_every_field_keeps_a_string_as_it_is_or_says_why_not(campus: Campus, home: Any) -> None:
    forms = forms_of(campus)
    # What programs send is no form: schemathesis sends odd values there (tests/server/api).
    sent = {*campus.addresses("POST"), *forms}
    posts = sorted((one for one in sent if not one[0].startswith("api.")), key=lambda one: (bool(LAST.search(one[0])), one))
    for endpoint, address in posts:
        tried(campus, endpoint, address, forms.get((endpoint, address), {}))
    bodies_tried(campus)
    asked_in_addresses(campus)
    campus.faults += kept_otherwise(home)
    unreached = {f"POST {endpoint}" for endpoint, _ in posts} - campus.reached - NOT_THERE
    assert (unreached, "\n".join(dict.fromkeys(campus.faults))) == (set(), "")
    assert {"page", "sheet"} <= campus.reached, "some pages and sheets hold them"


@pytest.fixture
def campus(everywhere: Any, app: Any, home: Any, cast: Any, clock: Any, new_asset: Callable[..., int],
           browser: Any) -> Campus:
    """Something of everything, so that every page has its forms."""
    from datetime import date, timedelta

    from index import settings as configuration
    from index.catalogue.feedback import ItemPage, token_of
    from index.catalogue.items import ref, story
    from index.catalogue.people import OWNER, PersonRole, Role
    from index.db import writing
    from server.admin import service as admin
    from server.api.access import RATES, Rates
    from server.assignments import service as assignments
    from server.bin import service as bins
    from server.bulletins import service as bulletins
    from server.bulletins.filling import Filled
    from server.campuses import service as campuses
    from server.consents import service as consents
    from server.emergencies import service as emergencies
    from server.feedback import pages
    from server.kits import service as kits
    from server.newsletters import issues
    from server.newsletters import keeping as newsletters
    from server.outside import links
    from server.places import service as places
    from server.review.service import Order, act
    from server.screens.aiming import Wanted
    from server.screens.spoken import Words
    from server.searches import service as searches
    from server.stories import service as stories
    from server.topics import service as topics
    from server.training import service as training
    from server.webhooks import service as webhooks
    from server.webhooks.events import KINDS

    now, zone = clock(), home.settings.zone
    with writing(home.engine) as session:
        session.add_all(PersonRole(person_id=cast.editor.person_id, role=one) for one in (Role.ADMINISTRATOR, Role.REVIEWER))
    submitted = new_asset(cast.photographer)
    act(home.engine, cast.photographer, Order("submit", "screens"), submitted, now=now)  # type: ignore[arg-type]
    bins.put(home.engine, cast.editor, [new_asset(cast.editor)], "多余", now=now)
    words = Words("停电", "Power cut", "请留在原地", "Stay where you are")
    filled = Filled("更换水管", "三号楼", now, now + timedelta(days=1))
    bulletins.publish(home.engine, cast.editor, bulletins.Wish(1, filled, Wanted(everything=True), now), zone, now=now)
    emergencies.start(home.engine, cast.editor, emergencies.Wish(words, 30, Wanted(everything=True)), now=now)
    admin.add_event(home.engine, OWNER, name="运动会", starts_on=date(2026, 3, 9), department="canteen", now=now)
    admin.add_kit(home.engine, OWNER, name="一号机", department="canteen", now=now)
    kits.lend(home.engine, OWNER, "1", kits.NewLoan("photographer", date(2026, 3, 20)), now=now, zone=zone)
    assignments.add(home.engine, cast.editor, assignments.NewAssignment("运动会", "photographer"), now=now)
    topics.add(home.engine, cast.editor, topics.Wish("主题", date(2026, 3, 20), (cast.departments["canteen"],)), now=now)
    points_campus.furnish(home, cast.editor, [cast.departments["canteen"]], now)
    points_campus.honours(home, cast.editor, cast.departments["canteen"], cast.photographer.person_id, now)
    points_campus.reports(home, cast.editor, now)
    campuses.add(home, cast.editor, campuses.Wish("东校区", accent="#8a1538"), now=now)
    newsletter = newsletters.add(home.engine, cast.editor, newsletters.Wish("后勤简报", issuer="综合办公室"), now=now)
    issues.begin(home.engine, cast.editor, newsletter, date(2026, 3, 2), now=now)
    taught = training.Wish("摄影入门", date(2026, 3, 9), "14:30", "16:00", "三楼", "顾老师",
                           departments=(cast.departments["canteen"],), sign_up=True)
    training.add(home.engine, cast.editor, taught, now=now)
    consents.add(home, cast.editor, consents.Wish("甲"), now=now)
    searches.save(home, cast.editor, searches.Wish("全部", "食堂", shared="everyone", subscribed=True), now=now)
    places.add(home.engine, cast.editor, "平面图", f"V{everywhere.asset}", now=now)
    told = stories.begin(home.engine, cast.editor, stories.Wish("news", "侧记", body="<p>三月一日。</p>"), now=now)
    placements_campus.furnish(home, cast.editor, story(told), now)
    new = links.NewLink("运动会", (now + timedelta(days=9)).date())
    _link, link = links.add(home.engine, cast.editor, new, zone, now=now)
    on_screen = ItemPage(ref(everywhere.asset), 1)
    pages.write(home.engine, on_screen, pages.Wish("other", "好"), address="-", now=now)
    page = token_of(configuration.secret(home.settings), on_screen)
    webhooks.add(home, cast.administrator, webhooks.Wish("官网", "https://www.example.invalid/", KINDS), now=now)
    webhooks.test(home, cast.administrator, 1, clock)
    app.request_class = Hearing
    app.config["WTF_CSRF_ENABLED"] = False
    office, guest = browser("editor", "en").client, app.test_client()
    assert guest.post(f"/send/{link}", data={"name": "王老师", "contact": "13800000000"}).status_code == 302
    program = Program(app, token_for(home, cast.editor, last_day=(now + timedelta(days=9)).date(), now=now))
    app.extensions[RATES] = Rates(1 << 30)
    Noted.asked.clear()
    Hearing.bodies.clear()
    tokens = {"send": link, "send_tus": link, "item_page": page}
    return Campus(app, office, guest, everywhere.device, everywhere.token, tokens, program)
