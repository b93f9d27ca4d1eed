"""Whom a login belongs to, and how soon nobody is asked any more."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import VitrineError
from ingest.push.admission import MOST_PER_LOGIN, Admission


def wrong(admission: Admission, login: str, now: Any, address: str = "10.0.0.1") -> str:
    with pytest.raises(VitrineError) as caught:
        admission.admit(login, "not-the-password", address, now)
    return caught.value.reason.code


def test_a_login_says_department_kit_and_event(engine: Any, pushers: Any, clock: Any) -> None:
    who = pushers["canteen-1"]
    sender = Admission(engine).admit("Canteen-1", who.password, "10.0.0.1", clock())
    assert (sender.kit_id, sender.department_id, sender.event_id) == (who.kit_id, who.department_id, who.event_id)


def test_a_retired_kit_and_one_without_a_login_stay_outside(home: Any, pushers: Any, cast: Any, clock: Any) -> None:
    from server.admin import service
    from server.admin.kit_logins import PushChange, change_push

    admission = Admission(home.engine)
    for login, who in pushers.items():
        if login == "canteen-1":
            service.change_kit(home.engine, cast.administrator, str(who.kit_id), active=False, now=clock())
        else:
            change_push(home.engine, cast.administrator, str(who.kit_id), PushChange(login=""), now=clock())
        with pytest.raises(VitrineError) as caught:
            admission.admit(login, who.password, "10.0.0.1", clock())
        assert caught.value.reason.code == "bad-credentials"


def test_after_many_wrong_ones_even_the_right_one_waits(home: Any, pushers: Any, clock: Any) -> None:
    who, admission = pushers["canteen-1"], Admission(home.engine)
    assert {wrong(admission, who.login, clock()) for _ in range(MOST_PER_LOGIN)} == {"bad-credentials"}
    with pytest.raises(VitrineError) as caught:
        admission.admit(who.login, who.password, "10.0.0.1", clock())
    assert caught.value.reason.code == "too-many-tries"
    assert admission.admit(who.login, who.password, "10.0.0.2", clock()).login == who.login, "from elsewhere it goes on"
    other = pushers["library-1"]
    assert admission.admit(other.login, other.password, "10.0.0.1", clock()).login == other.login
    clock.turn(minutes=11)
    assert admission.admit(who.login, who.password, "10.0.0.1", clock()).login == who.login
