"""Data said to come from sharing that no exchange brings."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-18",
    dimension="silo_sharing",
    title=Text(
        "共享来源断链",
        "Shared data without a way in",
    ),
    checks=Text(
        "信息项填报为共享取得，但没有任何在用的数据交换把它送到本系统；所填来源单位没有这一数据元的，一并列出。",
        "A field is declared as obtained by sharing while no running exchange brings it to its system. A body that is named as source and does not hold it is named too.",
    ),
    detail_zh="每个资源一条，只问已确认交换情况填报完整的单位。信息项不明的交换可能送来任何数据。",
    mend=Text(
        "补报数据交换或来源单位；确为人工搬运的，改为接口。",
        "Report the exchange or the source; where it is carried by hand, connect.",
    ),
    severity="medium",
    certainty="question",
    cause="technique",
    basis=basis(("CN-05", "第十八条、第二十五条", "full"), ("CN-06", "谁主管谁负责", "part")),
    reads=(
        "DataField.origin",
        "DataField.source_org",
        "Exchange.to_system",
        "Exchange.elements",
        "Exchange.status",
        "Organisation.attested",
    ),
    remedies=(
        "connect",
        "name_source",
    ),
    essay="E1,E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One question a dataset, of bodies that attested their exchanges. An exchange whose items are not known may bring anything."""
    inventory = analysis.inventory
    brought: dict[str, set[str]] = defaultdict(set)
    unclear: set[str] = set()
    for exchange in inventory.exchanges.values():
        if exchange.to_system and runs(exchange):
            brought[exchange.to_system] |= analysis.scape.exchange_elements(exchange)
            bare = any(not analysis.scape.fields_of.get(d) for d in exchange.resources)
            if (
                bare
                or any(analysis.scape.item_element(item) is None for item in exchange.elements)
                or not (exchange.elements or exchange.resources)
            ):
                unclear.add(exchange.to_system)
    holders: dict[str, set[str | None]] = defaultdict(set)
    for dataset in inventory.datasets.values():
        for element in analysis.scape.elements_of_dataset(dataset.id):
            holders[element].add(analysis.scape.holder(dataset))
    for dataset in inventory.datasets.values():
        system = inventory.systems.get(dataset.system or "")
        body = system.owner if system is not None else None
        organisation = inventory.organisations.get(body or "")
        if system is None or not runs(system) or system.id in unclear or organisation is None or "exchanges" not in organisation.attested:
            continue
        lost = {}
        for element, fields in analysis.scape.elements_of_dataset(dataset.id).items():
            for record in (inventory.fields[f] for f in fields):
                if record.origin == "shared" and dictionary()[element].weight > 0 and not _is_brought(element, brought[system.id]):
                    lost[element] = record.source_org
        if lost:
            why = [Reason("share.no_way_in", {"dataset": dataset.id, "elements": sorted(lost)[:8]})]
            nowhere = sorted({str(o) for e, o in lost.items() if o in inventory.organisations and o not in holders[e]})
            if nowhere:
                why.append(Reason("share.source_without", {"bodies": nowhere[:4]}))
            yield RULE.finding(
                analysis,
                [dataset.id],
                why,
                evidence=evidence_of(inventory, dataset),
                organisations=[body],
                numbers={"elements": len(lost)},
            )


def _is_brought(element: str, brought: set[str]) -> bool:
    """Tell whether an exchange brings the element, or what it is a kind of (身份证件号码 brings 公民身份号码)."""
    return element in brought or dictionary()[element].broader in brought
