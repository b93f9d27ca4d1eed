"""The one family of errors, and the catalogue of reason codes with their Chinese and English text.

It lies on the ground floor so that every layer can give a reason. Programs rely on codes; people read the texts. A text
says which thing, why, and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from index.field_names import name_of
from index.reasons import REASONS, in_chinese

Dated = tuple[str, str, Any]
"""A date and what it is called: in Chinese, in English, and the day or the moment."""


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
    """A field holds what it cannot hold. Details: field and field_zh, what it is called; why_zh, why_en."""

    code = "invalid"

    def __init__(self, field: str, why_zh: str, why_en: str) -> None:
        self.field = field
        called_zh, called = name_of(field)
        super().__init__("invalid", field_zh=called_zh, field=called, why_zh=why_zh, why_en=why_en)


class Contradiction(Invalid):
    """Two dates that contradict each other, both named, each as (Chinese, English, its date). ``field`` is whose to change.

    Raised by ``in_order`` alone, so that everybody is told in the same words.
    """

    def __init__(self, field: str, first: Dated, last: Dated) -> None:
        self.field = field
        VitrineError.__init__(self, "dates-contradict", first_zh=first[0], first=first[1], first_at=str(first[2]),
                              last_zh=last[0], last=last[1], last_at=str(last[2]))


def in_order(field: str, first: Dated, last: Dated) -> None:
    """Do nothing where the first date is not after the last, or one of them is open (None). Raises Contradiction."""
    if first[2] is not None and last[2] is not None and first[2] > last[2]:
        raise Contradiction(field, first, last)


class BadMedia(VitrineError):
    """A file that is no usable photo, video or poster. ``path`` is its name as data, never followed."""

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
