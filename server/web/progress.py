"""Long work over HTTP that says how far it is: lines of JSON for a page that watches (js/progress.js).

Who goes away stops the work at its next step.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from flask import Response, request, stream_with_context

from index.errors import VitrineError, reason
from server.web.i18n import tell

LINES: Final = "application/x-ndjson"
log = logging.getLogger("vitrine.web")


def watched() -> bool:
    """Say whether whoever asks wants to hear of progress."""
    return LINES in request.headers.get("Accept", "")


def streamed(steps: Iterable[int], total: int, end: Callable[[], dict[str, Any]]) -> Response:
    """Answer with a line {"done", "total"} for each step, which says how many it did, then with what ``end`` returns.

    What is refused on the way ends it with {"why"}, in the reader's language.
    """
    def lines() -> Iterator[str]:
        done = 0
        yield _line(done=done, total=total)
        try:
            for count in steps:
                done += count
                yield _line(done=done, total=total)
            yield _line(**end())
        except VitrineError as error:
            yield _line(why=tell(error.reason))
        except Exception:
            log.exception("%s %s failed on its way", request.method, request.path)
            yield _line(why=tell(reason("unexpected")))

    return Response(stream_with_context(lines()), mimetype=LINES,
                    headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


def refused(error: VitrineError) -> Response:
    """Answer a watcher whose work was refused before it began."""
    return Response(_line(why=tell(error.reason)), mimetype=LINES)


def _line(**told: Any) -> str:
    return json.dumps(told) + "\n"
