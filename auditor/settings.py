"""auditor.toml: who audits, the office's thresholds, the dates from which clauses bind it, the purpose of crawls."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from graphs.thresholds import SETTINGS
from inventory.gate import is_loopback
from inventory.problems import InputError
from inventory.schema import entities
from inventory.sources import rule_sources
from inventory.vocabulary import terms

FILE = "auditor.toml"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _rising(interval: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= interval[0] <= interval[1]:
        raise ValueError("[least, most] with 0 <= least <= most")
    return interval


Estimate = Annotated[tuple[int, int], AfterValidator(_rising)]


class WorkspaceSettings(_Table):
    """Name, region and language; `audit_date` fixes the day as of which everything is judged (else: today)."""

    name: str = Field(max_length=100)
    region: str | None = Field(default=None, max_length=12)
    lang: Literal["zh", "en"] = "zh"
    db: str | None = None
    audit_date: dt.date | None = None


class ReviewSettings(_Table):
    """How many people a confirmation needs, whether one must have the role that the rule names, and the days after which no reply is waited for."""

    hands: int = Field(default=2, ge=1, le=5)
    by_role: bool = False
    reply_days: int = Field(default=10, ge=0, le=365)


class CrawlSettings(_Table):
    """Why the office crawls, whom to ask, who approved (they stand in the user agent and in every report); how far it goes, and with which browser."""

    purpose: str | None = Field(default=None, max_length=300)
    contact: str | None = Field(default=None, max_length=200)
    approved_by: str | None = Field(default=None, max_length=200)
    delay_seconds: float = Field(default=1.0, ge=0, le=60)
    related_hosts: Literal["no", "names", "addresses"] = "names"
    max_pages: int = Field(default=2_000, ge=1, le=1_000_000)
    max_depth: int = Field(default=8, ge=0, le=50)
    max_megabytes: int = Field(default=20, ge=1, le=200)
    timeout_seconds: int = Field(default=30, ge=1, le=300)
    stall_seconds: int = Field(default=180, ge=10, le=7_200)
    hours: float = Field(default=6.0, gt=0, le=168)
    ocr: bool = False
    certificates: Literal["tell", "require"] = "tell"
    browser: Literal["off", "when-needed", "all"] = "off"
    chromium: str | None = Field(default=None, max_length=500)
    browser_hosts: Annotated[list[Annotated[str, Field(max_length=260, pattern=r"^[^/\\s]+$")]], Field(max_length=50)] = []
    browser_seconds: int = Field(default=30, ge=5, le=300)
    screenshots: Literal["off", "evidence", "all"] = "evidence"
    accessibility: bool = True


class ImportSettings(_Table):
    """What imports do beyond reading structure; nothing of it is on unless the office says so."""

    value_profiles: bool = False


class PlanSettings(_Table):
    """Horizon and estimates of the plan. Amounts in yuan."""

    horizon_months: int = Field(default=36, ge=1, le=240)
    wave_months: int = Field(default=6, ge=1, le=60)
    waves: int = Field(default=3, ge=1, le=12)
    people_per_wave: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = None
    element_map_yuan: Estimate = (500, 3_000)
    migration_yuan: Estimate = (30_000, 120_000)
    exchange_yuan: Estimate = (20_000, 60_000)


def _address(url: str) -> str:
    """An address of a log-in service or of the application itself: HTTPS, or HTTP on this machine, and nothing in it that could lead elsewhere."""
    try:
        parts = urlsplit(url)
        fits = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment or "@" in parts.netloc or not all("!" <= c <= "~" for c in url):
        raise ValueError("an address such as https://login.example, without user, query or fragment")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise ValueError("https:// (http:// on this machine alone)")
    return url


def _origin(url: str) -> str:
    if urlsplit(url).path not in ("", "/"):
        raise ValueError("scheme and host alone, such as https://audit.example")
    return url.rstrip("/")


def _role(text: str) -> str:
    if text not in terms("account_role"):
        raise ValueError(", ".join(terms("account_role")))
    return text


_Address = Annotated[str, Field(max_length=300), AfterValidator(_address)]
_Claim = Annotated[str, Field(min_length=1, max_length=200)]
_Role = Annotated[str, AfterValidator(_role)]
_Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]


class OidcSettings(_Table):
    """Log-in by the office's own log-in service (OpenID Connect): who it is, how to talk to it, and which claims say who somebody is.

    Only signatures by key pairs are known: what is signed with a shared secret, or not at all, is refused whatever is set here.
    """

    issuer: _Address
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: str | None = Field(default=None, max_length=500, pattern=r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")
    public_url: Annotated[_Address, AfterValidator(_origin)]
    title: str | None = Field(default=None, min_length=1, max_length=60)
    scopes: Annotated[list[Annotated[str, Field(max_length=100, pattern=r"^[!#-\[\]-~]+$")]], Field(max_length=20)] = ["openid", "profile"]
    account_claim: _Claim = "preferred_username"
    role_claim: _Claim | None = None
    roles: dict[_Claim, _Role] = Field(default_factory=dict, max_length=200)
    organisation_claim: _Claim | None = None
    organisations: dict[_Claim, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict, max_length=5_000)
    accounts: Literal["known", "create"] = "known"
    new_role: _Role | None = None
    password: Literal["everybody", "administrators"] = "everybody"
    algorithms: Annotated[list[_Algorithm], Field(min_length=1)] = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519",
    ]  # fmt: skip
    acr: Annotated[list[Annotated[str, Field(max_length=200, pattern=r"^\S+$")]], Field(max_length=20)] = []
    hosts: Annotated[list[Annotated[str, Field(max_length=260, pattern=r"^[^/\s@]+$")]], Field(max_length=20)] = []
    ca_file: str | None = Field(default=None, max_length=500)
    timeout_seconds: int = Field(default=10, ge=1, le=60)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.role_claim is None) != (not self.roles):
            raise ValueError("role_claim and roles: both or neither")
        if self.organisations and self.organisation_claim is None:
            raise ValueError("organisations needs organisation_claim")
        if self.accounts == "create" and self.role_claim is None and self.new_role is None:
            raise ValueError('accounts = "create" needs new_role, or role_claim and roles')
        return self


class Settings(_Table):
    """All of auditor.toml."""

    workspace: WorkspaceSettings
    review: ReviewSettings = ReviewSettings()
    crawl: CrawlSettings = CrawlSettings()
    plan: PlanSettings = PlanSettings()
    imports: ImportSettings = ImportSettings()
    oidc: OidcSettings | None = None
    binding: dict[str, dt.date] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    thresholds: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict)


def read_settings(folder: Path) -> Settings:
    """The settings of a workspace. Raises InputError where the folder is none or its settings are wrong."""
    path = folder / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("no_workspace", path=str(folder)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("bad_settings", where=FILE, what=str(error)[:200]) from None
    try:
        settings = Settings(**content)
    except (ValidationError, TypeError) as error:
        first: dict[str, Any] = dict(error.errors()[0]) if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        raise InputError("bad_settings", where=".".join(str(p) for p in first["loc"]) or FILE, what=first["msg"]) from None
    unknown = set(settings.thresholds) - set(SETTINGS)
    if unknown:
        raise InputError("bad_settings", where="thresholds", what=f"{sorted(unknown)[0]} ({', '.join(sorted(SETTINGS))})")
    for title, target in settings.columns.items():
        entity, _, name = target.partition(".")
        if entity not in entities() or name not in entities()[entity].fields:
            raise InputError("bad_settings", where=f"columns.{title}"[:80], what=f"{target[:60]} (System.owner, Dataset.name …)")
    strange = set(settings.binding) - set(rule_sources())
    if strange:
        raise InputError("bad_settings", where="binding", what=f"{sorted(strange)[0]} ({', '.join(sorted(rule_sources()))})")
    return settings


_TEMPLATE = """\
# 本文件是工作区的设置。 / Settings of this workspace.
[workspace]
name = {name}
{region}lang = "{lang}"
{db}# audit_date = 2026-11-24        # 审计基准日，缺省为当天 / the day as of which things are judged (default: today)

[review]
hands = 2                        # 判定与确认需要几人 / people that a confirmation needs
by_role = false                  # 是否须有规则所指角色之一人 / whether one of them must have the role that the rule names
reply_days = 10                  # 单位反馈期限（天） / days for a body's reply

[crawl]                          # 抓取网站前须写明 / required before any site but loopback is crawled
# purpose = "数字形式主义专项清查"
# contact = "县数据局 0000-0000000"
# approved_by = "县数据局局务会 2026-01-01"
# browser = "when-needed"        # 用本机 Chromium 渲染由脚本生成的网页 / draw pages that scripts make in this machine's Chromium

[binding]                        # 条款对本单位生效的日期 / dates from which clauses bind this office
# "CN-01" = 2026-07-25           # 政务移动互联网应用程序规范化管理办法

[columns]                        # 本单位表格的列名 → 信息项 / titles of the office's own tables → fields
# "系统主人" = "System.owner"

[thresholds]                     # 本单位设定，非国家标准 / set by this office, no national standard
{thresholds}
"""


def settings_text(*, name: str, region: str | None, lang: str, db: str | None) -> str:
    """A new auditor.toml with every threshold listed at its default."""
    import json

    def quoted(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = [f"# {s.name} = {s.default:g}  # {s.title.zh} / {s.title.en} ({s.unit})" for s in SETTINGS.values() if not s.official]
    return _TEMPLATE.format(
        name=quoted(name),
        lang=lang,
        thresholds="\n".join(lines),
        region=f"region = {quoted(region)}\n" if region else "",
        db=f"db = {quoted(db)}\n" if db else "",
    )


def remember_crawl(folder: Path, **texts: str) -> None:
    """Keep the written purpose, contact and approver of crawls in auditor.toml."""
    import json

    path = folder / FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next((i for i, line in enumerate(lines) if line.strip().startswith("[crawl]")), None)
    if start is None:
        lines += ["", "[crawl]"]
        start = len(lines) - 1
    for key, value in texts.items():
        lines = [line for i, line in enumerate(lines) if i <= start or not line.strip().startswith((f"{key} ", f"{key}=", f"# {key} "))]
        lines.insert(start + 1, f"{key} = {json.dumps(value, ensure_ascii=False)}")
    temporary = path.with_suffix(".toml.new")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(path)
