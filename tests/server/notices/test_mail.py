"""Mail: at once and as a digest, in the reader's language, tried again, and given up where there is no such box."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import outside
import pytest
from sqlalchemy import select, update

from index.catalogue.deliveries import Delivery, NoticeWay
from index.catalogue.people import Person
from index.db import reading, writing
from index.errors import Conflict
from ingest.push import keys
from server.notices import sending, setup, way_lists
from server.notices.outside import mail
from server.notices.outside.message import Message, MessageLine
from server.notices.outside.wire import Undelivered


@pytest.fixture
def home(home: Any) -> Any:
    """With a public address, so that mails carry links."""
    return replace(home, settings=replace(home.settings, public_url="https://vitrine.example.edu"))


def texts(one: Any) -> tuple[str, str]:
    return one.get_body(("plain",)).get_content(), one.get_body(("html",)).get_content()


def test_what_is_alike_is_one_mail_with_text_and_html(cast: Any, new_asset: Any, move: Any, smtp: Any, way: Any, reach: Any,
                                                      sent: Any, deliveries: Any) -> None:
    way("mail", smtp.options())
    reach(cast.reviewer, {"mail"})
    for title in ("<b>粗</b>", "第二张"):
        move(cast.photographer, "submit", new_asset(cast.photographer, title=title))
    assert sent(seconds=60) == 0, "it is gathered for two minutes"
    assert sent() == 1
    assert sent() == 0, "once"
    [(to, one)] = smtp.mails
    plain, html = texts(one)
    assert (to, one["Subject"]) == ("r@example.edu", "2 项等您审核（电子屏）")
    assert "示范大学 橱窗 <vitrine@example.edu>" in str(one["From"])
    assert "https://vitrine.example.edu/notices/1" in plain
    assert "「<b>粗</b>」" in plain
    assert "&lt;b&gt;粗&lt;/b&gt;" in html
    assert deliveries() == [("sent", 1, None)]


def test_each_reads_their_own_language(home: Any, cast: Any, new_asset: Any, move: Any, smtp: Any, way: Any, reach: Any,
                                       sent: Any) -> None:
    with writing(home.engine) as session:
        session.execute(update(Person).where(Person.login == "reviewer").values(locale="en"))
    way("mail", smtp.options())
    reach(cast.reviewer, {"mail"})
    move(cast.photographer, "submit", new_asset(cast.photographer, title="Open day"))
    assert sent() == 1
    assert smtp.mails[0][1]["Subject"] == "“Open day” waits for your decision (Campus screens)"


def test_the_digest_goes_out_at_its_hour_and_repeats_nothing_read(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                                  smtp: Any, way: Any, reach: Any, sent: Any) -> None:
    from server.notices import lists

    way("mail", smtp.options())
    reach(cast.reviewer, {"digest", "page"}, digest_hour=17)
    move(cast.photographer, "submit", new_asset(cast.photographer, title="读过的"))
    assert sent(hours=1) == 0
    lists.mark_read(home.engine, cast.reviewer, None, clock())
    move(cast.photographer, "submit", new_asset(cast.photographer, title="没读的"))
    assert sent(hours=6, minutes=59) == 0, "16:59"
    assert sent(minutes=1) == 1
    one = smtp.mails[0][1]
    assert one["Subject"] == "橱窗消息汇总：1 条消息"
    assert "没读的" in texts(one)[0]
    assert "读过的" not in texts(one)[0]


def test_a_server_that_is_down_is_tried_again_and_the_administrator_sees_it(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                                            move: Any, smtp: Any, way: Any, reach: Any,
                                                                            sent: Any, deliveries: Any, visitor: Any) -> None:
    smtp.down = True
    way("mail", smtp.options())
    reach(cast.reviewer, {"mail"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent() == 0
    assert deliveries() == [("waiting", 1, "421 busy")]
    assert "421 busy" in visitor("administrator").get("/admin/ways/")
    smtp.down = False
    assert sent(seconds=50) == 0, "not before a minute is over"
    assert sent(seconds=20) == 1
    assert deliveries() == [("sent", 2, None)]
    [line] = way_lists.ways(home)
    assert (line.error, line.sent_at) == (None, clock())


def test_a_box_that_is_not_there_is_given_up_and_others_are_served(home: Any, cast: Any, new_asset: Any, move: Any, smtp: Any,
                                                                   way: Any, reach: Any, sent: Any, deliveries: Any) -> None:
    smtp.refused["gone@example.edu"] = (550, "no such box")
    way("mail", smtp.options())
    reach(cast.reviewer, {"mail"}, mail="gone@example.edu")
    reach(cast.photographer, {"mail"}, "returned")
    asset = new_asset(cast.photographer)
    move(cast.photographer, "submit", asset)
    sent(seconds=1)
    move(cast.reviewer, "return", asset, reason="补上地点")
    assert sent() == 1
    assert deliveries() == [("failed", 1, "550 no such box"), ("sent", 1, None)]
    [failure] = way_lists.failures(home.engine)
    assert (failure.person, failure.next_at) == ("reviewer 同学", None)
    smtp.refused.clear()
    assert sending.try_again(home.engine, failure.at) == 1
    assert sent() == 1


def test_a_worker_that_died_with_it_in_hand_loses_nothing(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                          smtp: Any, way: Any, reach: Any, sent: Any) -> None:
    way("mail", smtp.options())
    reach(cast.reviewer, {"mail"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    sent(seconds=1)
    clock.turn(minutes=3)
    with reading(home.engine) as session:
        held = sending.opened(home, session.scalars(select(NoticeWay)).one())
    assert sending._taken(home.engine, held, clock()) == [1]
    assert sent(minutes=4) == 0, "in somebody's hands"
    assert sent(minutes=2) == 1


def test_what_may_not_be_seen_any_more_is_not_sent(home: Any, cast: Any, new_asset: Any, move: Any, smtp: Any, way: Any,
                                                   reach: Any, sent: Any, deliveries: Any) -> None:
    from index.catalogue.assets import Asset

    way("mail", smtp.options())
    reach(cast.reviewer, {"mail"})
    asset = new_asset(cast.photographer)
    move(cast.photographer, "submit", asset)
    sent(seconds=1)
    with writing(home.engine) as session:
        session.execute(update(Asset).values(department_id=cast.departments["library"]))
    assert sent() == 0
    assert deliveries() == [("dropped", 1, None)]
    assert smtp.mails == []


def test_starttls_and_a_sign_in(home: Any, clock: Any, tmp_path: Any, monkeypatch: Any) -> None:
    key, chain = keys._self_made(clock())
    (tmp_path / "key.pem").write_bytes(key)
    (tmp_path / "chain.pem").write_bytes(chain)
    message = Message("标题", (MessageLine("一行"),), "", mark="m1")
    with outside.Smtp(password="geheim", certificate=(tmp_path / "chain.pem", tmp_path / "key.pem")) as server:
        options = server.options(security="starttls", user="vitrine")
        with pytest.raises(Undelivered, match="certificate"):
            mail.send(options, {"password": "geheim"}, "a@example.edu", message)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chain.pem"))
        with pytest.raises(Undelivered, match="535"):
            mail.send(options, {"password": "falsch"}, "a@example.edu", message)
        mail.send(options, {"password": "geheim"}, "a@example.edu", message)
        assert server.secured == [True]


def test_a_secret_is_kept_sealed_never_shown_and_stays_when_left_empty(home: Any, cast: Any, clock: Any, way: Any,
                                                                       visitor: Any) -> None:
    number = way("mail", {"host": "localhost", "port": "25", "sender": "a@example.edu"}, {"password": "GEHEIM"})
    admin = visitor("administrator")
    page = admin.get(f"/admin/ways/{number}")
    assert "GEHEIM" not in page
    assert "kept; type to replace it" in page
    admin.post(f"/admin/ways/{number}", name="邮件", host="smtp.example.edu", port="25", sender="a@example.edu", active="on")
    with reading(home.engine) as session:
        row = session.get_one(NoticeWay, number)
        assert "GEHEIM" not in row.sealed
        assert sending.opened(home, row).secrets == {"password": "GEHEIM"}
    assert "GEHEIM" not in admin.get("/admin/trail/")
    with pytest.raises(Conflict):
        way("mail", {"host": "localhost", "port": "25", "sender": "a@example.edu"})
    visitor("editor").get("/admin/ways/", 403)


def test_the_administrator_sends_a_test(home: Any, smtp: Any, way: Any, visitor: Any) -> None:
    number = way("mail", smtp.options())
    admin = visitor("administrator")
    admin.get("/admin/ways/")
    admin.post(f"/admin/ways/{number}/test", to="me@example.edu")
    assert smtp.mails[0][1]["Subject"] == "Vitrine: test"
    assert "The test was taken" in admin.get("/admin/ways/")
    smtp.refused["me@example.edu"] = (550, "greylisted")
    admin.post(f"/admin/ways/{number}/test", to="me@example.edu")
    assert "greylisted" in admin.get("/admin/ways/")


def test_a_way_that_is_removed_takes_its_outbox_along(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any, smtp: Any,
                                                      way: Any, reach: Any, sent: Any) -> None:
    number = way("mail", smtp.options())
    reach(cast.reviewer, {"mail"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    sent(seconds=1)
    setup.remove(home, cast.administrator, number, now=clock())
    with reading(home.engine) as session:
        assert session.scalars(select(Delivery)).all() == []


def test_doctor_and_the_command_line_tell(home: Any, cast: Any, new_asset: Any, move: Any, smtp: Any, way: Any, reach: Any,
                                          sent: Any, monkeypatch: Any) -> None:
    from click.testing import CliRunner

    from server.cli.main import cli
    from server.doctor import telling

    assert [one.thing for one in telling.advise(home)] == ["notices"], "none is set up"
    number = way("mail", smtp.options())
    assert list(telling.advise(home)) == []
    smtp.refused["r@example.edu"] = (550, "no such box")
    reach(cast.reviewer, {"mail"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    sent()
    [finding] = telling.advise(home)
    assert finding.en.startswith("1 notices were given up")
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))

    def run(*given: str) -> Any:
        return CliRunner().invoke(cli, ["notices", *given])

    assert run("--test", str(number), "--to", "me@example.edu").exit_code == 0
    refused = run("--test", str(number), "--to", "r@example.edu")
    assert (refused.exit_code, "550 no such box" in refused.output) == (1, True)
    assert '"failed": 1' in run("--json").output
    assert '"again": 1' in run("--again", "--json").output
