"""Chromium by itself, as on a screen: asked over its pipe for single figures, with nothing else of the protocol switched on.

What usually drives a browser for tests has it keep what each answer of a server held, which comes to tens of MiB in the
process that draws the page, within hours.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from tests.bench import recalling

END: Final = b"\0"
LOOK_S: Final = 0.1


class Page:
    """The one page of a browser; what of it has the name of a method of Playwright's page does the same."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back, self._number, self._rest = to, back, 0, b""
        self._session: str | None = None
        target = next(one for one in self.ask("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self._session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]

    def ask(self, method: str, *, whole: bool = False, **params: Any) -> dict[str, Any]:
        """Return what the page, or the ``whole`` browser, answers to a command of the Chrome DevTools Protocol.

        Raises:
            RuntimeError: It refuses, or has gone.
        """
        self._number += 1
        told = {"id": self._number, "method": method, "params": params}
        if self._session and not whole:
            told["sessionId"] = self._session
        os.write(self._to, json.dumps(told).encode() + END)
        while (answer := self._read()).get("id") != self._number:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return cast("dict[str, Any]", answer["result"])

    def _read(self) -> dict[str, Any]:
        while END not in self._rest:
            if not (more := os.read(self._back, 1 << 16)):
                raise RuntimeError("the browser has gone")
            self._rest += more
        one, self._rest = self._rest.split(END, 1)
        return cast("dict[str, Any]", json.loads(one))

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression."""
        told = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in told:
            raise RuntimeError(f"{script}: {told['exceptionDetails']['text']}")
        return told["result"].get("value")

    def goto(self, address: str) -> None:
        """Go to an address; it need not have come yet."""
        self.ask("Page.navigate", url=address)

    def add_init_script(self, script: str) -> None:
        """Run ``script`` before those of each page that is loaded from now on."""
        self.ask("Page.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=script)

    def reload(self) -> None:
        """Load the page again; it need not have come yet."""
        self.evaluate("document.body.remove()")
        self.ask("Page.reload")

    def wait_for_selector(self, selector: str, *, timeout: float) -> None:
        """Wait until an element is there; at most ``timeout``, ms.

        Raises:
            RuntimeError: It has not come.
        """
        end = time.monotonic() + timeout / 1000
        while not self.evaluate(f"Boolean(document.querySelector({json.dumps(selector)}))"):
            if time.monotonic() > end:
                raise RuntimeError(f"{selector} has not come")
            time.sleep(LOOK_S)

    def get_attribute(self, selector: str, name: str) -> str:
        """Return an attribute of an element that is there."""
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)}).getAttribute({json.dumps(name)})"))


@contextmanager
def page(profile: Path, size: tuple[int, int]) -> Iterator[Page]:
    """Start Chromium with a window of ``size`` (width and height, CSS pixels), which nobody sees, and give its page."""
    mine, to = os.pipe()
    back, its = os.pipe()
    command = [recalling.PROGRAM, *recalling.FLAGS, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}",
               f"--window-size={size[0]},{size[1]}", "--no-first-run", "about:blank"]
    # It reads from 3 and writes to 4, whatever numbers these have here.
    with subprocess.Popen(["sh", "-c", f'exec "$@" 3<&{mine} 4>&{its}', "sh", *command], pass_fds=(mine, its),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        os.close(mine)
        os.close(its)
        try:
            yield Page(to, back)
        finally:
            process.terminate()
            process.wait()
            os.close(to)
            os.close(back)
