"""The examples of docs/api.md work: each is run as it stands against a server that listens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from server.library.describe import Edit, describe

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```(bash|python)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def address(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_each_example_runs_and_says_something(address: str, program: Callable[..., Any], photo: Callable[..., int], cast: Any,
                                              home: Any, clock: Any, worker: Any, made_photo: Callable[..., Path],
                                              tmp_path: Path) -> None:
    for _ in range(3):
        describe(home.engine, cast.photographer, photo(size=(1920, 1280)), Edit(title="食堂开放日"), now=clock())
    worker.drain()
    made_photo("IMG_0001.JPG", folder=tmp_path)
    assert {language for language, _ in EXAMPLES} == {"bash", "python"}
    assert len(EXAMPLES) > 6
    environment = os.environ | {"VITRINE": address, "TOKEN": program("photographer").token, "PYTHONIOENCODING": "utf-8"}
    for language, code in EXAMPLES:
        command = ["bash", "-euc", code] if language == "bash" else [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
                              timeout=60)
        assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"
        assert done.stdout.strip(), code
