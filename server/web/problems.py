"""What the API answers where a page would show an error: problem details for HTTP (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from index.errors import Invalid, Reason
from server.web.i18n import language, tell

MIME: Final = "application/problem+json"
API: Final = "/api/"
BASE: Final = "/api/v1"
TITLES: Final[dict[int, str]] = {
    400: "请求无法理解", 401: "需要令牌", 403: "不允许", 404: "没有找到", 405: "不支持的方法", 406: "不提供这种格式",
    409: "与当前状态冲突", 410: "已失效", 412: "已被修改", 413: "过大", 415: "不接受这种格式", 422: "内容有误",
    429: "过于频繁", 500: "系统错误", 503: "暂时不可用", 507: "空间不足",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in what a program sent: a JSON pointer into its body, or the name of an argument."""

    where: str
    zh: str
    en: str


class Misread(Invalid):
    """What was sent is not what the endpoint takes. ``faults`` has them all, the sentence the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(first.where.rpartition("/")[2].lstrip("?") or "body", first.zh, first.en)
        self.faults = faults


def asked() -> bool:
    """Say whether this request came to the API, whatever its address leads to there."""
    return request.path.startswith(API)


def problem(why: Reason, status: int, more: Mapping[str, Any]) -> Response:
    """Return an answer that says what is wrong: its type, status, code, and a sentence in the program's language."""
    title = TITLES.get(status) if language() == "zh_CN" else None
    told = {"type": f"{BASE}/problems#{why.code}", "title": title or HTTPStatus(status).phrase, "status": status,
            "detail": tell(why), "code": why.code, **more}
    answer = Response(json.dumps(told, ensure_ascii=False), status, mimetype=MIME)
    answer.headers["Content-Language"] = language().replace("_", "-")
    answer.vary.update(("Accept-Language", "Authorization"))
    return answer


def faults_of(error: Misread) -> list[dict[str, str]]:
    """Return all faults as the answer lists them."""
    chinese = language() == "zh_CN"
    return [{"where": one.where, "detail": one.zh if chinese else one.en} for one in error.faults]
