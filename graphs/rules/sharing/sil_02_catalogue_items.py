"""A catalogue entry without the items that the regulation names."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.catalogue import is_to_classify
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, left_open
from inventory.values import Dataset
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-02",
    dimension="silo_sharing",
    title=Text(
        "目录条目缺项",
        "Catalogue entry lacks required items",
    ),
    checks=Text(
        "已编目的数据资源，对名称、信息项、提供方、格式、更新周期、共享类型、共享方式、分类分级中的必填项填报为“无”（使用条件见 SIL-04，分类分级填“无”的见 SEC-04，不重复列出）；或目录代码长度与本单位其他条目不一致。",
        'A catalogued resource answers "none" for an item that the catalogue requires (provider, format, update cycle, share type, method; for conditions see SIL-04, for a classification "none" SEC-04: one fault is told once), or its code is of another length than the other codes of this body.',
    ),
    detail_zh="只看已有目录代码的条目。文件没有写的列为需补填；代码长度不一致的只作核实。",
    mend=Text(
        "补齐目录条目。",
        "Complete the catalogue entry.",
    ),
    severity="medium",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-05", "第十三条", "full"), ("CN-09", "目录模板", "part")),
    reads=(
        "Dataset.code",
        "Dataset.provider",
        "Dataset.format",
        "Dataset.update_cycle",
        "Dataset.share_type",
        "Dataset.share_method",
        "Dataset.classification",
    ),
    remedies=("publish_sharing_terms",),
    essay="E2",
)


_REQUIRED = ("provider", "format", "update_cycle", "share_type", "share_method", "classification")


def find(analysis: Analysis) -> Iterator[Result]:
    """Only entries of the catalogue: those with a code. What a file did not state is asked for; codes of an odd length are a question."""
    inventory = analysis.inventory
    lengths: dict[str, Counter[int]] = defaultdict(Counter)
    entries = [d for d in inventory.datasets.values() if d.code and d.is_declared]
    for dataset in entries:
        lengths[analysis.scape.holder(dataset) or ""][len(dataset.code or "")] += 1
    for dataset in entries:
        holder = analysis.scape.holder(dataset)
        required = _required(dataset, holder)
        missing = lacks(dataset, required)
        if missing:
            yield RULE.finding(
                analysis,
                [dataset.id],
                [Reason("answer.none", {"subject": dataset.id, "fields": missing})],
                evidence=evidence_of(inventory, dataset),
                organisations=[holder],
                numbers={"missing": len(missing)},
            )
        elif open_fields := [*left_open(dataset, required), *(() if analysis.scape.fields_of.get(dataset.id) else ("DataField.label",))]:
            # a list of fields that stands elsewhere, or was never handed in, is no answer "none"
            yield RULE.untold(dataset.id, *open_fields)
        if holder is None:
            continue
        usual, count = lengths[holder].most_common(1)[0]
        if count >= 5 and count >= 0.8 * lengths[holder].total() and len(dataset.code or "") != usual:
            yield RULE.finding(
                analysis,
                [dataset.id],
                [Reason("share.code_length", {"dataset": dataset.id, "code": dataset.code or "", "usual": usual})],
                certainty="question",
                severity="low",
                evidence=evidence_of(inventory, dataset),
                organisations=[holder],
                discriminator="length",
            )


def _required(dataset: Dataset, holder: str | None) -> tuple[str, ...]:
    """What this entry must state: no method where it is not shared, no provider where its holder is known.

    What another rule takes up is one fault and stands there: conditions of sharing (SIL-04), a classification answered "none" (SEC-04).
    """
    left_out = {"share_method"} if dataset.share_type == "not_shared" else set()
    if "classification" in dataset.none and is_to_classify(dataset):
        left_out.add("classification")
    if holder is not None and "provider" not in dataset.none:
        left_out.add("provider")
    return tuple(name for name in _REQUIRED if name not in left_out)
