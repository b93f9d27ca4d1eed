"""Whether an address may be posted to: from outside alone by https, and inside only where the setting names the network.

A name is resolved at each delivery, every address that it has is looked at, and the delivery connects to what was looked at:
a name that means something else a moment later leads nowhere (DNS rebinding). What lies outside is said here: the tables of
the interpreter change from one version to the next, and older ones let much through.
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
from server.webhooks.troubles import Trouble

Address = IPv4Address | IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
LONGEST: Final = 500
_CLOSED_4: Final = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4")))
"""Not of the outside: https://www.iana.org/assignments/iana-ipv4-special-registry, multicast, and what is reserved."""
_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")
"""All that was ever given out for the open network (RFC 4291); what else there is of IPv6 is for the inside or for nobody."""
_CLOSED_6: Final = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
"""What of it serves protocols (RFC 2928) or documentation (RFC 3849, RFC 9637)."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


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


def is_open(address: Address) -> bool:
    """Say whether an address lies outside: neither it nor one that it carries is private, of this machine or of this link."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in one for one in _CLOSED_4)
    if carried := _carried(address):
        return all(is_open(one) for one in carried)
    return address in _GIVEN_OUT and not any(address in one for one in _CLOSED_6)


def _require(address: Address, scheme: str, inside: Sequence[Network]) -> None:
    if any(address in network for network in inside if network.version == address.version):
        return
    if not is_open(address):
        raise Undelivered(Trouble.CLOSED.of(address))
    if scheme != "https":
        raise Undelivered(Trouble.PLAIN.of(address))


def _carried(address: IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses to which an IPv6 address leads: 6to4, Teredo, NAT64. Other forms that hold one are closed."""
    if address in _NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        return [address.sixtofour]
    return list(address.teredo or ())


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
