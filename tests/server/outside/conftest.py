"""Links for outsiders, and phones of people who have one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from tus_client import Tus

from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.db import writing
from server.outside import links
from server.outside.links import NewLink


@dataclass(slots=True)
class Phone:
    """A browser at a link: it says who it is, and sends."""

    client: Any
    address: str
    token: str = ""

    def page(self, status: int = 200) -> str:
        import re

        answer = self.client.get(self.address, headers={"Accept": "text/html", "Accept-Language": "en"})
        assert answer.status_code == status, answer.text[:2000]
        self.token = re.search(r'name="csrf-token" content="([^"]+)"', answer.text)[1]  # type: ignore[index]  # each page has one
        return str(answer.text)

    def introduce(self, name: str = "王小明", contact: str = "13800000000", status: int = 302) -> Any:
        self.page()
        answer = self.client.post(self.address, data={"csrf_token": self.token, "name": name, "contact": contact},
                                  headers={"Accept": "text/html"})
        assert answer.status_code == status, answer.text[:2000]
        return answer

    @property
    def tus(self) -> Tus:
        return Tus(self.client, f"{self.address}/tus")

    def send(self, body: bytes, name: str = "IMG_0001.JPG") -> str:
        """Send a file whole; return its outcome."""
        address = self.tus.create(len(body), name)
        return str(self.tus.patch(address, 0, body).headers["Vitrine-Outcome"])

    def lines(self) -> list[dict[str, Any]]:
        answer = self.client.get(f"{self.address}/lines", headers={"Accept-Language": "en"})
        return answer.json["lines"]  # type: ignore[no-any-return]  # a list of lines


@pytest.fixture
def event(home: Any, cast: Any, clock: Any) -> int:
    """The canteen's open day; the photographer is the canteen's contact."""
    with writing(home.engine) as session:
        one = Event(name="食堂开放日", starts_on=clock().date(), ends_on=clock().date(),
                    department_id=cast.departments["canteen"])
        session.add(one)
        session.get_one(Department, cast.departments["canteen"]).contact_id = cast.photographer.person_id
        session.flush()
        return one.id


@pytest.fixture
def link(home: Any, cast: Any, clock: Any, event: int) -> Callable[..., str]:
    """Return a function that makes a link and returns its path: (**limits) -> /send/..."""

    def make(*, days: int = 7, **given: Any) -> str:
        given = {"event": str(event), "last_day": last_day(clock, days), "department": "canteen", **given}
        _, token = links.add(home.engine, given.pop("actor", cast.editor), NewLink(**given), home.settings.zone, now=clock())
        return f"/send/{token}"

    return make


def last_day(clock: Any, days: int) -> date:
    return (clock() + timedelta(days=days)).date()  # type: ignore[no-any-return]  # the test's clock


@pytest.fixture
def phone(app: Any) -> Callable[[str], Phone]:
    """Return a function that opens a link on a phone of its own."""
    return lambda address: Phone(app.test_client(), address)
