"""The form's definition: every entity, its fields, their keys, names, types and tiers, read from data/form.csv.

The frozen values, the tables, the workbooks, the CSV headers and the JSON keys all follow this one list; a test holds
the values against it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from inventory import values
from inventory.values.record import Record


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: `name` in code, `key` in JSON and CSV, `zh` and `en` on forms; `of` is a list, an entity or a length."""

    entity: str
    name: str
    key: str
    zh: str
    en: str
    type: str
    of: str
    tier: str
    ask_if: str
    aliases: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        """Tell whether the value is a tuple."""
        return self.type in ("list", "enums", "refs")

    @property
    def is_reference(self) -> bool:
        """Tell whether the value names records of the entity `of`."""
        return self.type in ("ref", "refs")

    def title(self, language: str) -> str:
        """The name on forms and in reports."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """An entity: its value class, the array that holds it in documents, its id prefix and what identifies it."""

    entity: str
    array: str
    prefix: str
    zh: str
    en: str
    identity: tuple[str, ...]
    fields: dict[str, FieldSpec]

    @property
    def value_class(self) -> type[Record]:
        """The frozen dataclass of this entity."""
        found: type[Record] = getattr(values, self.entity)
        return found

    @property
    def label_field(self) -> str:
        """The field that names a record to people."""
        return next(name for name in ("name", "title", "text", "role", "object", "from_org") if name in self.fields)

    def title(self, language: str) -> str:
        """The entity's name."""
        return self.zh if language == "zh" else self.en


# array, prefix, 中文, English, identifying fields (a "/" offers the next where the first is empty)
_ENTITIES = {
    "Organisation": ("organisations", "org", "单位", "Organisations", ("name",)),
    "System": ("systems", "sys", "系统", "Systems", ("owner", "name")),
    "Channel": ("channels", "chn", "渠道", "Channels", ("owner", "name", "kind")),
    "Service": ("services", "svc", "事项", "Services", ("owner", "code/name")),
    "Dataset": ("resources", "res", "数据资源", "Datasets", ("system/provider", "name")),
    "DataField": ("fields", "fld", "信息项", "Data fields", ("resource", "label/name")),
    "Exchange": ("exchanges", "exc", "数据交换", "Exchanges", ("from_system", "to_system", "name/elements")),
    "Responsibility": ("responsibilities", "rsp", "权责", "Responsibilities", ("organisation", "object", "role", "stage")),
    "Return": ("returns", "ret", "报表", "Returns", ("requiring", "name")),
    "ShareRequest": ("share_requests", "shr", "共享需求", "Share requests", ("from_org", "to_org", "elements/dataset", "received")),
    "AssessmentItem": ("assessments", "asm", "考核指标", "Assessment items", ("scheme", "assessed_kind", "text")),
    "Algorithm": ("algorithms", "alg", "算法模型", "Algorithms", ("system", "name")),
    "Support": ("supports", "sup", "帮办培训", "Support", ("provider", "name", "kind")),
    "Usage": ("usage", "use", "使用", "Usage", ("object", "period")),
    "Cost": ("costs", "cst", "经费", "Costs", ("object", "fiscal_year")),
    "Notice": ("notices", "ntc", "通知文件", "Notices", ("url/doc_no/title", "issuer")),
    "Inspection": ("inspections", "ins", "检查结果", "Inspection results", ("object", "item", "date")),
    "Lead": ("leads", "led", "诉求线索", "Leads", ("code/text/title", "received")),
}

# the field that names the body a record belongs to
OWNER_FIELD = {"System": "owner", "Channel": "owner", "Service": "owner", "Dataset": "provider", "Return": "requiring"}


@cache
def entities() -> dict[str, EntitySpec]:
    """Every entity by name, in the order in which documents list them."""
    specs: dict[str, dict[str, FieldSpec]] = {name: {} for name in _ENTITIES}
    text = (files("inventory") / "data" / "form.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        aliases = tuple(part for part in row.pop("aliases").split(";") if part)
        spec = FieldSpec(aliases=aliases, **row)
        specs[spec.entity][spec.name] = spec
    return {name: EntitySpec(name, *rest, fields=specs[name]) for name, rest in _ENTITIES.items()}


@cache
def by_array() -> dict[str, EntitySpec]:
    """Entities by the name of their array."""
    return {spec.array: spec for spec in entities().values()}


@cache
def headers(entity: str) -> dict[str, FieldSpec]:
    """Every header under which a field of this entity is read, in its plain form."""
    from inventory.names import plain

    found: dict[str, FieldSpec] = {}
    spec = entities()[entity]
    for names in (lambda f: (f.key, f.zh, f.name, f.en), lambda f: f.aliases):
        for field in spec.fields.values():
            for name in names(field):
                found.setdefault(plain(name), field)
    return found
