"""A campus that sends mail: a server outside, and what it took."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import outside
import pytest

from server.notices import setup


@pytest.fixture
def mails(home: Any, cast: Any, clock: Any) -> Iterator[list[Any]]:
    """Give the mails that arrived: (address, message)."""
    with outside.Smtp() as smtp:
        setup.save(home, cast.administrator, setup.Wish("mail", "mail", True, smtp.options(), {}), now=clock())
        yield smtp.mails


def attached(message: Any) -> dict[str, bytes]:
    """Return the files that a mail brings, each with how it begins."""
    return {part.get_filename(): part.get_content()[:4] for part in message.iter_attachments()}
