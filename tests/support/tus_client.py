"""What a tus client does, a request at a time, over a test client."""

from __future__ import annotations

import base64
from typing import Any

BATCH = "20260302-0123456789abcdef"
PIECE = "application/offset+octet-stream"


def coded(**pairs: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


class Tus:
    """What a tus client does, a request at a time."""

    def __init__(self, client: Any, door: str = "/upload/tus") -> None:
        self.client, self.door = client, door

    def ask(self, method: str, address: str = "", body: bytes = b"", **headers: str) -> Any:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.open(address or self.door, method=method, data=body, headers={"Tus-Resumable": "1.0.0", **named})

    def create(self, length: int, name: str = "DSC_0001.JPG", **metadata: str) -> str:
        told = coded(filename=name, **{"batch": BATCH, **metadata})
        answer = self.ask("POST", Upload_Length=str(length), Upload_Metadata=told)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0"), answer.text
        return str(answer.headers["Location"])

    def patch(self, address: str, offset: int, body: bytes, **headers: str) -> Any:
        return self.ask("PATCH", address, body, **{"Upload_Offset": str(offset), "Content_Type": PIECE, **headers})

    def head(self, address: str) -> Any:
        return self.ask("HEAD", address)
