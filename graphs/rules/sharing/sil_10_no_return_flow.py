"""Data that a higher level collects here and does not return."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.regions import intersect
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Dataset, Exchange
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-10",
    dimension="silo_sharing",
    title=Text(
        "上级系统数据未回流",
        "No return flow to the lower level",
    ),
    checks=Text(
        "上级系统采集本地区数据，填报为未回流或部分回流，且没有流向本地区的在用数据交换；或回流另附条件。",
        "A system of a higher level collects records of this region, is declared as not (or partly) returning them, and no running exchange brings them here; or extra conditions are set.",
    ),
    detail_zh="填报为未回流的为很可能，部分回流或另附条件的只作核实。县级自己的系统只问乡镇、村社区采集填报的数据。若干交换合起来已回到下级的，视为已回流。",
    mend=Text(
        "按规定建立回流，取消附加条件。",
        "Set up the return flow and drop extra conditions.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-05", "第二十四条、第三十九条第五项", "full")),
    reads=(
        "Dataset.return_flow",
        "Dataset.system",
        "Dataset.region",
        "Dataset.provider",
        "Dataset.collection",
        "System.build_level",
        "Dataset.share_extra",
        "Exchange.from_system",
        "Exchange.to_system",
        "Exchange.status",
        "Organisation.level",
    ),
    remedies=("return_data",),
    essay="E2,C3",
)


_LEVELS = ("national", "province", "city", "county", "town", "village")


def find(analysis: Analysis) -> Iterator[Result]:
    """Not returned is probable, partly or under further conditions a question.

    Of a county's own systems only what towns and villages collect or fill in is asked about. Exchanges that together bring it
    to lower bodies of its region answer the rule.
    """
    inventory = analysis.inventory
    for dataset in inventory.datasets.values():
        state = dataset.return_flow
        kept = state in ("not_returned", "partly")
        if not kept and not (state == "returned" and dataset.share_extra):
            continue
        system = inventory.systems.get(dataset.system or "")
        body, level = _above(analysis, dataset)
        from_below = level == "county" and dataset.collection in ("door_to_door", "filling")
        if (level not in _LEVELS[:3] and not from_below) or (system is not None and not runs(system)):
            continue
        flows = [
            e
            for e in inventory.exchanges.values()
            if e.from_system == dataset.system
            and dataset.system
            and runs(e)
            and e.method != "manual"
            and _goes_down(analysis, e, dataset, level)
        ]
        held = set(analysis.scape.elements_of_dataset(dataset.id))
        brought = set().union(*(analysis.scape.exchange_elements(e) for e in flows))
        if kept and (any(dataset.id in e.resources for e in flows) or (held and held <= brought)) and not dataset.share_extra:
            continue
        why = [
            Reason(
                "share.not_returned",
                {"dataset": dataset.id, "body": body or "", "level": f"level:{level}", "state": f"return_flow:{state}"},
            )
        ]
        if dataset.share_extra:
            why.append(Reason("share.added", {"dataset": dataset.id, "text": dataset.share_extra}))
        if kept and flows:
            why.append(Reason("share.flows_down", {"count": len(flows), "exchanges": [e.id for e in flows[:4]]}))
        sure = state == "not_returned" and not flows and not from_below and dataset.is_declared
        yield RULE.finding(
            analysis,
            [dataset.id],
            why,
            certainty=None if sure else "question",
            evidence=evidence_of(inventory, dataset),
            organisations=[body],
        )


def _goes_down(analysis: Analysis, exchange: Exchange, dataset: Dataset, level: str | None) -> bool:
    """Tell whether an exchange ends at a body below, in the region that the dataset covers."""
    record = analysis.inventory.systems.get(exchange.to_system or "")
    owner = analysis.inventory.organisations.get(record.owner or "") if record is not None else None
    below = owner is not None and owner.level in _LEVELS and level in _LEVELS and _LEVELS.index(owner.level) > _LEVELS.index(level)
    return below and intersect(dataset.region, owner.region if owner is not None else None)


def _above(analysis: Analysis, dataset: Dataset) -> tuple[str | None, str | None]:
    """Who answers and at which level: the highest of the level that built the system, its owner's and the provider's."""
    system = analysis.inventory.systems.get(dataset.system or "")
    bodies = [body for body in (dataset.provider, system.owner if system is not None else None) if body]
    ranked = sorted((b for b in bodies if analysis.level_of(b) in _LEVELS), key=lambda b: _LEVELS.index(analysis.level_of(b) or ""))
    body = ranked[0] if ranked else (bodies[0] if bodies else None)
    level = analysis.level_of(body)
    built = system.build_level if system is not None else None
    if built in _LEVELS and (level not in _LEVELS or _LEVELS.index(built) < _LEVELS.index(level)):
        level = built
    return body, level
