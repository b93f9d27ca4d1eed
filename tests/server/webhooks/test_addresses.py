"""Which addresses are posted to: outside by https alone, inside where the setting names the network."""

from __future__ import annotations

import outside
import pytest

from index.errors import Invalid, VitrineError
from index.settings import load
from server.notices.outside import wire
from server.notices.outside.wire import Undelivered
from server.webhooks import guard

CAMPUS = "10.20.0.0/16, 127.0.0.0/8"


@pytest.mark.parametrize(("address", "inside", "taken"), [
    ("https://www.example.edu.cn/hook", "", True),
    ("https://www.example.edu.cn:8443/hook?a=1", "", True),
    ("http://www.example.edu.cn/hook", "", False),
    ("http://portal.example.edu.cn/hook", CAMPUS, True),  # what it means is looked at when it is resolved
    ("https://10.20.1.1/hook", "", False),
    ("https://10.20.1.1/hook", CAMPUS, True),
    ("http://10.20.1.1/hook", CAMPUS, True),
    ("http://10.21.1.1/hook", CAMPUS, False),
    ("https://[::1]/hook", CAMPUS, False),
    ("https://[::ffff:127.0.0.1]/hook", "", False),
    ("http://202.112.0.1/hook", CAMPUS, False),
    ("https://user:word@www.example.edu.cn/", "", False),
    ("https://www.example.edu.cn/#part", "", False),
    ("https://www.example.edu.cn:99999/", "", False),
    ("https:///hook", "", False),
    ("https://www.example.edu.cn/a b", "", False),
    ("https://官网.example.edu.cn/", "", False),
    ("ftp://www.example.edu.cn/", CAMPUS, False),
    ("file:///etc/passwd", CAMPUS, False),
    ("https://www.example.edu.cn/" + "a" * 500, "", False),
    ("", "", False),
])
def test_addresses_as_they_are_typed(address: str, inside: str, taken: bool) -> None:
    if taken:
        assert guard.checked(f" {address} ", inside) == address
    else:
        with pytest.raises(Invalid) as caught:
            guard.checked(address, inside)
        assert caught.value.field == "address"


@pytest.mark.parametrize(("found", "address", "inside", "goes"), [
    (["202.112.0.1"], "https://a.example", "", True),
    (["2001:da8::1"], "https://a.example", "", True),
    (["202.112.0.1"], "http://a.example", CAMPUS, False),
    (["10.20.3.4"], "http://a.example", CAMPUS, True),
    (["10.20.3.4"], "https://a.example", "", False),
    (["127.0.0.1"], "https://a.example", "", False),
    (["0.0.0.0"], "https://a.example", "", False),
    (["169.254.169.254"], "https://a.example", CAMPUS, False),
    (["192.168.1.1"], "https://a.example", CAMPUS, False),
    (["100.64.0.1"], "https://a.example", "", False),
    (["224.0.0.1"], "https://a.example", "", False),
    (["fe80::1%eth0"], "https://a.example", "", False),
    (["fd00::1"], "https://a.example", "", False),
    (["::ffff:10.20.3.4"], "https://a.example", "", False),
    (["64:ff9b::a14:304"], "https://a.example", "", False),  # NAT64 of 10.20.3.4
    (["2002:a14:304::1"], "https://a.example", "", False),  # 6to4 of it
    (["2001:0:ca70:1::f5eb:fcfb"], "https://a.example", "", False),  # Teredo of it
    (["64:ff9b::ca70:1"], "https://a.example", "", True),  # NAT64 of 202.112.0.1
    (["2002:ca70:1::1"], "https://a.example", "", True),  # 6to4 of it
    (["64:ff9b:1::a00:1"], "https://a.example", "", False),  # NAT64 of a network's own, RFC 8215
    (["::ffff:0:a00:1"], "https://a.example", "", False),  # IPv4-translated
    (["::a00:1"], "https://a.example", "", False),  # IPv4-compatible
    (["fec0::1"], "https://a.example", "", False),  # site-local, of old
    (["5f00::1"], "https://a.example", "", False),
    (["3fff::1"], "https://a.example", "", False),
    (["2001:db8::1"], "https://a.example", "", False),
    (["2001:2::1"], "https://a.example", "", False),
    (["2001:20::1"], "https://a.example", "", False),
    (["ff0e::1"], "https://a.example", "", False),
    (["::"], "https://a.example", "", False),
    (["192.88.99.1"], "https://a.example", "", False),
    (["198.18.0.1"], "https://a.example", "", False),
    (["255.255.255.255"], "https://a.example", "", False),
    (["2400:3200::1", "202.112.0.1"], "https://a.example", "", True),  # each may be connected to
    (["202.112.0.1", "127.0.0.1"], "https://a.example", "", False),  # one of several is enough
    ([], "https://a.example", "", False),
])
def test_what_a_name_means_decides_at_each_delivery(found: list[str], address: str, inside: str, goes: bool) -> None:
    if goes:
        assert guard.resolved(address, inside, lambda _host, _port: found) == found
    else:
        with pytest.raises(Undelivered):
            guard.resolved(address, inside, lambda _host, _port: found)


def test_where_the_first_address_does_not_answer_the_next_is_asked() -> None:
    with outside.Http({"/hook": [(204, "", {})]}) as http:
        assert wire.call("POST", f"{http.address}/hook", at=["127.0.0.2", "127.0.0.1"]).status == 204
        with pytest.raises(Undelivered):
            wire.call("POST", f"{http.address}/hook", at=["127.0.0.2", "127.0.0.3"])
        assert len(http.asked) == 1


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "localhost", "127.1"])
def test_other_ways_to_write_this_machine_lead_nowhere(host: str) -> None:
    with pytest.raises(Undelivered):
        guard.resolved(f"https://{host}/", "")


@pytest.mark.parametrize("given", ["10.20.0.0/40", "10.20.0.1/16", "campus"])
def test_the_setting_names_networks(given: str) -> None:
    assert load({"VITRINE_WEBHOOKS_INSIDE": CAMPUS}).webhooks_inside == CAMPUS
    with pytest.raises(VitrineError) as caught:
        load({"VITRINE_WEBHOOKS_INSIDE": given})
    assert caught.value.reason.code == "bad-setting"
