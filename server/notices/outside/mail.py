"""Mail by SMTP (RFC 5321), over TLS from the start or after STARTTLS: plain text and simple HTML of the same words."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from functools import cache
from importlib.resources import files
from typing import Any, Final

from server.notices.outside.message import Message
from server.notices.outside.wire import TIMEOUT_S, Undelivered

SECURITY: Final = ("starttls", "tls", "none")
_GONE_FOR_GOOD: Final = 500


def send(options: dict[str, Any], secrets: dict[str, Any], to: str, message: Message) -> None:
    """Send one message. Raises Undelivered, permanent where the server says that there is no such box."""
    mail = written(options, to, message)
    try:
        with _connected(options, secrets) as server:
            server.send_message(mail, str(options["sender"]), [to])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise Undelivered(_told(code, said), permanent=code >= _GONE_FOR_GOOD) from None
    except smtplib.SMTPResponseException as error:
        raise Undelivered(_told(error.smtp_code, error.smtp_error)) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise Undelivered(f"{options.get('host')}: {error or type(error).__name__}") from None


def written(options: dict[str, Any], to: str, message: Message) -> EmailMessage:
    """Return the mail as it is sent."""
    mail = EmailMessage(policy=SMTP)
    sender = str(options["sender"])
    mail["Subject"] = message.title
    mail["From"] = Address(str(options.get("sender_name") or ""), addr_spec=sender)
    mail["To"] = Address(addr_spec=to)
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{message.mark}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office note answers it
    mail.set_content(plain(message))
    mail.add_alternative(_template().render(message=message), subtype="html")
    for one in message.attachments:
        kind, _slash, sub = one.media_type.partition("/")
        mail.add_attachment(one.data, maintype=kind, subtype=sub, filename=one.name)
    return mail


def plain(message: Message) -> str:
    """Return the text of a mail without its dress."""
    head = [] if [message.title] == [one.text for one in message.lines] else [message.title]
    lines = ["\n".join(filter(None, (f"· {one.text}", one.more and f"  {one.more}", one.address and f"  {one.address}")))
             for one in message.lines]
    foot = "\n".join(filter(None, (message.address if head else "", message.foot)))
    return "\n\n".join(filter(None, (*head, *lines, foot))) + "\n"


def _connected(options: dict[str, Any], secrets: dict[str, Any]) -> smtplib.SMTP:
    host, port, security = str(options["host"]), int(options["port"]), options.get("security", "starttls")
    server = (smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context()) if security == "tls"
              else smtplib.SMTP(host, port, timeout=TIMEOUT_S))
    try:
        if security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if options.get("user"):
            server.login(str(options["user"]), str(secrets.get("password", "")))
    except BaseException:
        server.close()
        raise
    return server


def _told(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(str(files("server") / "templates")),
                       autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template("notices/mail.html")
