"""The one family of errors, and the catalogue of reason codes with their Chinese and English text.

It lies on the ground floor so that every layer can give a reason. Programs rely on codes; people read the texts. A text
says which thing, why, and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from index.reasons import REASONS, in_chinese


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused: a stable code and a sentence in each language."""

    code: str
    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "zh": self.zh, "en": self.en}

    def text(self, locale: str) -> str:
        """Return the sentence for a locale such as ``zh_CN`` or ``en``."""
        return self.zh if locale.lower().startswith("zh") else self.en


def reason(code: str, **details: Any) -> Reason:
    """Return the catalogued reason with its placeholders filled from ``details``.

    Raises KeyError for a code that is not catalogued or a placeholder that was not given: both are mistakes of ours.
    """
    zh, en = REASONS[code]
    chinese = {name: in_chinese(detail) for name, detail in details.items()}
    return Reason(code, zh.format(**chinese), en.format(**details))


class VitrineError(Exception):
    """Something that a person or a program has to be told, with a catalogued reason."""

    code: str = "unexpected"

    def __init__(self, code: str | None = None, **details: Any) -> None:
        self.reason: Final[Reason] = reason(code or type(self).code, **details)
        self.details: Final[dict[str, Any]] = details
        super().__init__(f"{self.reason.en} | {self.reason.zh}")


class NotFound(VitrineError):
    """There is no such thing, or this reader may not know of it. Details: what."""

    code = "not-found"


class Conflict(VitrineError):
    """The thing is not in a state that allows this."""

    code = "wrong-state"


class Forbidden(VitrineError):
    """This person may not do that."""

    code = "not-allowed"


class Invalid(VitrineError):
    """A field holds what it cannot hold. Details: field, why_zh, why_en."""

    code = "invalid"

    def __init__(self, field: str, why_zh: str, why_en: str) -> None:
        self.field = field
        super().__init__("invalid", field=field, why_zh=why_zh, why_en=why_en)


class BadMedia(VitrineError):
    """A file that is no usable photo or video. ``path`` is its name as data, never followed."""

    code = "damaged"

    def __init__(self, path: str, code: str = "damaged", **details: Any) -> None:
        self.path = path
        super().__init__(code, **details)


class JobFailed(VitrineError):
    """A job could not be done; ``permanent`` says that trying again cannot help."""

    code = "job-failed"

    def __init__(self, why: str, *, permanent: bool) -> None:
        self.permanent = permanent
        super().__init__("job-failed", why=why)
