"""Who may do what: one table of roles and verbs, one ``require``. Who may *see* is ``index.catalogue.visibility``.

Approving and returning are not here: whose desk an item lies on is the review route's to say (``server.review.desks``).
"""

from __future__ import annotations

from typing import Final, Protocol

from sqlalchemy import ColumnElement, false, or_, true

from index.catalogue.assets import Asset
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Role
from index.catalogue.stories import Story
from index.errors import Forbidden

EVERYBODY: Final = frozenset(Role)
OFFICE: Final = frozenset({Role.EDITOR, Role.ADMINISTRATOR})

ROLES: Final[dict[str, frozenset[Role]]] = {
    "upload": EVERYBODY,
    "describe": EVERYBODY,
    "download": EVERYBODY,
    "submit": EVERYBODY,
    "stack": EVERYBODY,
    "save-search": EVERYBODY,
    "collect": EVERYBODY,
    "keep-consents": EVERYBODY,  # which they may see: ``visibility.consents``
    "free-namesakes": OFFICE,
    "write-story": EVERYBODY,
    "keep-synonyms": OFFICE,
    "keep-wordings": OFFICE,
    "let-stand": OFFICE,
    "keep-reasons": OFFICE,
    "keep-licences": OFFICE,
    "withdraw": EVERYBODY,
    "take-down": frozenset({Role.EDITOR}),
    "bin": EVERYBODY,  # what of: ``may_bin``
    "delete-for-good": OFFICE,  # always two of it: ``server.bin.deleting``
    "review": frozenset({Role.REVIEWER, Role.DIRECTOR, Role.EDITOR}),
    "edit-boards": frozenset({Role.EDITOR}),
    "edit-screens": OFFICE,
    "see-plays": EVERYBODY,  # which: ``server.plays.counting``
    "see-feedback": EVERYBODY,  # which: ``feedback_visibility``
    "keep-feedback": OFFICE,
    "raise-emergency": OFFICE,
    "publish-bulletin": OFFICE,
    "edit-events": frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR}),
    "make-links": OFFICE,  # and a department's contact for its own events: ``may_link``
    "take-outside": EVERYBODY,  # of the department that the link names: ``may_take``
    "keep-kits": frozenset({Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR}),
    "book-kits": EVERYBODY,  # which, and for whom: ``may_book``
    "assign": OFFICE,
    "set-topics": OFFICE,
    "hold-trainings": OFFICE,
    "hand-over": frozenset({Role.REVIEWER, Role.DIRECTOR, Role.EDITOR, Role.ADMINISTRATOR}),  # whose: ``may_hand_over``
    "answer-topic": EVERYBODY,  # whose: ``may_answer``
    "place": EVERYBODY,
    "confirm-placements": OFFICE,
    "keep-outlets": OFFICE,
    "see-ledger": EVERYBODY,  # which: ``server.ledger.account``
    "read-newsletters": EVERYBODY,  # which: ``newsletter_visibility``
    "make-newsletters": OFFICE,
    "approve-newsletters": frozenset({Role.EDITOR, Role.DIRECTOR}),
    "see-points": EVERYBODY,
    "keep-points": OFFICE,
    "read-reports": EVERYBODY,  # which: ``report_visibility``
    "make-reports": OFFICE,
    "edit-plans": OFFICE,
    "require-fields": OFFICE,
    "make-tokens": EVERYBODY,  # that act as oneself; as others the administrator: ``may_make_token``
    "see-office": frozenset({Role.EDITOR, Role.DIRECTOR, Role.ADMINISTRATOR}),
    "administer": frozenset({Role.ADMINISTRATOR}),
}
ASK_SOMEBODY: Final = ("请联系管理员。", "Ask an administrator.")
# These are about one asset or story, and outside the office only about the own department's.
OWN_DEPARTMENT: Final = frozenset({"describe", "download", "submit", "stack", "write-story", "place"})
CO_OWNERS: Final = frozenset({"download"})
"""What co-owners may do as well, with the bytes that they brought."""
VERB_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "upload": ("上传", "upload"), "describe": ("修改说明", "describe"), "submit": ("提交审稿", "submit"),
    "download": ("下载原始文件", "download originals"), "stack": ("整理堆叠", "arrange stacks"),
    "save-search": ("保存检索", "save searches"), "collect": ("编辑精选集", "edit collections"),
    "keep-consents": ("登记肖像授权", "keep consents"),
    "free-namesakes": ("说明这不是已经撤回或到期的那一位", "say that this is not who withdrew"),
    "write-story": ("编写稿件", "write this story"),
    "keep-licences": ("维护授权列表", "keep the list of licences"),
    "keep-synonyms": ("维护同义词", "keep the list of synonyms"),
    "keep-wordings": ("维护用语表", "keep the lists of wordings"),
    "let-stand": ("放行检查发现的问题", "let what a check found stand"),
    "keep-reasons": ("维护退回理由", "keep the list of reasons"),
    "bin": ("移入回收站", "put into the bin"), "restore": ("从回收站恢复", "restore"),
    "delete-for-good": ("彻底删除", "delete for good"),
    "withdraw": ("撤回", "withdraw"), "take-down": ("撤下", "take down"), "review": ("审稿", "review"),
    "approve": ("审核通过", "approve"), "answer": ("答复", "answer"), "sign-off": ("加签", "add a sign-off"),
    "return": ("退回修改", "return"), "edit-boards": ("编辑宣传栏", "edit boards"),
    "edit-screens": ("管理电子屏", "manage screens"), "raise-emergency": ("发布紧急通知", "raise an emergency"),
    "publish-bulletin": ("发布校园通知", "publish bulletins"),
    "see-feedback": ("查看意见箱", "read what passers-by wrote"), "keep-feedback": ("处理留言", "handle notes of passers-by"),
    "see-plays": ("查看播放统计", "see reports of plays"), "edit-events": ("编辑活动", "edit events"),
    "make-links": ("建立外部投稿链接", "make links for outsiders"),
    "take-outside": ("接收外部来稿", "take what came from outside"),
    "keep-kits": ("管理部门器材", "look after the department's kits"), "assign": ("安排拍摄任务", "make assignments"),
    "book-kits": ("为别人预订器材", "book kits for others"),
    "hold-trainings": ("安排培训、登记出席", "hold trainings"),
    "hand-over": ("办理这个部门的工作交接", "hand over work of this department"),
    "set-topics": ("布置时政主题", "set topics"), "answer-topic": ("为这个主题交稿", "hand in for this topic"),
    "place": ("报送和登记采用", "send it to outlets and claim adoptions"),
    "confirm-placements": ("确认采用", "confirm adoptions"), "keep-outlets": ("维护媒体列表", "keep the list of outlets"),
    "see-ledger": ("查看台账", "see the ledger"),
    "read-newsletters": ("查看简报", "read newsletters"), "make-newsletters": ("编辑简报", "make newsletters"),
    "approve-newsletters": ("审定简报", "approve newsletters"),
    "see-points": ("查看任务和考核得分", "see tasks and points"),
    "keep-points": ("设定任务和考核办法", "set quotas and rules of points"),
    "read-reports": ("查看通报", "read the office's reports"), "make-reports": ("编辑和印发通报", "make and issue reports"),
    "edit-plans": ("编辑平面图", "edit campus plans"),
    "require-fields": ("设定必填项", "say which fields are required"),
    "make-tokens": ("签发程序令牌", "make tokens for programs"),
    "see-office": ("查看办公室页面", "see the office's pages"), "administer": ("系统管理", "administer"),
}


class Owned(Protocol):
    """An asset or a story: what somebody brought or began, and what belongs to a department."""

    @property
    def owner_id(self) -> int | None: ...

    @property
    def department_id(self) -> int | None: ...


def may(actor: Actor, verb: str, asset: Owned | None = None, *, co_owner: bool = False) -> bool:
    """Say whether this actor may do this, to this asset, whose bytes they brought too if they are its ``co_owner``."""
    if actor.owner:
        return True
    if not actor.roles & ROLES[verb]:
        return False
    if verb in OWN_DEPARTMENT and asset is not None:
        return bool(actor.roles & OFFICE) or is_own(actor, asset) or (co_owner and verb in CO_OWNERS)
    return True


def may_link(actor: Actor, department: Department | None) -> bool:
    """Say whether this actor may make and close links for an event of this department, or of none."""
    if may(actor, "make-links"):
        return True
    return department is not None and department.contact_id is not None and department.contact_id == actor.person_id


def may_take(actor: Actor, department_id: int | None) -> bool:
    """Say whether this actor decides about what came from outside through a link that names this department, or none."""
    if not may(actor, "take-outside"):
        return False
    return actor.owner or bool(actor.roles & OFFICE) or (department_id is not None and department_id == actor.department_id)


def may_refresh(actor: Actor, owner_id: int | None) -> bool:
    """Say whether this actor may say that a board is refreshed: whoever edits boards, and who looks after it."""
    return may(actor, "edit-boards") or (actor.person_id is not None and actor.person_id == owner_id)


def may_make_token(actor: Actor, person_id: int) -> bool:
    """Say whether this actor may make and revoke tokens that act as this person: their own, and the administrator all."""
    return may(actor, "administer") or (may(actor, "make-tokens") and actor.person_id == person_id)


def may_bin(actor: Actor, asset: Owned, *, published: bool) -> bool:
    """Say whether this actor may put this into the bin: the office all, a reviewer their department's, and who brought it
    what was never published.
    """
    if actor.owner or actor.roles & OFFICE or _reviews(actor, asset):
        return True
    return not published and actor.person_id is not None and asset.owner_id == actor.person_id and may(actor, "bin")


def may_restore(actor: Actor, asset: Owned, *, proposed: bool) -> bool:
    """Say whether this actor may take this out of the bin; what is ``proposed`` for deletion only the office does."""
    if actor.owner or actor.roles & OFFICE:
        return True
    return not proposed and (_reviews(actor, asset) or (actor.person_id is not None and asset.owner_id == actor.person_id))


def require(actor: Actor, verb: str, asset: Owned | None = None, *, co_owner: bool = False) -> None:
    """Do nothing where it is allowed. Raises Forbidden(not-allowed) otherwise."""
    if not may(actor, verb, asset, co_owner=co_owner):
        raise forbidden(verb)


def keeps_kits(actor: Actor, department: Department | None) -> bool:
    """Say whether this actor looks after a department's kits: its contact and its reviewers, and the office for all."""
    if actor.owner or actor.roles & OFFICE:
        return True
    if department is None or actor.department_id != department.id:
        return False
    return bool(actor.roles & ROLES["keep-kits"]) or department.contact_id == actor.person_id


def may_answer(actor: Actor, department: Department) -> bool:
    """Say whether this actor hands in for a department's part in a topic: its contact and its reviewers; where it names no
    contact, everybody of it; and the office for all.
    """
    if actor.owner or actor.roles & OFFICE:
        return True
    if actor.department_id != department.id:
        return False
    return department.contact_id in {None, actor.person_id} or bool(actor.roles & {Role.REVIEWER, Role.DIRECTOR})


def may_hand_over(actor: Actor, department_id: int | None) -> bool:
    """Say whether this actor hands somebody's work over within this department: its reviewers, and the office in all."""
    if not may(actor, "hand-over"):
        return False
    return actor.owner or bool(actor.roles & OFFICE) or (department_id is not None and department_id == actor.department_id)


def require_keeper(actor: Actor, department: Department | None) -> None:
    """Do nothing for who looks after this department's kits. Raises Forbidden(not-allowed) otherwise."""
    if not keeps_kits(actor, department):
        raise forbidden("keep-kits")


def may_book(actor: Actor, department: Department | None, person_id: int | None) -> bool:
    """Say whether this actor books a department's kits for this person, and gives that up: whoever looks after them for
    anybody, others of the department for themselves; and each gives up what is booked for themselves.
    """
    if keeps_kits(actor, department):
        return True
    return actor.person_id is not None and actor.person_id == person_id and may(actor, "book-kits")


def require_may_book(actor: Actor, department: Department | None, person_id: int) -> None:
    """Do nothing for who may. Raises Forbidden(not-allowed) otherwise."""
    if not may_book(actor, department, person_id):
        raise forbidden("book-kits", ("请由管理器材的人预订。", "Ask whoever looks after the kit."))


def forbidden(verb: str, possible: tuple[str, str] = ASK_SOMEBODY) -> Forbidden:
    """Return the refusal of a verb; ``possible`` says, in Chinese and English, who may do what instead."""
    zh, en = VERB_TEXTS[verb]
    return Forbidden(verb=en, verb_zh=zh, possible=possible[1], possible_zh=possible[0])


def own(actor: Actor, asset: type[Asset] | type[Story]) -> ColumnElement[bool]:
    """SQL: what ``may`` allows with an own asset (``is_own``), and to the office with any."""
    if actor.owner or actor.roles & OFFICE:
        return true()
    ways = [asset.owner_id == actor.person_id] if actor.person_id is not None else []
    if actor.department_id is not None:
        ways.append(asset.department_id == actor.department_id)
    return or_(false(), *ways)


def _reviews(actor: Actor, asset: Owned) -> bool:
    """Reviews for the department that this belongs to."""
    mine = actor.department_id is not None and asset.department_id == actor.department_id
    return mine and bool(actor.roles & {Role.REVIEWER, Role.DIRECTOR})


def is_own(actor: Actor, asset: Owned) -> bool:
    """The own upload, or the own department's."""
    if actor.person_id is not None and asset.owner_id == actor.person_id:
        return True
    return actor.department_id is not None and asset.department_id == actor.department_id
