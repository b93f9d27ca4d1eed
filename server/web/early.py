"""The head of a page goes out before its body is made: a browser begins with sheets and scripts meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from flask import Response, current_app, make_response, render_template, session, stream_with_context

END: Final = "</head>"
MESSAGES: Final = "_flashes"


def begun(template: str, body: Callable[[], str], **known: Any) -> Response:
    """Return the page that ``body`` makes of ``template``, its head in advance, of what is ``known``.

    ``template`` extends ``begun.html`` where ``begun`` is set. What fails in ``body`` is told by the error's own page, but as
    a page that was found (200), which has gone out by then. A page that shows messages goes out whole: they are taken
    out of the session, and that is a header.
    """
    if MESSAGES in session:
        return make_response(body())
    head = render_template(template, begun=True, **known).partition(END)[0]
    return Response(stream_with_context(_parts(head, body)), mimetype="text/html")


def _parts(head: str, body: Callable[[], str]) -> Iterator[str]:
    yield head
    try:
        page = body()
    except Exception as error:  # noqa: BLE001 - what the application does with any of them
        page = make_response(current_app.handle_user_exception(error)).get_data(as_text=True)
    yield END + page.partition(END)[2]
