"""``tls``: the certificate that we serve, and our own authority's, which screens have to trust."""

from __future__ import annotations

from typing import Any

import click

from server.cli.common import as_json, command, emit, opened, say


@click.group()
def tls() -> None:
    """Show the HTTPS certificate, hand out our own authority's, renew.

    Example: vitrine tls show
    """


@tls.command()
@as_json
@command
def show(json_: bool) -> None:
    """Tell for whom the certificate stands, how long it holds, and the fingerprints to compare on a screen.

    Example: vitrine tls show --json
    """
    from server import clock
    from server.tls import keeping

    now = clock.now()
    found = keeping.standing(opened().settings)
    if json_:
        emit({"served": _as_dict(found.served, now) if found else None,
              "authority": _as_dict(found.authority, now) if found and found.authority else None,
              "left_out": list(found.left_out) if found else []})
    elif found is None:
        say("还没有证书；vitrine serve --tls 会生成。\nNo certificate yet; vitrine serve --tls makes one.")
    else:
        _tell("证书 / Certificate", found.served, now)
        if found.authority:
            _tell("证书机构 / Authority", found.authority, now)
        for name in found.left_out:
            click.echo(f"证书机构不能为它作证 / the authority cannot vouch for: {name}")


@tls.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@click.option("--der", is_flag=True, help="In binary, as Windows and Android like it; otherwise PEM.")
@command
def export(file: str, der: bool) -> None:
    """Write the certificate of our own authority (never its key) for screens and people to trust. Made on first use.

    Example: vitrine tls export vitrine-authority.crt
    """
    from ssl import PEM_cert_to_DER_cert

    from index.errors import VitrineError
    from server import clock
    from server.tls import keeping

    settings = opened().settings
    if settings.tls_certificate:
        raise VitrineError("tls-no-authority", file=settings.tls_certificate)
    keeping.ready(settings, clock.now())
    path = keeping.authority_file(settings)
    assert path is not None
    pem = path.read_bytes()
    with click.open_file(file, "wb") as out:
        out.write(PEM_cert_to_DER_cert(pem.decode("ascii")) if der else pem)
    found = keeping.standing(settings)
    assert found
    assert found.authority
    say(f"SHA-256 {found.authority.fingerprint}")


@tls.command()
@click.option("--authority", "whole", is_flag=True, help="Make a new authority as well. Every screen must then be given it.")
@command
def renew(whole: bool) -> None:
    """Make our own certificate anew, now. A running server takes it without a restart.

    It renews by itself thirty days before its end; this is for a new name, or after its key got into wrong hands.

    Example: vitrine tls renew
    """
    from index.errors import VitrineError
    from server import clock
    from server.tls import keeping

    settings, now = opened().settings, clock.now()
    if settings.tls_certificate:
        raise VitrineError("tls-no-authority", file=settings.tls_certificate)
    keeping.renew(settings, now, whole=whole)
    found = keeping.standing(settings)
    assert found
    _tell("证书 / Certificate", found.served, now)


def _tell(heading: str, one: Any, now: Any) -> None:
    click.echo(f"{heading}: {one.subject}\n  SHA-256 {one.fingerprint}")
    days = one.days_left(now)
    click.echo(f"  {one.begins:%Y-%m-%d} – {one.ends:%Y-%m-%d} · 还有 {days} 天 / {days} days left")
    if any(one.names):
        click.echo(f"  {', '.join(one.names)}")


def _as_dict(one: Any, now: Any) -> dict[str, Any]:
    return {"subject": one.subject, "issuer": one.issuer, "names": list(one.names), "sha256": one.fingerprint,
            "begins": one.begins, "ends": one.ends, "days_left": one.days_left(now)}
