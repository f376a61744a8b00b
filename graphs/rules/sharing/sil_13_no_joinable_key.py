"""A resource about people, bodies or places without an identifier that joins it to others."""

import re
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-13",
    dimension="silo_sharing",
    title=Text(
        "缺少可关联的统一标识",
        "No joinable identifier",
    ),
    checks=Text(
        "自然人资源没有身份证件号码，法人资源没有统一社会信用代码，地点资源没有区划或标准地址代码；不共享也不作数源的，只作核实。",
        "A resource about persons has no identity number, one about organisations no unified social credit code, one about places no region or address code. Where it is neither shared nor a source, it is only asked about.",
    ),
    detail_zh="信息项很少的可能只是节选；有信息项从名称看可能就是标识、或含义不明的，只作核实。",
    mend=Text(
        "补充统一标识，或写明不需要的原因。",
        "Add the identifier, or say why none is needed.",
    ),
    severity="medium",
    certainty="probable",
    cause="technique",
    basis=basis(("CN-32", "统一社会信用代码", "part"), ("CN-33", "公民身份号码", "part"), ("CN-34", "行政区划代码等", "meta")),
    reads=(
        "Dataset.subject",
        "Dataset.kind",
        "Dataset.share_type",
        "Dataset.is_source",
        "DataField.label",
    ),
    remedies=("correct_data",),
    essay="E2",
)


# what joins a subject to other registers; narrower elements (a licence holder's number, a town's code) count by `broader`
_KEYS = {
    "person": {"id_document_number", "citizen_id_number", "passport_number", "hk_macau_permit_number", "social_security_number"},
    "organisation": {"unified_social_credit_code", "organisation_code", "taxpayer_id_number", "registration_number"},
    "place": {
        "administrative_division_code",
        "standard_address_code",
        "house_code",
        "real_estate_unit_number",
        "village_code",
        "grid_code",
        "land_parcel_code",
        "longitude",
    },
}
_ALSO = {
    "person": {"licence_holder_code", "birth_certificate_number"},
    "organisation": {"licence_holder_code", "medical_institution_code", "school_code"},
    "place": {"homestead_code", "contracted_parcel_code"},
}
# numbers of somebody else than the row's person
_OF_OTHERS = ("spouse", "guardian", "father", "mother", "agent", "family_member", "legal_representative", "shareholder")
_PERHAPS = re.compile(r"证件|证号|身份|编码|编号|代码|标识|号码|ID\b|code|number", re.IGNORECASE)
_FEW = 4


def find(analysis: Analysis) -> Iterator[Result]:
    """A short list of fields may be an extract; one with a field that may be the key by its name, or that means nothing known, is a question."""
    for dataset in analysis.inventory.datasets.values():
        keys = _KEYS.get(dataset.subject or "", set()) | _ALSO.get(dataset.subject or "", set())
        fields = analysis.scape.fields_of.get(dataset.id, ())
        if not keys or dataset.kind in ("form", "payload") or not dataset.is_declared or len(fields) < _FEW:
            continue
        held = analysis.scape.elements_of_dataset(dataset.id)
        if any(_is_key(element, keys) for element in held):
            continue
        records = [analysis.inventory.fields[f] for f in fields]
        unclear = [f for f in records if analysis.scape.element_of(f.id) is None]
        perhaps = [f for f in unclear if _PERHAPS.search(f"{f.label or ''} {f.name or ''}")]
        # a roster that is shared with nobody needs no number of anybody: to ask for one would be over-collection
        joined = dataset.is_source or dataset.share_type in ("unconditional", "conditional")
        why = [Reason("share.no_key", {"dataset": dataset.id, "subject": f"subject:{dataset.subject}", "count": len(fields)})]
        if perhaps:
            why.append(Reason("share.perhaps_key", {"fields": [f.label or f.name or "" for f in perhaps[:4]]}))
        yield RULE.finding(
            analysis,
            [dataset.id],
            why,
            certainty="question" if perhaps or len(unclear) * 2 > len(fields) or not joined else None,
            evidence=evidence_of(analysis.inventory, dataset),
            organisations=[analysis.scape.holder(dataset)],
        )


def _is_key(element: str, keys: set[str]) -> bool:
    return not element.startswith(_OF_OTHERS) and (element in keys or dictionary()[element].broader in keys)
