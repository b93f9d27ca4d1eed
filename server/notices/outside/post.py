"""One message, by whichever means a way has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from index.catalogue.deliveries import Means
from server.notices.outside import mail, robots, sms, wecom
from server.notices.outside.message import Message
from server.notices.outside.wire import Undelivered


@dataclass(frozen=True, slots=True)
class Way:
    """A way as it is needed to send: its means, options and opened secrets."""

    id: int
    means: str
    options: dict[str, Any]
    secrets: dict[str, Any]


def post(way: Way, to: str, message: Message, now: datetime) -> None:
    """Send a message to somebody's address by a way to people, or to a robot's group. Raises Undelivered."""
    try:
        match way.means:
            case Means.MAIL:
                mail.send(way.options, way.secrets, to, message)
            case Means.WECOM:
                wecom.send(way.options, way.secrets, to, message)
            case Means.SMS:
                sms.send(way.options, way.secrets, to, message)
            case Means.WECOM_ROBOT:
                robots.send_wecom(way.secrets, message)
            case Means.DINGTALK_ROBOT:
                robots.send_dingtalk(way.secrets, message, now)
    except KeyError as error:
        raise Undelivered(f"not set up: {error.args[0]}") from None
