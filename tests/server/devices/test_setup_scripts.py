"""Set-up scripts: filled in whole, run for real in a folder of their own, the same when run again, in our words alone."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import Invalid, VitrineError
from kiosk.install import supervise
from server.devices import scripts

ADDRESS = "https://vitrine.example.edu:8443/kiosk/"
WRITTEN = {
    "etc/vitrine-screen.conf", "etc/systemd/system/vitrine-screen.service", "etc/systemd/logind.conf.d/vitrine-screen.conf",
    "etc/systemd/system.conf.d/vitrine-screen.conf", "usr/local/lib/vitrine-screen/supervise.py",
    *(f"etc/{one}/policies/managed/vitrine.json" for one in ("chromium", "chromium-browser", "opt/chrome")),
}


@pytest.fixture
def secure(settings: Any) -> Any:
    return replace(settings, tls=True)


@pytest.fixture
def dry(secure: Any, clock: Any, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the Debian script below tmp_path/root: (*arguments, settings=, code=). A small system has
    no openssl yet.
    """
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/openssl").symlink_to("/bin/false")
    path_of_commands = f"{tmp_path / 'bin'}:{os.environ['PATH']}"

    def run(*arguments: str, settings: Any = secure, code: int = 0, off: str = "") -> subprocess.CompletedProcess[str]:
        path = tmp_path / "vitrine-screen.sh"
        path.write_text(scripts.script("vitrine-screen.sh", ADDRESS, off, settings, clock()), "utf-8")
        done = subprocess.run(["bash", path, *arguments], env={"PATH": path_of_commands, "ROOT": str(tmp_path / "root")},
                              capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_a_dry_run_writes_every_file_as_it_is_meant(dry: Callable[..., Any], secure: Any, clock: Any, tmp_path: Path) -> None:
    said = dry(off="23:00-06:30").stdout
    root = tmp_path / "root"
    trust = scripts.trust(secure, clock())
    assert trust
    assert trust.fingerprint in said
    assert files(root) == WRITTEN | {"usr/local/share/ca-certificates/vitrine.crt"}
    assert (root / "usr/local/share/ca-certificates/vitrine.crt").read_text() == trust.pem + "\n"
    policies = json.loads((root / "etc/chromium/policies/managed/vitrine.json").read_text())
    assert policies["URLAllowlist"] == ["https://vitrine.example.edu:8443"]
    assert base64.b64decode(policies["CACertificates"][0]).hex() in _der(trust.pem).hex()
    conf = supervise.read_settings(root / "etc/vitrine-screen.conf")
    assert (conf["ADDRESS"], conf["OFF"], conf["RESTART"], bool(conf["BROWSER"])) == (ADDRESS, "23:00-06:30", "04:00", True)
    kept = (root / "usr/local/lib/vitrine-screen/supervise.py").read_text("utf-8")
    assert kept == Path(supervise.__file__).read_text("utf-8")
    service = (root / "etc/systemd/system/vitrine-screen.service").read_text()
    assert "supervise.py /etc/vitrine-screen.conf" in service
    assert "network" not in service.replace("Not after the network", "")  # a screen starts without one
    assert {path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_file()} == {0o644}


def test_running_it_again_changes_only_what_is_asked(dry: Callable[..., Any], tmp_path: Path) -> None:
    dry(off="23:00-06:30")
    root = tmp_path / "root"
    before = {one: (root / one).stat().st_mtime_ns for one in files(root)}
    dry("--restart", "05:10")
    after = {one: (root / one).stat().st_mtime_ns for one in files(root)}
    assert {one for one in after if after[one] != before[one]} == {"etc/vitrine-screen.conf"}
    conf = supervise.read_settings(root / "etc/vitrine-screen.conf")
    assert (conf["OFF"], conf["RESTART"]) == ("23:00-06:30", "05:10")
    dry("--off", "none")
    assert supervise.read_settings(root / "etc/vitrine-screen.conf")["OFF"] == ""
    for flags, kept in (("--use-gl=egl", "--use-gl=egl"), ("none", "")):
        dry("--flags", flags)
        assert supervise.read_settings(root / "etc/vitrine-screen.conf")["FLAGS"] == kept
    dry("--remove")
    assert files(root) == set()


def test_it_refuses_what_it_cannot_mean(dry: Callable[..., Any], tmp_path: Path) -> None:
    for arguments in (("--off", "11pm"), ("--off", "23:00"), ("--restart", "25:00"), ("--frob",), ("--off",)):
        dry(*arguments, code=1)
    assert not (tmp_path / "root").exists()
    script = tmp_path / "vitrine-screen.sh"
    lines = script.read_text("utf-8").replace("FINGERPRINT='A", "FINGERPRINT='B").replace("FINGERPRINT='0", "FINGERPRINT='1")
    script.write_text(re.sub(r"FINGERPRINT='[0-9A-F]{2}", "FINGERPRINT='XX", lines), "utf-8")
    done = subprocess.run(["bash", script], env={"PATH": os.environ["PATH"], "ROOT": str(tmp_path / "root")},
                          capture_output=True, text=True)
    assert (done.returncode, "altered" in done.stderr, (tmp_path / "root").exists()) == (1, True, False)


def test_with_the_campus_certificate_nothing_has_to_be_trusted(dry: Callable[..., Any], secure: Any, tmp_path: Path) -> None:
    dry(settings=replace(secure, tls_certificate="site.pem"))
    assert files(tmp_path / "root") == WRITTEN
    policies = json.loads((tmp_path / "root/etc/chromium/policies/managed/vitrine.json").read_text())
    assert policies["CACertificates"] == []


@pytest.mark.parametrize("name", scripts.NAMES)
def test_every_script_is_filled_in_and_parses(name: str, secure: Any, clock: Any, tmp_path: Path) -> None:
    made = scripts.script(name, ADDRESS, "22:30-06:00", secure, clock())
    assert re.findall(r"@[A-Z_]{2,}@", made) == []
    assert ADDRESS in made
    path = tmp_path / name
    path.write_text(made, "utf-8")
    parsers = [["bash", "-n", path], ["shellcheck", "-S", "warning", path]] if name.endswith(".sh") else [
        ["pwsh", "-NoProfile", "-Command", f"$wrong = $null; [void][Management.Automation.Language.Parser]::ParseFile("
         f"'{path}', [ref]$null, [ref]$wrong); $wrong; exit $wrong.Count"]]
    for parser in parsers:
        if shutil.which(str(parser[0])):
            done = subprocess.run(parser, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
    assert made.startswith("\ufeff") == name.endswith(".ps1")
    opened, closed = made.count("{"), made.count("}")
    assert opened == closed


def test_windows_keeps_what_others_have_set_in_the_registry(secure: Any, clock: Any) -> None:
    """A key that is made anew loses its values: there went the policies of whoever runs the campus's machines."""
    lines = scripts.script("vitrine-screen.ps1", ADDRESS, "", secure, clock()).splitlines()
    made = [line for line in lines if "New-Item -Path $key" in line]
    assert len(made) == 2
    assert all("if (-not (Test-Path $key))" in line for line in made)


def test_nobody_writes_words_of_their_own_into_a_script(secure: Any, clock: Any) -> None:
    for address in ("https://a';reboot;'/kiosk/", "https://a b/kiosk/", "https://a/kiosk/\nreboot", "http://10.1.2.3/kiosk/"):
        with pytest.raises(VitrineError) as told:
            scripts.script("vitrine-screen.sh", address, "", secure, clock())
        assert told.value.reason.code == "screen-address"
    for first, last in (("23:00", ""), ("", "1:00"), ("23:00'", "06:00"), ("24:00", "06:00"), ("06:00", "06:00")):
        with pytest.raises(Invalid):
            scripts.hours(first, last)
    assert (scripts.hours("", ""), scripts.hours("23:00", "06:30")) == ("", "23:00-06:30")
    for address in ("https://[2001:db8::1]:8443/kiosk/", "http://localhost:8000/kiosk/", ADDRESS):
        assert address in scripts.script("vitrine-screen.ps1", address, "", secure, clock())


def _der(pem: str) -> bytes:
    from ssl import PEM_cert_to_DER_cert

    return PEM_cert_to_DER_cert(pem)
