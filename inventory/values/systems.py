"""What was built, how people reach it, what it serves, what it costs and how it is used."""

from dataclasses import dataclass
from decimal import Decimal

from inventory.values.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Record):
    """Anything built or bought that serves a purpose; a platform is a system of kind `shared_platform`."""

    name: str | None = None
    code: str | None = None
    aliases: tuple[str, ...] = ()
    owner: str | None = None
    purpose: str | None = None
    functions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    legal_basis: str | None = None
    kind: str | None = None
    build_level: str | None = None
    build_type: str | None = None
    status: str | None = None
    approving_body: str | None = None
    approval_date: str | None = None
    project_no: str | None = None
    review_overlap: str | None = None
    review_module: str | None = None
    similar_systems: tuple[str, ...] = ()
    start_date: str | None = None
    end_date: str | None = None
    builder: str | None = None
    contractor: str | None = None
    operator: str | None = None
    contract_end: str | None = None
    contract_clauses: tuple[str, ...] = ()
    acceptance_date: str | None = None
    networks: tuple[str, ...] = ()
    hosting: str | None = None
    secrecy: str | None = None
    mlps: str | None = None
    mlps_filing: str | None = None
    mlps_tested: str | None = None
    tech_stack: str | None = None
    login: tuple[str, ...] = ()
    uses_shared: tuple[str, ...] = ()
    built_own: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    layer: str | None = None
    coverage: tuple[str, ...] = ()
    users: int | None = None
    capacity: int | None = None
    user_scope: str | None = None
    frequency: str | None = None
    reporting: bool | None = None
    replaces: tuple[str, ...] = ()
    disposition: str | None = None
    value_score: int | None = None
    fit_score: int | None = None
    criticality: int | None = None
    recovery: str | None = None
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Record):
    """How people reach a system: app, mini program, account, site, work group, hotline, counter."""

    name: str | None = None
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    system: str | None = None
    owner: str | None = None
    builder: str | None = None
    platform: str | None = None
    identifiers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    status: str | None = None
    launch_date: str | None = None
    filing_no: str | None = None
    filing_status: str | None = None
    filing_version: str | None = None
    icp_no: str | None = None
    audience: tuple[str, ...] = ()
    compulsory: str | None = None
    compulsory_basis: str | None = None
    check_in: bool | None = None
    points: bool | None = None
    duration: bool | None = None
    social_tasks: bool | None = None
    trace_upload: bool | None = None
    reporting: bool | None = None
    forced_login: bool | None = None
    feature_reason: str | None = None
    exempt_scene: str | None = None
    feedback: bool | None = None
    takes_appeals: bool | None = None
    senior_mode: bool | None = None
    accessibility: str | None = None
    ads: str | None = None
    auth_methods: tuple[str, ...] = ()
    os_support: tuple[str, ...] = ()
    ipv6: bool | None = None
    version: str | None = None
    release_date: str | None = None
    last_post: str | None = None
    closed_date: str | None = None
    closure_notice: str | None = None
    deregistered: str | None = None
    data_disposal: str | None = None
    software_type: str | None = None
    group_purpose: str | None = None
    group_end: str | None = None
    group_active: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Record):
    """A thing that people or staff get done through systems. Counts are monthly aggregates, never per person."""

    name: str | None = None
    code: str | None = None
    owner: str | None = None
    systems: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    channel_kinds: tuple[str, ...] = ()
    domain: str | None = None
    groups: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    auth_methods: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    first_receiver: str | None = None
    flow_doc: str | None = None
    cases: int | None = None
    transferred: int | None = None
    returned: int | None = None
    overdue: int | None = None
    median_days: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm(Record):
    """A model or rule set that scores, ranks or decides."""

    name: str | None = None
    system: str | None = None
    purpose: str | None = None
    decides_on_people: bool | None = None
    owner: str | None = None
    explanation: str | None = None
    human_review: str | None = None
    assessment_date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Record):
    """Monthly aggregates of use of a system or channel, never per person."""

    object: str | None = None
    object_kind: str | None = None
    period: str | None = None
    target_users: int | None = None
    registered_users: int | None = None
    mau: int | None = None
    daily_logins: int | None = None
    cases: int | None = None
    online_share: Decimal | None = None
    users_60plus: int | None = None
    assisted_cases: int | None = None
    availability: Decimal | None = None
    faults: int | None = None
    satisfaction: Decimal | None = None
    appeals: int | None = None
    appeals_overdue: int | None = None
    resource_use: Decimal | None = None
    evidence_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Record):
    """Money of one fiscal year; amounts are `Decimal` yuan."""

    object: str | None = None
    object_kind: str | None = None
    fiscal_year: int | None = None
    separate: bool | None = None
    budget_project: str | None = None
    fund_source: str | None = None
    approved_yuan: Decimal | None = None
    build_yuan: Decimal | None = None
    om_yuan: Decimal | None = None
    om_fund_source: str | None = None
    licence_yuan: Decimal | None = None
    cloud_yuan: Decimal | None = None
    staff_fte: Decimal | None = None
    promotion_yuan: Decimal | None = None
    licences_held: int | None = None
    licences_used: int | None = None
    procurement: str | None = None
    exit_yuan: Decimal | None = None
