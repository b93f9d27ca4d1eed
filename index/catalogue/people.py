"""People, their roles and sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from index.db import Base


class Role(StrEnum):
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    DIRECTOR = "director"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[str, tuple[str, str]] = {
    Role.CONTRIBUTOR: ("信息员/摄影", "contributor"),
    Role.REVIEWER: ("部门审稿人", "department reviewer"),
    Role.DIRECTOR: ("分管处长", "director in charge"),
    Role.EDITOR: ("办公室编辑", "office editor"),
    Role.ADMINISTRATOR: ("管理员", "administrator"),
}


class Person(Base):
    """Somebody who signs in. Whoever belongs to a department may contribute."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    display: Mapped[str]
    password_hash: Mapped[str | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str | None]
    created_at: Mapped[datetime]
    roles: Mapped[list[PersonRole]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class PersonRole(Base):
    __tablename__ = "person_roles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class SignIn(Base):
    """A session in a browser: the cookie's hash, never the cookie."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInFailure(Base):
    """A wrong password, for throttling that survives a restart. ``subject`` is ``account:...`` or ``address:...``."""

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class SetupLink(Base):
    """The one-time link that makes the first administrator."""

    __tablename__ = "setup_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks or acts: a person, or the installation's owner at the command line (``person_id`` None).

    ``program`` is the name of a program that acts as this person, with a token of its own.
    """

    person_id: int | None
    login: str
    display: str
    roles: frozenset[str]
    department_id: int | None
    owner: bool = False
    program: str | None = None

    @property
    def signed(self) -> str:
        """The name that the trail keeps: the person's, and the program's that did it for them."""
        return f"{self.display} · {self.program}" if self.program else self.display

    def has(self, role: Role) -> bool:
        return role in self.roles

    @property
    def sees_all(self) -> bool:
        """The office and the administrator see all departments; so does the owner."""
        return self.owner or bool(self.roles & {Role.EDITOR, Role.ADMINISTRATOR})


OWNER = Actor(None, "owner", "安装所有者 / owner", frozenset(Role), None, owner=True)


def actor_of(person: Person) -> Actor:
    """Return the frozen view of a person that rules are asked with."""
    return make_actor(person.id, person.login, person.display, person.department_id, (role.role for role in person.roles))


def make_actor(person_id: int, login: str, display: str, department_id: int | None, roles: Iterable[str]) -> Actor:
    """Return the same of what stands in the rows of a person. Whoever belongs to a department contributes."""
    contributes = [Role.CONTRIBUTOR] if department_id else []
    return Actor(person_id, login, display, frozenset({*roles, *contributes}), department_id)
