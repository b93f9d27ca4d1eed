"""What lies on the open network: said here, as the tables of the interpreter change from one version to the next, and older
ones let much through.
"""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address
from typing import Final

Address = IPv4Address | IPv6Address
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


def is_open(address: Address) -> bool:
    """Say whether an address lies outside: neither it nor one that it carries is private, of this machine or of this link."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in one for one in _CLOSED_4)
    if carried := _carried(address):
        return all(is_open(one) for one in carried)
    return address in _GIVEN_OUT and not any(address in one for one in _CLOSED_6)


def _carried(address: IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses to which an IPv6 address leads: 6to4, Teredo, NAT64. Other forms that hold one are closed."""
    if address in _NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        return [address.sixtofour]
    return list(address.teredo or ())
