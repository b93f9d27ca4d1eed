"""Robots of groups in WeCom (企业微信群机器人) and DingTalk (钉钉群机器人): a message posted to an address with a key in it.

Both take Markdown and 20 messages a minute. DingTalk wants a signature: HMAC-SHA256 of "timestamp, line feed, secret" with
the secret, in Base64. https://developer.work.weixin.qq.com/document/path/91770 and
https://open.dingtalk.com/document/orgapp/customize-robot-security-settings
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from server.notices.outside.message import Message
from server.notices.outside.wire import Undelivered, cut, post_json

LONGEST: Final = 4096
"""Bytes in UTF-8."""


def send_wecom(secrets: dict[str, Any], message: Message) -> None:
    """Post one message to a WeCom group. Raises Undelivered with WeCom's own words."""
    text = cut(f"**{message.title}**\n{_lines(message)}", LONGEST)
    _require_taken(post_json(str(secrets["address"]), {"msgtype": "markdown", "markdown": {"content": text}}))


def send_dingtalk(secrets: dict[str, Any], message: Message, now: datetime) -> None:
    """Post one message to a DingTalk group, signed where a secret is set. Raises Undelivered with DingTalk's own words."""
    address = str(secrets["address"])
    if secret := str(secrets.get("secret") or ""):
        stamp = str(round(now.timestamp() * 1000))
        address += ("&" if "?" in address else "?") + urlencode({"timestamp": stamp, "sign": signature(secret, stamp)})
    text = cut(f"#### {message.title}\n\n{_lines(message)}", LONGEST)
    _require_taken(post_json(address, {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}}))


def signature(secret: str, stamp: str) -> str:
    """Return DingTalk's signature for a moment in milliseconds, not yet quoted for an address."""
    signed = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(signed).decode()


def _lines(message: Message) -> str:
    lines = [f"> {one.text}" for one in message.lines]
    return "\n\n".join([*lines, *([f"[{message.open_text}]({message.address})"] if message.address else [])])


def _require_taken(answer: dict[str, Any]) -> None:
    if answer.get("errcode") != 0:
        raise Undelivered(f"{answer.get('errcode')} {answer.get('errmsg', '')}")
