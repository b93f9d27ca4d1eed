"""Our own authority: real handshakes on the loopback, renewal in time, and what it may not vouch for."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from index.errors import VitrineError
from server.doctor import certificates
from server.tls import authority, keeping, names, serving
from server.tls.names import Names
from server.web import headers


@contextmanager
def listening(shown: serving.Shown) -> Iterator[int]:
    """Shake hands with whoever comes, as gunicorn's threads do; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        def answer() -> None:
            while True:
                try:
                    met, _ = door.accept()
                except OSError:
                    return
                with met:
                    try:
                        shown.context().wrap_socket(met, server_side=True).close()
                    except OSError:
                        continue  # the client does not trust us

        answering = threading.Thread(target=answer)
        answering.start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
        answering.join()


def shake(port: int, trusted: Path, name: str) -> dict[str, Any]:
    """Return the certificate of whoever listens, as a client sees that trusts only ``trusted``. Raises SSLError."""
    client = ssl.create_default_context(cafile=trusted)
    with socket.create_connection(("127.0.0.1", port), 5) as raw, client.wrap_socket(raw, server_hostname=name) as met:
        seen = met.getpeercert()
    assert seen
    return seen


@pytest.fixture
def secure(settings: Any) -> Any:
    return replace(settings, tls=True, tls_names="vitrine.example.edu, 10.20.30.40")


def test_a_client_that_trusts_the_authority_and_nothing_else_shakes_hands(secure: Any, clock: Any) -> None:
    from server import clock as real

    shown = serving.Shown(lambda: keeping.ready(secure, real.now()))
    with listening(shown) as port:
        keeping.ready(secure, real.now())
        trusted = keeping.authority_file(secure)
        assert trusted
        for name in ("localhost", "127.0.0.1", "vitrine.example.edu", "10.20.30.40", socket.gethostname().lower()):
            assert shake(port, trusted, name)["issuer"]
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            shake(port, trusted, "other.example.edu")
        other = replace(secure, home=secure.home.parent / "other")
        other.home.mkdir()
        keeping.ready(other, real.now())
        with pytest.raises(ssl.SSLCertVerificationError):
            shake(port, keeping.folder(other) / "authority.pem", "localhost")


def test_only_the_owner_reads_what_is_kept(secure: Any, clock: Any) -> None:
    keeping.ready(secure, clock())
    folder = keeping.folder(secure)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.*")}
    assert kept == {"authority.key": 0o600, "authority.pem": 0o600, "server.pem": 0o600}


def test_it_is_renewed_before_its_end_by_the_same_authority_and_served_without_a_restart(secure: Any) -> None:
    from server import clock as real

    moment = [real.now().replace(microsecond=0)]  # certificates know whole seconds
    shown = serving.Shown(lambda: keeping.ready(secure, moment[0]))
    first = shown.context()
    before = keeping.standing(secure)
    assert before
    assert before.served.days_left(moment[0]) == 397
    moment[0] += timedelta(days=366)
    assert keeping.ready(secure, moment[0])
    same = keeping.standing(secure)
    assert same
    assert same.served == before.served  # 31 days are left
    assert shown.context() is first
    moment[0] += timedelta(days=2)
    keeping.ready(secure, moment[0])
    after = keeping.standing(secure)
    assert after
    assert after.served.days_left(moment[0]) == 397
    assert after.authority == before.authority
    assert shown.context() is not first


def test_the_served_context_asks_for_renewal_by_itself(secure: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def pair() -> keeping.Pair:
        asked.append(clock())
        return keeping.ready(secure, clock())

    shown = serving.Shown(pair)
    first = shown.context()
    shown.context()
    assert len(asked) == 1
    monkeypatch.setattr(serving, "LOOK_S", -1.0)  # the hour is over
    assert shown.context() is first
    clock.turn(days=370)
    assert shown.context() is not first
    (keeping.folder(secure) / "authority.key").write_bytes(b"damaged")
    clock.turn(days=370)
    kept = shown.context()
    assert kept is shown.context()  # what stands goes on being served


def test_a_new_name_is_taken_in_at_the_next_start(secure: Any, clock: Any) -> None:
    keeping.ready(secure, clock())
    wider = replace(secure, tls_names=f"{secure.tls_names},films.vitrine.example.edu,192.168.7.7")
    keeping.ready(wider, clock())
    found = keeping.standing(wider)
    assert found
    assert {"films.vitrine.example.edu", "192.168.7.7"} <= set(found.served.names)
    assert found.left_out == ()


def test_it_vouches_for_nobody_else(secure: Any, clock: Any) -> None:
    """Whoever steals the authority's key cannot play another site to those who trust it."""
    from server import clock as real

    keeping.ready(secure, clock())
    ours = authority.load(keeping.folder(secure))
    assert ours
    outside = Names(("bank.example.com",), (ip_address("203.0.113.9"),))
    assert ours.vouches(outside) == Names((), ())
    stolen = keeping.folder(secure) / "stolen.pem"
    stolen.write_bytes(ours.issue(outside, real.now()))
    with listening(serving.Shown(lambda: keeping.Pair(stolen, stolen))) as port:
        for name in ("bank.example.com", "203.0.113.9"):
            with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
                shake(port, keeping.folder(secure) / "authority.pem", name)
    elsewhere = replace(secure, public_url="https://bank.example.com")
    keeping.ready(elsewhere, clock())
    found = keeping.standing(elsewhere)
    assert found
    assert found.left_out == ("bank.example.com",)
    advice = [one.thing for one in certificates.advise(elsewhere, clock())]
    assert advice == ["server.pem", "bank.example.com"]
    keeping.renew(elsewhere, clock(), whole=True)
    renewed = keeping.standing(elsewhere)
    assert renewed
    assert renewed.left_out == ()


def test_names_are_told_from_what_is_none() -> None:
    found = names.sorted_out(["Vitrine.Example.edu", "", "a b", "-x", "10.1.1", "0.0.0.0", "fe80::1%eth0", "::1", "10.0.0.1",
                              "10.0.0.1", "示范.cn", "x" * 64])
    assert found == Names(("vitrine.example.edu",), (ip_address("::1"), ip_address("10.0.0.1")))
    assert all(not one.is_loopback for one in names.machine_addresses())


def test_a_client_that_stops_half_way_is_let_go(secure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from server import clock as real

    monkeypatch.setattr(serving, "HANDSHAKE_S", 0.05)
    context = serving.Shown(lambda: keeping.ready(secure, real.now())).context()
    near, far = socket.socketpair()
    with near, far:
        near.sendall(b"\x16\x03\x01")
        with pytest.raises(ssl.SSLError) as told:
            context.wrap_socket(far, server_side=True)
        assert told.value.args[0] == ssl.SSL_ERROR_EOF


def test_the_campus_certificate_is_checked(secure: Any, clock: Any, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    keeping.ready(secure, clock())
    ours = authority.load(keeping.folder(secure))
    assert ours
    whole = ours.issue(Names(("vitrine.example.edu",), ()), clock())
    begin = whole.index(b"-----BEGIN CERT")
    chain, key, other = tmp_path / "chain.pem", tmp_path / "site.key", tmp_path / "other.key"
    chain.write_bytes(whole[begin:])
    key.write_bytes(whole[:begin])
    other.write_bytes(authority.key_pem(ours.key))
    campus = replace(secure, tls_certificate=str(chain), tls_key=str(key))
    assert keeping.ready(campus, clock()) == keeping.Pair(chain, key)
    assert keeping.authority_file(campus) is None
    [advice] = certificates.advise(campus, clock())
    assert ("397" in advice.zh, advice.is_damage) == (True, False)
    [late] = certificates.advise(campus, clock() + timedelta(days=380))
    assert late.zh != advice.zh

    def why(now: Any = None, **change: str) -> str:
        with pytest.raises(VitrineError) as told:
            keeping.ready(replace(campus, **change), now or clock())
        assert told.value.reason.code == "tls-certificate"
        return told.value.reason.en

    assert "does not fit" in why(tls_key=str(other))
    assert "ended on" in why(clock() + timedelta(days=398))
    assert "holds from" in why(clock() - timedelta(days=9))
    assert "cannot be read" in why(tls_certificate=str(tmp_path / "none.pem"))
    locked = tmp_path / "locked.key"
    locked.write_bytes(load_pem_private_key(key.read_bytes(), None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))
    assert "password" in why(tls_key=str(locked))
    chain.write_text("nothing")
    assert "PEM" in why()
    [broken] = certificates.advise(campus, clock())
    assert "PEM" in broken.en


def test_browsers_are_told_to_insist_only_with_the_campus_certificate(secure: Any, home: Any, tmp_path: Path) -> None:
    from flask import Flask

    def strict(settings: Any, address: str) -> bool:
        with Flask("x").test_request_context(base_url=address):
            return headers.is_strict(settings)

    campus = replace(secure, tls_certificate="site.pem")
    assert strict(campus, "https://vitrine.example.edu")
    assert not strict(campus, "https://vitrine.example.edu:8443")
    assert not strict(campus, "http://vitrine.example.edu")
    assert not strict(secure, "https://vitrine.example.edu")
    assert not strict(replace(campus, tls=False), "https://vitrine.example.edu")
