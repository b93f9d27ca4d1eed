"""``vitrine tls``: what is served is told, the authority's certificate is handed out, renewal keeps the authority."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli.certifying import tls


@pytest.fixture
def run(home: Any) -> Callable[..., Any]:
    """Return a function that runs ``vitrine tls`` here: (*arguments, code=0, **settings) -> standard output."""

    def command(*arguments: str, code: int = 0, **settings: str) -> Any:
        done = CliRunner().invoke(tls, arguments, env={"VITRINE_HOME": str(home.settings.home), **settings})
        assert done.exit_code == code, done.output
        return done

    return command


def test_the_certificate_of_the_authority_is_handed_out_without_its_key(run: Callable[..., Any], tmp_path: Path) -> None:
    assert json.loads(run("show", "--json").stdout) == {"served": None, "authority": None, "left_out": []}
    pem = run("export").stdout
    assert ("PRIVATE KEY" in pem, pem.count("BEGIN CERTIFICATE")) == (False, 1)
    run("export", str(tmp_path / "a.crt"), "--der")
    told = json.loads(run("show", "--json").stdout)
    assert hashlib.sha256((tmp_path / "a.crt").read_bytes()).digest().hex(":").upper() == told["authority"]["sha256"]
    assert told["served"]["sha256"] in run("show").stdout


def test_renewal_keeps_the_authority_unless_it_is_told(run: Callable[..., Any]) -> None:
    run("renew")
    first = json.loads(run("show", "--json").stdout)
    run("renew")
    second = json.loads(run("show", "--json").stdout)
    assert (second["authority"], second["served"]["sha256"] == first["served"]["sha256"]) == (first["authority"], False)
    run("renew", "--authority")
    assert json.loads(run("show", "--json").stdout)["authority"]["sha256"] != first["authority"]["sha256"]


def test_there_is_no_authority_where_the_campus_gave_the_certificate(run: Callable[..., Any]) -> None:
    for arguments in (("export",), ("renew",)):
        assert "site.pem" in run(*arguments, code=1, VITRINE_TLS_CERTIFICATE="site.pem").stderr
