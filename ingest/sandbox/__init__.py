"""Where decoders run: one limited, forked process for each file."""

from __future__ import annotations

from ingest.sandbox.decoder import Decoder

__all__ = ["Decoder"]
