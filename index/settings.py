"""Settings: frozen, read once from the environment and ``vitrine.toml``; what is unknown or wrong stops the start.

Every field is a setting. In the environment it is ``VITRINE_`` + the name in capitals, in the TOML file the bare name.
The environment wins. docs/operations.md lists them all; a test holds the two together.
"""

from __future__ import annotations

import difflib
import fcntl
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from index.errors import VitrineError

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

PREFIX = "VITRINE_"
FILE_NAME = "vitrine.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an installation can choose. Sizes and times name their unit."""

    home: Path = field(default=Path("var"), metadata={"help": "data folder / 数据目录"})
    database_url: str = field(default="", metadata={"help": "SQLAlchemy URL; empty: SQLite in the home / 数据库地址"})
    bind: str = field(default="127.0.0.1:8000", metadata={"help": "HOST:PORT of the web server / 监听地址"})
    public_url: str = field(default="", metadata={"help": "address that people type, for links / 对外网址"})
    secure_cookies: bool = field(default=False, metadata={"help": "cookies over HTTPS only / 仅 HTTPS 发送 Cookie"})
    tls: bool = field(default=False, metadata={"help": "serve HTTPS by ourselves / 自己提供 HTTPS"})
    tls_certificate: str = field(default="", metadata={"help": "campus certificate; empty: our authority signs / 学校证书"})
    tls_key: str = field(default="", metadata={"help": "its private key; empty: in the same file / 证书私钥"})
    tls_names: str = field(default="", metadata={"help": "more names and addresses for our own, by comma / 证书的其他名称"})
    trusted_proxies: int = field(default=0, metadata={"help": "reverse proxies in front / 前置反向代理数"})
    timezone: str = field(default="Asia/Shanghai", metadata={"help": "the campus's time zone / 校园时区"})
    locale: str = field(default="zh_CN", metadata={"help": "language when a browser names none / 默认语言"})
    campus_zh: str = field(default="示范大学", metadata={"help": "name of the campus, Chinese / 学校名称"})
    campus_en: str = field(default="Demonstration University", metadata={"help": "name of the campus, English"})
    accent: str = field(default="#1f6f5c", metadata={"help": "accent colour #rrggbb / 主题色"})
    web_processes: int = field(default=2, metadata={"help": "gunicorn processes / Web 进程数"})
    web_threads: int = field(default=8, metadata={"help": "threads in each / 每进程线程数"})
    worker_threads: int = field(default=2, metadata={"help": "jobs done at once / 同时处理的任务数"})
    lease_s: int = field(default=300, metadata={"help": "seconds before a lost job is given out again / 任务租期"})
    max_upload_mb: int = field(default=20480, metadata={"help": "largest file taken in, MiB / 单个文件上限"})
    unfinished_mb: int = field(default=65536, metadata={"help": "one person's unfinished uploads, MiB / 每人未传完上限"})
    reserve_mb: int = field(default=256, metadata={"help": "free disk never used up, MiB / 磁盘保留空间"})
    session_days: int = field(default=14, metadata={"help": "days a sign-in lasts / 登录有效天数"})
    watch_settle_s: int = field(default=2, metadata={"help": "seconds a watched file must rest unchanged / 监视文件静止秒数"})
    watch_rescan_s: int = field(default=60, metadata={"help": "seconds between full looks at watched folders / 全面查看间隔"})
    bin_days: int = field(default=90, metadata={"help": "days until what lies in the bin waits for deletion / 回收站期限"})
    used_often: int = field(default=3, metadata={"help": "uses that are often, see used_often_days / 多少次算用得多"})
    used_often_days: int = field(default=30, metadata={"help": "days within which uses are counted / 用得多的统计天数"})
    assignment_hours: int = field(default=24, metadata={"help": "hours after an event until files are due / 交片时限"})
    reminder_days: int = field(default=3, metadata={"help": "days before a board or topic is due to remind / 提前提醒"})
    copyright: str = field(default="", metadata={"help": "written into copies that state none / 副本默认版权说明"})
    watermark_logo: str = field(default="", metadata={"help": "PNG laid over copies on wish / 水印标志，PNG 文件"})
    search_engine: str = field(default="auto", metadata={"help": "auto, whoosh, tantivy or postgresql / 检索引擎"})
    poll_s: int = field(default=3, metadata={"help": "seconds between a screen's polls for alerts / 电子屏轮询间隔"})
    archive_folder: str = field(default="", metadata={"help": "where archives of years go; empty: in the home / 存档位置"})
    alerts_folder: str = field(default="", metadata={"help": "folder of alerts for the proxy to give / 交反向代理的急件目录"})
    offline_days: int = field(default=30, metadata={"help": "days until a screen alone shows evergreens only / 离线期限"})
    api_per_minute: int = field(default=300, metadata={"help": "requests a minute of one program / 每个程序每分钟请求数"})
    webhooks_inside: str = field(default="", metadata={"help": "networks inside that webhooks reach / 推送可达的校内网段"})
    receive: bool = field(default=False, metadata={"help": "vitrine up takes in what cameras push, too / 同时启动相机推送"})
    receive_bind: str = field(default="127.0.0.1", metadata={"help": "where cameras reach FTP and SFTP / 相机推送监听地址"})
    ftp_port: int = field(default=2121, metadata={"help": "port of FTP, 0 for none / FTP 端口，0 为关闭"})
    sftp_port: int = field(default=2222, metadata={"help": "port of SFTP, 0 for none / SFTP 端口，0 为关闭"})
    ftp_passive_ports: str = field(default="50000-50099", metadata={"help": "ports for FTP's data / FTP 被动端口范围"})
    ftp_public_address: str = field(default="", metadata={"help": "IP address that NAT gives us / FTP 对外地址"})
    ftp_plain: bool = field(default=False, metadata={"help": "allow FTP without TLS / 允许不加密的 FTP"})
    receive_certificate: str = field(default="", metadata={"help": "TLS certificate, PEM; empty: self-made / 证书"})
    receive_key: str = field(default="", metadata={"help": "its private key (PEM) / 证书私钥"})
    receive_connections: int = field(default=64, metadata={"help": "cameras at once, by each protocol / 最多连接数"})
    receive_idle_s: int = field(default=120, metadata={"help": "seconds until a silent camera is let go / 推送空闲时限"})

    def __post_init__(self) -> None:
        _check(self)

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of the catalogue."""
        return self.database_url or f"sqlite:///{self.home / 'vitrine.db'}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def secret_path(self) -> Path:
        return self.home / "secret.key"


def load(environ: Mapping[str, str] | None = None, *, home: Path | None = None) -> Settings:
    """Read the settings, or raise VitrineError (bad-setting, unknown-setting) naming the right one.

    ``home`` overrides ``VITRINE_HOME``. The TOML file is ``vitrine.toml`` in the home.
    """
    environ = os.environ if environ is None else environ
    given = {key[len(PREFIX):].lower(): value for key, value in environ.items() if key.startswith(PREFIX)}
    chosen = (home or Path(given.get("home") or "var")).absolute()
    values: dict[str, Any] = {**_from_toml(chosen / FILE_NAME), **given, "home": chosen}
    known = {f.name: f for f in fields(Settings)}
    for name in values:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            shown = f"{PREFIX}{name.upper()}" if name in given else name
            right = f"{PREFIX}{nearest.upper()}" if name in given else nearest
            raise VitrineError("unknown-setting", name=shown, nearest=right)
    return Settings(**{name: _typed(name, known[name].default, value) for name, value in values.items()})


def secret(settings: Settings) -> str:
    """Return the installation's secret, made on first use, readable by its owner only."""
    handle = os.open(settings.secret_path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # whoever comes second waits until the first has written
        made = file.read().strip()
        if not made:
            made = secrets.token_urlsafe(48)
            file.write(made + "\n")
            file.flush()
            os.fsync(file.fileno())
    return made


def _from_toml(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise VitrineError("bad-setting", name=path.name, why_zh=f"无法读取（{error.strerror}）",
                           why_en=f"cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VitrineError("bad-setting", name=path.name, why_zh=f"不是有效的 TOML（{error}）",
                           why_en=f"not valid TOML ({error})") from None
    if "home" in found:
        raise _wrong("home", f"{FILE_NAME} 就在数据目录里，请用环境变量 {PREFIX}HOME 指定",
                     f"{FILE_NAME} lies in the home; name the home with {PREFIX}HOME")
    return found


def _typed(name: str, default: object, value: Any) -> Any:
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"1", "true", "yes", "on"}:
            return True
        if str(value).lower() in {"0", "false", "no", "off", ""}:
            return False
        raise _wrong(name, "应为 true 或 false", "must be true or false")
    if isinstance(default, int):
        try:
            return int(str(value))
        except ValueError:
            raise _wrong(name, f"应为整数，而不是「{value}」", f"must be a whole number, not “{value}”") from None
    return value if isinstance(value, Path) else str(value)


def _wrong(name: str, zh: str, en: str) -> VitrineError:
    return VitrineError("bad-setting", name=name, why_zh=zh, why_en=en)


def is_port_range(given: str) -> bool:
    """Say whether this is two ports, the first not above the last, like 50000-50099."""
    found = re.fullmatch(r"(\d{1,5})-(\d{1,5})", given)
    return found is not None and 0 < int(found[1]) <= int(found[2]) <= 65535


def networks(given: str) -> list[IPv4Network | IPv6Network]:
    """Return networks that were typed by comma, like ``10.20.0.0/16, 127.0.0.1``. Raises ValueError for what is none."""
    from ipaddress import ip_network

    return [ip_network(one.strip()) for one in given.split(",") if one.strip()]


def is_networks(given: str) -> bool:
    """Say whether these are networks by comma, or none."""
    try:
        networks(given)
    except ValueError:
        return False
    return True


def is_timezone(given: str) -> bool:
    """Say whether the machine knows this zone. It is looked up by itself: a list of all zones takes as long as a start."""
    try:
        return bool(ZoneInfo(given))
    except (LookupError, ValueError, OSError):
        return False


_POSITIVE = ("assignment_hours", "used_often", "used_often_days", "web_processes", "web_threads", "worker_threads", "lease_s",
             "max_upload_mb", "unfinished_mb", "session_days", "poll_s", "watch_settle_s", "watch_rescan_s",
             "receive_connections", "receive_idle_s", "api_per_minute")
_RULES: tuple[tuple[str, Callable[[Any], bool], str, str], ...] = (
    ("timezone", is_timezone, "不是已知时区", "is no known time zone"),
    ("locale", lambda v: v in {"zh_CN", "en"}, "应为 zh_CN 或 en", "must be zh_CN or en"),
    ("search_engine", lambda v: v in {"auto", "whoosh", "tantivy", "postgresql"}, "应为 auto、whoosh、tantivy 或 postgresql",
     "must be auto, whoosh, tantivy or postgresql"),
    ("accent", lambda v: bool(re.fullmatch(r"#[0-9a-fA-F]{6}", v)), "应为 #rrggbb", "must be #rrggbb"),
    ("bind", lambda v: bool(re.fullmatch(r".+:\d{1,5}", v)), "应为 主机:端口", "must be HOST:PORT"),
    ("ftp_passive_ports", is_port_range, "应为 起始-结束 端口", "must be FIRST-LAST ports"),
    *((name, lambda v: 0 <= v <= 65535, "应在 0 与 65535 之间", "must be 0 to 65535") for name in ("ftp_port", "sftp_port")),
    ("webhooks_inside", is_networks, "应为以逗号分开的网段，如 10.20.0.0/16", "must be networks by comma, like 10.20.0.0/16"),
    ("public_url", lambda v: not v or v.startswith(("http://", "https://")), "应以 http:// 或 https:// 开头",
     "must start with http:// or https://"),
    *((name, lambda v: v > 0, "应大于 0", "must be greater than 0") for name in _POSITIVE),
    *((name, lambda v: v >= 0, "不能为负", "cannot be negative")
      for name in ("reserve_mb", "trusted_proxies", "offline_days", "reminder_days")),
)


def _check(settings: Settings) -> None:
    for name, good, zh, en in _RULES:
        value = getattr(settings, name)
        if not good(value):
            raise _wrong(name, f"{zh}（{value}）", f"{en} ({value})")
    if settings.search_engine == "postgresql" and not settings.url.startswith("postgresql"):
        raise _wrong("search_engine", "postgresql 需要目录库也在 PostgreSQL 上：请设置 database_url，或改用 auto",
                     "postgresql needs the catalogue on PostgreSQL as well: set database_url, or take auto")
