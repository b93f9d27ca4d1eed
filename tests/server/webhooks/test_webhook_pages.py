"""Webhooks on the administrator's pages and at the command line: the secret once, the deliveries with their answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from click.testing import CliRunner

from server.cli.main import cli


def test_the_administrator_sets_one_up_and_sees_the_secret_once(
        visitor: Callable[[str], Any], browser: Callable[[str], Any]) -> None:
    visitor("editor").get("/admin/webhooks/", 403)
    one = visitor("administrator")
    assert "No webhooks yet" in one.get("/admin/webhooks/")

    def post(to: str, status: int = 302, **fields: str) -> str:
        answer = one.browser.post(f"/admin/webhooks/{to}", fields)
        assert answer.status_code == status, answer.text[:2000]
        return str(answer.text)

    refused = post("new", 422, name="Site", address="http://10.0.0.1/", kinds="story.published")
    assert 'value="http://10.0.0.1/"' in refused
    assert "must start with https" in refused
    assert "choose at least one" in post("new", 422, name="Site", address="https://a.example/")
    made = post("new", 200, name="Site", address="https://a.invalid/", kinds="story.published", active="on")
    secret = re.findall(r'<code id="secret">(whsec_[\w+/=]{44})</code>', made)[0]
    post("1/test")
    shown = one.get("/admin/webhooks/1")
    assert secret not in shown
    assert "No address was found for a.invalid" in shown
    assert "查不到 a.invalid 的地址" in browser("administrator").get("/admin/webhooks/1").text
    assert "Given up" in shown
    assert "Does not work" in one.get("/admin/webhooks/")
    post("1/change", name="Portal", address="https://a.example/", kinds="asset.published")
    assert "Portal" in one.get("/admin/webhooks/")
    renewed = post("1/renew", 200)
    assert re.findall(r'<code id="secret">(whsec_[\w+/=]{44})</code>', renewed)[0] != secret
    post("1/deliveries/1/again")
    assert "This webhook is off" in one.get("/admin/webhooks/1")
    post("1/remove")
    one.get("/admin/webhooks/1", 404)


def test_the_command_line_adds_lists_tries_and_removes(home: Any, cast: Any) -> None:
    def vitrine(*words: str) -> Any:
        return CliRunner(env={"VITRINE_HOME": str(home.settings.home)}).invoke(cli, ["webhooks", *words, "--json"])

    made = json.loads(vitrine("add", "官网", "https://a.invalid/hook", "--of", "story.published").stdout)
    assert made["secret"].startswith("whsec_")
    listed = json.loads(vitrine("list").stdout)
    assert (listed["name"], listed["kinds"], "secret" in listed) == ("官网", ["story.published"], False)
    assert vitrine("test", "1").exit_code == 1
    assert json.loads(vitrine("remove", "1").stdout) == {"webhook": 1, "removed": True}
    assert vitrine("remove", "1").exit_code == 1
