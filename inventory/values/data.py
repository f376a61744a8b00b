"""What is held, item by item, and what flows or was asked for."""

from dataclasses import dataclass
from decimal import Decimal

from inventory.values.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Record):
    """A table, form or payload. `share_type` is one of unconditional, conditional, not_shared (政务数据共享条例 art. 14)."""

    name: str | None = None
    code: str | None = None
    category: str | None = None
    provider: str | None = None
    provider_code: str | None = None
    abstract: str | None = None
    format: str | None = None
    kind: str | None = None
    system: str | None = None
    subject: str | None = None
    region: str | None = None
    share_type: str | None = None
    share_scope: str | None = None
    share_use: str | None = None
    share_extra: str | None = None
    no_share_basis: str | None = None
    share_method: str | None = None
    is_open: bool | None = None
    open_condition: str | None = None
    update_cycle: str | None = None
    publish_date: str | None = None
    related: tuple[str, ...] = ()
    classification: str | None = None
    is_source: bool | None = None
    collection: str | None = None
    record_count: int | None = None
    storage_gb: Decimal | None = None
    shared_records: int | None = None
    opened_records: int | None = None
    return_flow: str | None = None
    purpose: str | None = None
    processing_basis: str | None = None
    subject_categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    retention: str | None = None
    pia_date: str | None = None
    duty_change: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataField(Record):
    """One named item of a dataset; `element` is the standard data element that it means, once confirmed."""

    name: str | None = None
    label: str | None = None
    resource: str | None = None
    type: str | None = None
    length: str | None = None
    definition: str | None = None
    element: str | None = None
    domain: str | None = None
    unit: str | None = None
    is_key: bool | None = None
    required: bool | None = None
    pii: str | None = None
    sharing: str | None = None
    share_condition: str | None = None
    is_open: bool | None = None
    update_cycle: str | None = None
    origin: str | None = None
    source_org: str | None = None
    purpose: str | None = None
    needed_by: tuple[str, ...] = ()
    source_url: str | None = None
    profile: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Record):
    """A declared or observed flow of data: `to_system` consumes what `from_system` supplies."""

    name: str | None = None
    from_system: str | None = None
    to_system: str | None = None
    resources: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    method: str | None = None
    via_platform: str | None = None
    network: str | None = None
    built_date: str | None = None
    use_terms: str | None = None
    frequency: str | None = None
    endpoint_url: str | None = None
    doc_url: str | None = None
    contract_format: str | None = None
    maintainer: str | None = None
    log_years: int | None = None
    onward: str | None = None
    sla: str | None = None
    has_backup: bool | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRequest(Record):
    """Who (`from_org`) asked whom (`to_org`) for which data, and what came of it. Dates are ISO 8601."""

    from_org: str | None = None
    to_org: str | None = None
    elements: tuple[str, ...] = ()
    dataset: str | None = None
    share_type: str | None = None
    received: str | None = None
    extended: str | None = None
    decision: str | None = None
    basis: str | None = None
    decided: str | None = None
    supplied: str | None = None
    correction_asked: str | None = None
    corrected: str | None = None
