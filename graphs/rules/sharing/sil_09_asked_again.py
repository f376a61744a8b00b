"""Asking people for what can be shared."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.gaps import Gaps, cause_of, reasons_of
from graphs.rules.rule import Result, Rule, basis, evidence_of
from graphs.sharing.sources import SourceOf, is_asked_once, shared_source
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-09",
    dimension="silo_sharing",
    title=Text("重复向群众企业收集", "Asking people for data that can be shared"),
    checks=Text(
        "事项材料、网页表单或报表要求提供的数据，另一单位作为数源可以共享（类型一或二），且没有写明重复收集的依据；有条件共享的数据和表单中的数据项只作核实。",
        "A material list, web form or return asks for data that another body, as its source, shares (type 1 or 2), with no basis stated for asking again; what is shared on conditions, and items of a form, are asked about.",
    ),
    detail_zh="每个要求方（事项、表单、报表）一条，列出不必再要的数据；用于识别的姓名和标识可以要。",
    mend=Text(
        "改为后台共享核验，删去该材料或数据项。",
        "Check it by sharing in the background and drop the item.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(
        ("CN-05", "第十九条、第四十条（一）", "full"),
        ("CN-17", "第七条", "full"),
        ("INT-10", "rec.13（欧盟，仅作参照）", "part"),
        ("INT-12", "art.14（只见标题；欧盟，仅作参照）", "meta"),
    ),
    reads=(
        "Service.materials",
        "DataField.origin",
        "DataField.sharing",
        "Dataset.is_source",
        "Dataset.share_type",
        "Dataset.share_extra",
        "Exchange.elements",
        "ShareRequest.decision",
        "Return.elements",
        "Return.asking_basis",
    ),
    remedies=("connect", "stop_demand"),
    thresholds=("match_accepted",),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding an asker (service, form, return) with all that it need not ask; names and keys to identify by stay allowed."""
    inventory, scape, gaps = analysis.inventory, analysis.scape, Gaps(analysis)
    for service in inventory.services.values():
        yield from _ask(gaps, service.id, service.owner, scape.item_elements(service.materials), "material_list", None)
    for dataset in inventory.datasets.values():
        holder = scape.holder(dataset)
        if dataset.kind == "form" or dataset.collection in ("filling", "door_to_door"):
            asked = {
                e
                for e, fields in scape.elements_of_dataset(dataset.id).items()
                if any(inventory.fields[f].origin in ("collected", "manual") for f in fields)
            }
            yield from _ask(gaps, dataset.id, holder, asked, "form", scape.region_of(dataset))
    for form in inventory.returns.values():
        if form.asking_basis is None and form.respondent_level not in (None, "person", "company"):
            continue
        yield from _ask(
            gaps, form.id, form.requiring, scape.item_elements(form.elements) if form.asking_basis is None else set(), "return", None
        )


def _ask(gaps: Gaps, asker: str, body: str | None, elements: set[str], ground: str, region: str | None) -> Iterator[Result]:
    analysis = gaps.analysis
    if body not in analysis.inventory.organisations:
        return
    region = region or analysis.inventory.organisations[body or ""].region
    found: dict[str, SourceOf] = {}
    for element in sorted(elements):
        if is_asked_once(element):
            continue
        source = shared_source(analysis.scape, analysis.sources, element, body or "", region)
        if source is not None:
            found[element] = source
    if not found:
        return
    record = analysis.inventory.find(asker)
    assert record is not None
    why = [Reason(f"share.asked_{ground}", {"asker": asker, "elements": sorted(found)})]
    why += [
        Reason("share.available", {"element": e, "body": s.body, "dataset": s.dataset, "share_type": f"sharing:{s.share_type}"})
        for e, s in found.items()
    ]
    between = [gaps.of(analysis.inventory.datasets[s.dataset], s.element, body or "") for s in found.values()]
    why += reasons_of(between)
    certain = all(dictionary()[e].is_read for e in found)
    stated = ground == "material_list" or (ground == "return" and "asking_basis" in record.none)
    yield RULE.finding(
        analysis,
        [asker],
        why,
        cause=cause_of(between),
        certainty=None if certain and stated and any(s.share_type == "unconditional" for s in found.values()) else "question",
        evidence=evidence_of(analysis.inventory, record),
        organisations=[body, *(s.body for s in found.values())],
        numbers={"items": len(found)},
    )
