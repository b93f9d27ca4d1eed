"""What each means wants to know, and whether what was typed can be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from index.catalogue.deliveries import ROBOTS, Means
from index.catalogue.notices import Kind
from index.errors import Invalid
from server.notices.outside import mail, sms, wecom

SECRETS: Final[Mapping[str, tuple[str, ...]]] = {
    Means.MAIL: ("password",), Means.WECOM: ("secret",), Means.SMS: ("key",), Means.WECOM_ROBOT: ("address",),
    Means.DINGTALK_ROBOT: ("address", "secret"),
}
OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    Means.MAIL: ("host", "port", "security", "user", "sender", "sender_name"),
    Means.WECOM: ("address", "corpid", "agentid"),
    Means.SMS: ("method", "address", "encoding", "headers", "body", "success", "sign"),
    Means.WECOM_ROBOT: ("kinds", "office"), Means.DINGTALK_ROBOT: ("kinds", "office"),
}
GROUP_KINDS: Final = (Kind.DESK, Kind.OVER, Kind.TAKEN_DOWN)
LONGEST: Final = 4000
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    Means.MAIL: ("host", "port", "sender"), Means.WECOM: ("corpid", "agentid", "secret"), Means.SMS: ("address",),
    Means.WECOM_ROBOT: ("address",), Means.DINGTALK_ROBOT: ("address",),
}
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "security": mail.SECURITY, "method": sms.METHODS, "encoding": tuple(sms.ENCODINGS)}


def checked(means: str, given: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """Return a way's options as they are kept. Raises Invalid for what is missing or cannot be right."""
    options: dict[str, Any] = {}
    for name in OPTIONS[means]:
        value = given.get(name, "")
        options[name] = value.strip()[:LONGEST] if isinstance(value, str) else value
    for name in _NEEDED[means]:
        if not options.get(name) and not secrets.get(name):
            raise Invalid(name, "必须填写", "is needed")
    _check_forms(options, secrets)
    for name in options.keys() & _CHOICES.keys():
        options[name] = options[name] if options[name] in _CHOICES[name] else _CHOICES[name][0]
    if means in ROBOTS:
        options["kinds"] = [kind for kind in GROUP_KINDS if kind in (given.get("kinds") or ())]
        options["office"] = bool(given.get("office"))
    if means == Means.WECOM:
        options["address"] = options["address"] or wecom.ADDRESS
    return options


def _check_forms(options: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    for name in ("port", "agentid"):
        if name in options and not (str(options[name]).isascii() and str(options[name]).isdigit()):
            raise Invalid(name, "应为数字", "must be a number")
    address = str(options.get("address") or secrets.get("address") or "")
    if address and not _is_address(address):
        raise Invalid("address", "应以 http:// 或 https:// 开头", "must start with http:// or https://")
    if "@" not in str(options.get("sender", "@")):
        raise Invalid("sender", "应为邮箱地址", "must be a mail address")
    if options.get("success") and not sms.CONDITION.fullmatch(options["success"]):
        raise Invalid("success", "应如 code = 0；留空则只看 HTTP 状态", "must be like code = 0; empty: the HTTP status alone")


def _is_address(given: str) -> bool:
    try:
        parts = urlsplit(given)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
