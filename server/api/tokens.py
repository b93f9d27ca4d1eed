"""What the token that asks may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from index.catalogue.tokens import ApiToken, Scope
from index.db import reading
from server.api.access import held
from server.api.declaring import endpoint
from server.web.services import actor, home


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """The token that asks: its program, as whom it acts, in which scopes, and from when on it no longer holds."""

    program: str
    person: str
    scopes: tuple[Scope, ...]
    expires_at: datetime


@endpoint("GET", "/token", None, "查看自己的令牌", tag="token")
def show_token() -> TokenRecord:
    """Show what the token that asks may do, and until when."""
    with reading(home().engine) as session:
        expires_at = session.scalars(select(ApiToken.expires_at).where(ApiToken.id == held().id)).one()
    return TokenRecord(actor().program or "", actor().login, tuple(one for one in Scope if one in held().scopes), expires_at)
