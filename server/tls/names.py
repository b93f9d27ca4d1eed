"""What this machine is called: the names and addresses that its certificate has to hold."""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

from index.settings import Settings

Address = IPv4Address | IPv6Address
SIOCGIFADDR = 0x8915  # Linux, <linux/sockios.h>: the IPv4 address of an interface
LONGEST = 253


@dataclass(frozen=True, slots=True)
class Names:
    """Host names, in lower case, and addresses: each once, in an order that stays the same."""

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]

    def __iter__(self) -> Iterator[str]:
        yield from self.hosts
        yield from map(str, self.addresses)

    def within(self, others: Names) -> bool:
        """Say whether all of these are among others."""
        return set(self.hosts) <= set(others.hosts) and set(self.addresses) <= set(others.addresses)


def wanted(settings: Settings) -> Names:
    """Return what people and screens may call this machine: the settings' names, its own, its addresses, the loopback."""
    given = [one.strip() for one in settings.tls_names.split(",")]
    public = urlsplit(settings.public_url).hostname or ""
    bound = settings.bind.rpartition(":")[0].strip("[]")
    host = socket.gethostname().lower()
    own = [socket.getfqdn().lower(), host, f"{host.partition('.')[0]}.local"]
    return sorted_out([public, *given, bound, *own, "localhost"], [*map(str, machine_addresses()), "127.0.0.1", "::1"])


def sorted_out(*given: Iterable[str]) -> Names:
    """Tell names from addresses; what is neither, or no address to be reached at, is left out."""
    hosts: dict[str, None] = {}
    addresses: dict[Address, None] = {}
    for one in (one for some in given for one in some):
        try:
            address = ip_address(one.partition("%")[0])
        except ValueError:
            if is_host(one):
                hosts[one.lower()] = None
            continue
        if not (address.is_unspecified or address.is_link_local or address.is_multicast):
            addresses[address] = None
    return Names(tuple(hosts), tuple(addresses))


def is_host(given: str) -> bool:
    """Say whether this may stand in a certificate as a host's name: labels of letters, digits and hyphens."""
    labels = given.split(".")
    return (0 < len(given) <= LONGEST and given.isascii() and not labels[-1].isdigit()
            and all(0 < len(one) < 64 and one.replace("-", "").isalnum() and one[0] != "-" != one[-1] for one in labels))


def machine_addresses() -> list[Address]:
    """Return the addresses of this machine's interfaces, as Linux tells them. Asks nobody outside."""
    found: list[Address] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, interface in socket.if_nameindex():
            with suppress(OSError):  # an interface without an address
                answer = fcntl.ioctl(asking, SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
                found.append(IPv4Address(answer[20:24]))
    with suppress(OSError):  # no IPv6 here
        lines = Path("/proc/net/if_inet6").read_text("ascii").split("\n")
        found += [IPv6Address(bytes.fromhex(line[:32])) for line in lines if line]
    return [one for one in found if not one.is_loopback]


def network(address: Address) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Return the network that holds this address alone."""
    return ipaddress.ip_network(address)
