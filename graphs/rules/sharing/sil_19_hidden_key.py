"""One number under several names."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.elements import dictionary
from inventory.names import plain
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-19",
    dimension="silo_sharing",
    title=Text(
        "同一标识多种叫法",
        "One identifier under several names",
    ),
    checks=Text(
        "同一标识在三个以上系统中用了三种以上名称，影响关联；只作提示。",
        "One identifier bears three or more names in three or more systems, which keeps them from being joined: a hint.",
    ),
    detail_zh="只看主体标识（某一系统的办件编号与他处无关）；名称按去掉符号后的写法比较。",
    mend=Text(
        "在数据标准中统一名称，并建立对照。",
        "Settle one name in the data standard and keep a mapping.",
    ),
    severity="low",
    certainty="question",
    cause="technique",
    basis=basis(("CN-29", "仅见题录", "meta"), ("INT-22", "仅作参照", "meta")),
    reads=(
        "DataField.label",
        "DataField.name",
        "Dataset.system",
    ),
    remedies=("name_source",),
    essay="E2",
)


_NAMES = 3
# numbers that are the citizen's number by law, whatever they are called
_SAME = {"social_security_number": "citizen_id_number", "driver_license_number": "citizen_id_number"}


def find(analysis: Analysis) -> Iterator[Result]:
    """Keys of subjects alone (a case number of one system joins nothing); names are compared in their plain form."""
    inventory = analysis.inventory
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for dataset in inventory.datasets.values():
        system = inventory.systems.get(dataset.system or "")
        if system is None or not runs(system):
            continue
        for element, fields in analysis.scape.elements_of_dataset(dataset.id).items():
            if dictionary()[element].role == "subject_key":
                for record in (inventory.fields[f] for f in fields):
                    names[_SAME.get(element, element)][plain(record.label or record.name or "")].add(dataset.system or "")
    for element, spellings in sorted(names.items()):
        systems = set().union(*spellings.values())
        if len(spellings) >= _NAMES and len(systems) >= _NAMES:
            yield RULE.finding(
                analysis,
                sorted(systems),
                [Reason("share.many_names", {"element": element, "names": sorted(spellings)[:8], "count": len(systems)})],
                evidence=[e for s in sorted(systems)[:4] for e in evidence_of(inventory, inventory.systems[s])[:1]],
                organisations=[inventory.systems[s].owner for s in systems],
                discriminator=element,
                numbers={"names": len(spellings)},
            )
