"""Whether an address may be posted to: from outside alone by https, and inside only where the setting names the network.

A name is resolved at each delivery, every address that it has is looked at, and the delivery connects to what was looked at:
a name that means something else a moment later leads nowhere (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit

from index.errors import Invalid
from index.settings import networks
from server.notices.outside.wire import Undelivered
from server.open_network import Address, is_open
from server.webhooks.troubles import Trouble

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
LONGEST: Final = 500


def checked(address: str, inside: str) -> str:
    """Return an address as it is kept; ``inside`` is the setting ``webhooks_inside``. Raises Invalid for what cannot be."""
    given = address.strip()
    if not given:
        raise Invalid("address", "必须填写", "is needed")
    if len(given) > LONGEST:
        raise Invalid("address", f"最多 {LONGEST} 个字", f"at most {LONGEST} characters")
    parts = _parts(given)
    if parts.scheme != "https" and not (parts.scheme == "http" and inside):
        raise Invalid("address", "应以 https:// 开头；只有设置 webhooks_inside 写明的校内网段可以用 http://",
                      "must start with https://; http:// is for networks that the setting webhooks_inside names")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid("address", "不能带用户名、密码或 #", "may hold no user, no password and no #")
    literal = _literal(parts.hostname or "")
    if literal is not None:
        try:
            _require(literal, parts.scheme, networks(inside))
        except Undelivered:
            raise Invalid("address", "指向校内或本机地址；要允许，请在设置 webhooks_inside 里写明网段",
                          "is an address inside; to allow it, name its network in the setting webhooks_inside") from None
    return given


def resolved(address: str, inside: str, resolver: Resolver | None = None) -> list[str]:
    """Return the IP addresses to connect to, one after the other until one answers. Raises Undelivered (its ``why`` is a
    Trouble with what it is about) where any of those that the name has is closed.
    """
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [ipaddress.ip_address(one) for one in dict.fromkeys((resolver or resolve)(host, port))]
    except (OSError, UnicodeError, ValueError):
        found = []
    if not found:
        raise Undelivered(Trouble.UNRESOLVED.of(host))
    for one in found:
        _require(one, parts.scheme, networks(inside))
    return [str(one) for one in found]


def resolve(host: str, port: int) -> list[str]:
    """Ask the machine's resolver for all addresses of a name."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _require(address: Address, scheme: str, inside: Sequence[Network]) -> None:
    if any(address in network for network in inside if network.version == address.version):
        return
    if not is_open(address):
        raise Undelivered(Trouble.CLOSED.of(address))
    if scheme != "https":
        raise Undelivered(Trouble.PLAIN.of(address))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _parts(given: str) -> SplitResult:
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not parts.hostname or port == 0 or any(one.isspace() for one in given) or not given.isascii():
        raise Invalid("address", "应如 https://www.example.edu.cn/hook", "must be like https://www.example.edu.cn/hook")
    return parts
