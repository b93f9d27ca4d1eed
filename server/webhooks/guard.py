"""Whether an address may be posted to: from outside alone by https, and inside only where the setting names the network.

A name is resolved at each delivery, every address that it has is looked at, and the delivery connects to what was looked at:
a name that means something else a moment later leads nowhere (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from index.errors import Invalid
from index.settings import networks
from server.notices.outside.wire import Undelivered

Address = IPv4Address | IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
LONGEST: Final = 500
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")


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


def resolved(address: str, inside: str, resolver: Resolver | None = None) -> str:
    """Return the IP address to connect to. Raises Undelivered where any of those that the name has is closed."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [ipaddress.ip_address(one) for one in (resolver or resolve)(host, port)]
    except (OSError, UnicodeError, ValueError) as error:
        raise Undelivered(f"{host}: {error}") from None
    if not found:
        raise Undelivered(f"{host}: has no address")
    for one in found:
        _require(one, parts.scheme, networks(inside))
    return str(found[0])


def resolve(host: str, port: int) -> list[str]:
    """Ask the machine's resolver for all addresses of a name."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_open(address: Address) -> bool:
    """Say whether an address lies outside: neither it nor one that it carries is private, of this machine or of this link."""
    carried = _carried(address)
    return address.is_global and not address.is_multicast and all(is_open(one) for one in carried)


def _require(address: Address, scheme: str, inside: Sequence[Network]) -> None:
    if any(address in network for network in inside if network.version == address.version):
        return
    if not is_open(address):
        raise Undelivered(f"{address} lies inside, and the setting webhooks_inside does not name its network")
    if scheme != "https":
        raise Undelivered(f"{address} lies outside: only https goes there")


def _carried(address: Address) -> list[Address]:
    """Return the IPv4 addresses that an IPv6 address stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return []
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ()),
                                   last if address in _NAT64 or address in _COMPATIBLE else None]
    return [one for one in found if one is not None]


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
