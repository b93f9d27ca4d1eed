"""SMS through whatever gateway the campus has: the request is a template, and so is what counts as taken.

``{phone}``, ``{text}``, ``{sign}`` and ``{key}`` (the secret, which is never shown) are put into address, headers and body,
each written as that place wants it.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import quote

from server.notices.outside.message import Message
from server.notices.outside.wire import Answer, Undelivered, call

METHODS: Final = ("POST", "GET", "PUT")
ENCODINGS: Final = {"json": "application/json; charset=utf-8", "form": "application/x-www-form-urlencoded"}
CONDITION: Final = re.compile(r"([A-Za-z0-9_.\-]+)\s*=\s*(.*)")
LONGEST: Final = 300
"""Characters of a text; gateways split at 70."""
_PLACE: Final = re.compile(r"\{(phone|text|sign|key)\}")


def send(options: dict[str, Any], secrets: dict[str, Any], to: str, message: Message) -> None:
    """Send the short form of a message. Raises Undelivered where the answer is not what was set up as taken."""
    given = {"phone": to, "text": message.short[:LONGEST], "sign": str(options.get("sign") or ""),
             "key": str(secrets.get("key") or "")}
    encoding = options.get("encoding", "json")
    headers = {name: _filled(value, given, lambda text: text.encode("ascii", "ignore").decode())
               for name, value in headers_of(str(options.get("headers") or "")).items()}
    body = None
    if options.get("method", "POST") != "GET":
        headers.setdefault("Content-Type", ENCODINGS[encoding])
        escape = (lambda text: json.dumps(text, ensure_ascii=False)[1:-1]) if encoding == "json" else quote
        body = _filled(str(options.get("body") or ""), given, escape).encode()
    address = _filled(str(options["address"]), given, lambda text: quote(text, safe=""))
    require_taken(call(str(options.get("method", "POST")), address, body=body, headers=headers),
                  str(options.get("success") or ""))


def require_taken(answer: Answer, success: str) -> None:
    """Do nothing where an answer says that the message was taken: its status, and where ``success`` is like ``code = 0``
    what its JSON says there. Raises Undelivered with the answer.
    """
    if answer.status >= 300:
        raise Undelivered(f"HTTP {answer.status}: {answer.text[:200]}")
    condition = CONDITION.fullmatch(success.strip())
    if condition is not None and _at(answer.json(), condition[1]) != condition[2].strip().strip('"'):
        raise Undelivered(answer.text[:300])


def headers_of(given: str) -> dict[str, str]:
    """Return headers that were typed one a line, like ``Authorization: Bearer …``."""
    pairs = (line.partition(":") for line in given.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def _filled(template: str, given: dict[str, str], escape: Any) -> str:
    return _PLACE.sub(lambda place: str(escape(given[place[1]])), template)


def _at(found: Any, path: str) -> str | None:
    """Return what stands at a path like ``data.0.status``, as text: true as "true", nothing as None."""
    for part in path.split("."):
        if isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        elif isinstance(found, dict) and part in found:
            found = found[part]
        else:
            return None
    return json.dumps(found) if isinstance(found, bool) else str(found)
