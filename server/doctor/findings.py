"""What an examination found: damage, which needs doing something about, and advice."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    MISSING = "missing"
    DAMAGED = "damaged"
    STRAY = "stray"
    DRIFT = "drift"
    AUDIT = "audit"
    UNERASED = "unerased"
    NO_BACKUP = "no-backup"
    NO_WORKER = "no-worker"
    MISSING_TOOL = "missing-tool"
    SANDBOX_LAYER = "sandbox-layer"
    DISK_SPACE = "disk-space"
    CLOCK = "clock"
    FONTS = "fonts"
    SEARCH_ENGINE = "search-engine"
    COPIES = "copies"
    NOTICES = "notices"
    WEBHOOKS = "webhooks"
    CERTIFICATE = "certificate"
    HOLIDAYS = "holidays"


DAMAGE: Final = frozenset({Kind.MISSING, Kind.DAMAGED, Kind.STRAY, Kind.DRIFT, Kind.AUDIT, Kind.UNERASED})

# What is said, by what was found; each names the thing and what to do.
TEXTS: Final[dict[str, tuple[str, str]]] = {
    "missing-original": (
        "{thing} 的原始文件「{name}」不在库中。请从备份恢复，或把同一文件再次入库：它会回到原处。",
        "The original “{name}” of {thing} is gone. Restore it from a backup, or take the same file in again."),
    "missing-rendition": ("{thing} 缺少预览版本 {name}。运行 vitrine doctor --repair 会重新生成。",
                          "Rendition {name} of {thing} is gone. “vitrine doctor --repair” has it made again."),
    "unfinished": ("{thing} 还没有{what_zh}，也没有等待的任务（{why}）。运行 vitrine doctor --repair 会重新安排。",
                   "{thing} has no {what} and no job is waiting ({why}). “vitrine doctor --repair” asks for it again."),
    "damaged-original": (
        "{thing} 的原始文件「{name}」与校验值不符。请从备份恢复，或把完好的同一文件再次入库：它会替换坏的。",
        "The original “{name}” of {thing} does not match its hash. Restore it, or take the whole file in again."),
    "damaged-rendition": ("{thing} 的预览版本 {name} 与校验值不符。运行 vitrine doctor --repair 会隔离并重新生成。",
                          "Rendition {name} of {thing} does not match its hash. “--repair” quarantines and remakes it."),
    "damaged-database": ("目录库 {thing} 有损坏（{why}）。请停止服务并从 backups 恢复最近的备份。",
                         "The catalogue {thing} is damaged ({why}). Stop the service, restore the latest backup."),
    "stray": ("文件 {thing} 不属于任何素材。运行 vitrine doctor --repair 会移入 quarantine，不会删除。",
              "The file {thing} belongs to no asset. “vitrine doctor --repair” moves it to quarantine; nothing is deleted."),
    "stray-staging": ("{thing} 是一天以前没有完成的入库留下的。运行 vitrine doctor --repair 会移入 quarantine。",
                      "{thing} is left from an intake that ended more than a day ago. “--repair” moves it to quarantine."),
    "drift": ("{thing} 的检索条目与目录库不一致（{why}）。运行 vitrine doctor --repair 会更新。",
              "The search entry of {thing} differs from the catalogue ({why}). “vitrine doctor --repair” renews it."),
    "drift-index": ("检索索引无法使用（{why}）。素材没有受影响；运行 vitrine index rebuild 或 doctor --repair。",
                    "The search index cannot be used ({why}). No asset is affected; run “vitrine index rebuild”."),
    "audit": ("审计记录第 {thing} 行被改动或缺失。请与备份对照，查明是谁动了数据库。",
              "Line {thing} of the audit trail was altered or is gone. Compare with a backup: who touched the database?"),
    "unerased": (
        "{thing} 已决定彻底删除，但还有 {count} 个文件在磁盘上，也没有等待的任务。运行 vitrine doctor --repair 会重新安排。",
        "{thing} was deleted for good, but {count} of its files are here and no job waits. “--repair” asks for it again."),
    "copies": ("{thing} 已彻底删除，收据上还记有 {count} 份备份没有接上，请到那块硬盘上手工删除。",
               "{thing} was deleted for good; {count} second copies could not be reached. Delete them on their disk."),
    "no-backup": ("最近 {days} 天没有备份。请运行 vitrine backup create。",
                  "There is no backup of the last {days} days. Run “vitrine backup create”."),
    "no-worker": ("有 {count} 个任务在等待，但没有后台进程在工作。请运行 vitrine up 或 vitrine work。",
                  "{count} jobs are waiting and no worker runs. Start “vitrine up” or “vitrine work”."),
    "missing-tool": ("缺少程序 {thing}。请运行：{command}", "The program {thing} is missing. Run: {command}"),
    "sandbox-layer": ("解码沙箱的「{thing}」一层没有启用（{why}）。解码仍受其他限制保护。",
                      "The layer “{thing}” of the decoders' sandbox is not active ({why}). The other limits still hold."),
    "disk-space": ("磁盘只剩 {free} MiB。请清理空间：剩余 {reserve} MiB 时停止入库。",
                   "Only {free} MiB are free. Make room: at {reserve} MiB nothing more is taken in."),
    "clock": ("目录库最后一次记录（{thing}）晚于本机时间。请校准系统时钟。",
              "The catalogue's last entry ({thing}) is later than this machine's time. Set the clock right."),
    "engine-changed": (
        "检索引擎已于 {when} 由 {before} 换为 {thing}，无需处理。可用设置 search_engine 固定。",
        "The search engine became {thing} on {when}; it was {before}. Nothing to do; the setting search_engine fixes one."),
    "engine-to-change": (
        "检索引擎将由 {before} 换为 {thing}（按素材数量或设置），由后台进程完成，期间检索照常。",
        "The search engine is to become {thing}, not {before} (by size or setting). The worker does it; searches go on."),
    "no-ways": ("消息目前只显示在网页上，没有设置邮件、企业微信或短信。需要时请在「管理 › 通知方式」设置。",
                "Notices are shown on the page only. Set up mail, WeCom or SMS under “Admin › Ways of notices” if wanted."),
    "way-fails": ("通知方式「{thing}」发送出错：{why}。请在「管理 › 通知方式」检查后发一条测试。",
                  "The way of notices “{thing}” fails: {why}. Check it under “Admin › Ways of notices” and send a test."),
    "undelivered": ("有 {count} 条消息没有送达，已放弃。原因见「管理 › 通知方式」；vitrine notices --again 会重发。",
                    "{count} notices were given up. See why under “Ways of notices”; “vitrine notices --again” retries."),
    "no-links": ("设置 {thing} 是空的，发出的消息里没有链接。请填写大家访问橱窗的网址。",
                 "The setting {thing} is empty, so messages carry no links. Say there how people reach this installation."),
    "webhook-passed-over": (
        "事件推送「{thing}」跳过了 {count} 条出错的操作记录，对方没有收到这些事件。原因见后台进程的日志，请报告给维护人员。",
        "The webhook “{thing}” passed over {count} lines of the trail for a fault of ours: their events were not told. The "
        "worker's log says why; please report it."),
    "certificate-renews": (
        "HTTPS 证书还有 {days} 天（至 {until}），会自动续期；自己的证书机构（屏幕已信任）还有 {authority} 天。",
        "The HTTPS certificate has {days} days left (to {until}) and renews itself; our authority has {authority}."),
    "certificate-given": ("学校的 HTTPS 证书还有 {days} 天（至 {until}）。更换文件即可，无需重启。",
                          "The campus's HTTPS certificate has {days} days left (to {until}). Replace its files; no restart."),
    "certificate-ends": (
        "HTTPS 证书 {thing} 只剩 {days} 天（至 {until}）。到期后屏幕收不到新内容，请尽快更换文件（无需重启）。",
        "The HTTPS certificate {thing} has {days} days left (to {until}). Replace its files, without a restart: once it has "
        "ended no screen gets anything new."),
    "authority-ends": (
        "自己的证书机构只剩 {days} 天（至 {until}）。请运行 vitrine tls renew --authority，再给每块屏幕重装证书。",
        "Our own authority has {days} days left (to {until}). Run “vitrine tls renew --authority”, then give every screen "
        "the new certificate."),
    "certificate-broken": ("HTTPS 证书不能使用：{why_zh}", "The HTTPS certificate cannot be used: {why_en}"),
    "certificate-names": ("自己的证书机构不能为 {thing} 作证，用这个名称访问会被浏览器拒绝。需要的话运行 "
                          "vitrine tls renew --authority，再在每块屏幕上重新安装证书。",
                          "Our own authority cannot vouch for {thing}: browsers refuse us under that name. If it is needed, "
                          "run “vitrine tls renew --authority” and give every screen the new certificate."),
    "holidays": (
        "工作日历里还没有 {thing} 年的放假和调休安排（通知一般在 11 月发布），期限只按法律固定的几天计算。"
        "请在「管理 › 工作日历」录入，或运行 vitrine calendar import 文件。",
        "The working calendar lacks the public holidays of {thing} (announced in November as a rule); deadlines know the few "
        "that the law fixes. Enter them under “Admin › Working calendar”, or run “vitrine calendar import FILE”."),
    "fonts": ("没有找到中文字体，示范海报和电子屏会缺字。请运行：{command}",
              "No Chinese font was found; posters and screens would lack characters. Run: {command}"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``thing`` names it: an asset, a path below the home, a line, a tool."""

    kind: Kind
    thing: str
    zh: str
    en: str
    repaired: bool = False

    @property
    def is_damage(self) -> bool:
        return self.kind in DAMAGE

    def as_dict(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "damage": self.is_damage, "thing": self.thing, "zh": self.zh, "en": self.en,
                "repaired": self.repaired}


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, and how many files, rows and lines were looked at."""

    level: str
    findings: tuple[Finding, ...]
    looked_at: dict[str, int] = field(default_factory=dict)

    @property
    def damaged(self) -> bool:
        """Damage was found, repaired or not: then the command exits 1."""
        return any(one.is_damage for one in self.findings)


def found(kind: Kind, text: str, thing: str, *, repaired: bool = False, **details: Any) -> Finding:
    """Return a finding with its catalogued text."""
    zh, en = TEXTS[text]
    return Finding(kind, thing, zh.format(thing=thing, **details), en.format(thing=thing, **details), repaired)
