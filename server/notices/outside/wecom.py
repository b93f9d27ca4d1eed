"""A message of the corporate application (企业微信应用消息) to one person, as a text card that leads to the page.

WeCom's interface: ``gettoken`` gives a token for two hours, ``message/send`` takes it. Where an answer says that the token is
no longer good, a new one is asked for, once. https://developer.work.weixin.qq.com/document/path/90236
"""

from __future__ import annotations

import threading
import time
from hashlib import sha256
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlencode

from server.notices.outside.message import Message
from server.notices.outside.wire import Undelivered, call, cut, post_json

ADDRESS: Final = "https://qyapi.weixin.qq.com"
EXPIRED: Final = frozenset({40001, 40014, 42001})
NOBODY: Final = frozenset({60111, 81013})
"""The account does not exist, or the application may not write to it."""
LONGEST_TITLE, LONGEST_TEXT = 128, 512
"""Bytes in UTF-8."""
_EARLIER_S: Final = 300.0
_TOKENS: dict[str, tuple[str, float]] = {}
_LOCK: Final = threading.Lock()


def send(options: dict[str, Any], secrets: dict[str, Any], to: str, message: Message) -> None:
    """Send one message. Raises Undelivered with WeCom's own words, permanent where there is no such account."""
    address = str(options.get("address") or ADDRESS).rstrip("/")
    body = _card(message) if message.address else {"msgtype": "text", "text": {"content": cut(_text(message), 2048)}}
    body |= {"touser": to, "agentid": int(options["agentid"]), "enable_duplicate_check": 1,
             "duplicate_check_interval": 1800}
    answer = _posted(address, _token(address, options, secrets), body)
    if answer.get("errcode") in EXPIRED:
        answer = _posted(address, _token(address, options, secrets, anew=True), body)
    code = answer.get("errcode")
    if code in NOBODY or (code == 0 and to in str(answer.get("invaliduser") or "").split("|")):
        raise Undelivered(f"WeCom has no account “{to}” that the application may write to", permanent=True)
    if code != 0:
        raise Undelivered(f"{code} {answer.get('errmsg', '')}")


def _card(message: Message) -> dict[str, Any]:
    lines = [f'<div class="normal">{escape(one.text)}</div>' for one in message.lines]
    while len(lines) > 1 and len("".join(lines).encode()) > LONGEST_TEXT:
        lines.pop()
    text = "".join(lines)
    if len(text.encode()) > LONGEST_TEXT:
        text = escape(cut(message.lines[0].text, LONGEST_TEXT // 3))
    return {"msgtype": "textcard", "textcard": {"title": cut(message.title, LONGEST_TITLE), "description": text,
                                                "url": message.address, "btntxt": message.open_text[:4]}}


def _text(message: Message) -> str:
    return "\n".join([message.title, *(one.text for one in message.lines)])


def _posted(address: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
    return post_json(f"{address}/cgi-bin/message/send?access_token={quote(token, safe='')}", body)


def _token(address: str, options: dict[str, Any], secrets: dict[str, Any], *, anew: bool = False) -> str:
    corp, secret = str(options["corpid"]), str(secrets.get("secret", ""))
    key = sha256(f"{address}\n{corp}\n{secret}".encode()).hexdigest()
    with _LOCK:
        held = _TOKENS.get(key)
    if held is not None and not anew and held[1] > time.monotonic():
        return held[0]
    asked = call("GET", f"{address}/cgi-bin/gettoken?{urlencode({'corpid': corp, 'corpsecret': secret})}").json()
    if asked.get("errcode") != 0 or not asked.get("access_token"):
        raise Undelivered(f"gettoken: {asked.get('errcode')} {asked.get('errmsg', '')}")
    token = str(asked["access_token"])
    with _LOCK:
        _TOKENS[key] = token, time.monotonic() + max(0.0, float(asked.get("expires_in", 7200)) - _EARLIER_S)
    return token
