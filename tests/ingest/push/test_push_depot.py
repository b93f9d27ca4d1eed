"""Where pushed files wait: whole only when all is there, never more than a kit's share, never two hands on one file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import VitrineError
from ingest.push.admission import Sender
from ingest.push.depot import PREFIX, TERM, Depot

MIB = 1 << 20


@pytest.fixture
def sender(pushers: Any) -> Sender:
    one = pushers["canteen-1"]
    return Sender(one.kit_id, "器材", one.login, one.department_id, one.event_id)


@pytest.fixture
def depot(home: Any, clock: Any) -> Depot:
    return Depot(home.engine, home.store, largest=8 * MIB, unfinished=4 * MIB, zone=home.settings.zone, clock=clock)


def code(caught: pytest.ExceptionInfo[VitrineError]) -> str:
    return caught.value.reason.code


def test_nobody_writes_into_a_file_that_is_being_taken_in(depot: Depot, sender: Sender, picture: Callable[[], bytes],
                                                         monkeypatch: pytest.MonkeyPatch, kept: Any) -> None:
    content, codes = picture(), []
    transfer = depot.begin(sender, "/A.JPG", fresh=True)
    transfer.append(content)
    real = depot.store.adopt

    def meanwhile(path: Path) -> Any:
        with pytest.raises(VitrineError) as caught:
            depot.begin(sender, "/A.JPG", fresh=True)  # the camera gave up waiting and sends it again
        codes.append(code(caught))
        return real(path)

    monkeypatch.setattr(depot.store, "adopt", meanwhile)
    taken = depot.finish(transfer, "ftp")
    assert codes == ["push-busy"]
    assert taken.sha256
    assert kept(taken.sha256) == content
    depot.drop(depot.begin(sender, "/A.JPG", fresh=True))


def test_going_on_beyond_what_is_here_is_no_file_with_a_hole(depot: Depot, sender: Sender, arrivals: Any) -> None:
    transfer = depot.begin(sender, "/A.JPG", fresh=True)
    transfer.append(b"x" * 1000)
    with pytest.raises(VitrineError) as caught:
        transfer.restart(1001)
    assert code(caught) == "push-gap"
    transfer.restart(400)
    assert transfer.size == 400
    assert arrivals() == []


def test_a_shorter_file_over_an_older_rest_is_the_shorter_file(depot: Depot, sender: Sender, picture: Callable[[], bytes],
                                                              kept: Any) -> None:
    older = depot.begin(sender, "/A.JPG", fresh=True)
    older.append(os.urandom(900_000))
    depot.drop(older)
    content = picture()
    again = depot.begin(sender, "/A.JPG", fresh=False)
    for at in range(0, len(content), 50_000):
        again.write(at, content[at: at + 50_000])
    taken = depot.finish(again, "sftp")
    assert taken.sha256
    assert kept(taken.sha256) == content


def test_all_was_here_and_only_the_end_was_missing(depot: Depot, sender: Sender, picture: Callable[[], bytes],
                                                   kept: Any) -> None:
    content = picture()
    first = depot.begin(sender, "/A.JPG", fresh=True)
    first.append(content)
    depot.drop(first)
    waiting = depot.waiting(sender, "/A.JPG")
    assert waiting is not None
    assert waiting.size == len(content)
    again = depot.begin(sender, "/A.JPG", fresh=False)
    again.restart(waiting.size)
    taken = depot.finish(again, "ftp")
    assert taken.sha256
    assert kept(taken.sha256) == content


def test_a_kit_has_a_share_of_the_disk_for_what_is_not_whole(depot: Depot, sender: Sender, home: Any) -> None:
    for name in ("/A.MP4", "/B.MP4", "/C.MP4"):
        begun = depot.begin(sender, name, fresh=True)
        begun.append(b"x" * MIB)
        depot.drop(begun)
    last = depot.begin(sender, "/D.MP4", fresh=True)
    last.append(b"x" * MIB)
    with pytest.raises(VitrineError) as caught:
        depot.begin(sender, "/E.MP4", fresh=True).append(b"x")
    assert code(caught) == "upload-share"
    with pytest.raises(VitrineError):
        last.append(b"x" * MIB)
    depot.drop(last)
    other = Sender(sender.kit_id + 1, "别的器材", "library-1", sender.department_id, None)
    depot.begin(other, "/A.MP4", fresh=True).append(b"x" * MIB)


def test_what_nobody_goes_on_with_is_swept_and_what_is_open_is_not(depot: Depot, sender: Sender, home: Any,
                                                                   clock: Any) -> None:
    gone, held = depot.begin(sender, "/A.JPG", fresh=True), depot.begin(sender, "/B.JPG", fresh=True)
    depot.drop(gone)
    for path in home.store.staging.glob(f"{PREFIX}*"):
        os.utime(path, (clock().timestamp(),) * 2)
    clock.turn(seconds=TERM.total_seconds() - 1)
    assert depot.sweep() == 0
    clock.turn(seconds=2)
    assert depot.sweep() == 1
    assert list(home.store.staging.iterdir()) == [held.local]


def test_the_event_is_the_one_of_the_moment(depot: Depot, sender: Sender, pushers: Any, home: Any, clock: Any, cast: Any,
                                            picture: Callable[[], bytes], arrivals: Any) -> None:
    from server.admin.kit_logins import PushChange, change_push

    change_push(home.engine, cast.administrator, str(sender.kit_id), PushChange(event=str(pushers["library-1"].event_id)),
                now=clock())
    transfer = depot.begin(sender, "/A.JPG", fresh=True)
    transfer.append(picture())
    depot.finish(transfer, "ftp")
    assert [one.event_id for one in arrivals()] == [pushers["library-1"].event_id]
