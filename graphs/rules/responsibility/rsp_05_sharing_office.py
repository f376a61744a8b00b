"""No office named for data sharing."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="RSP-05",
    dimension="responsibility",
    title=Text(
        "未明确数据共享工作机构",
        "No data-sharing office named",
    ),
    checks=Text(
        "县级以上部门填报没有负责数据共享的内设机构。",
        "A department at county level or above answers that no unit of it is in charge of data sharing.",
    ),
    detail_zh="条例针对政府部门；企业、学校、乡镇不问。没有填单位性质的为很可能。",
    mend=Text(
        "指定机构和联系岗位。",
        "Name the unit and a contact post.",
    ),
    severity="medium",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-05", "第十一条", "full")),
    reads=(
        "Organisation.sharing_office",
        "Organisation.level",
        "Organisation.nature",
    ),
    remedies=("assign_duty",),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """The regulation speaks of government departments; companies, schools and towns are not asked.

    Where the nature of the body was not answered, it is probable.
    """
    for body in analysis.inventory.organisations.values():
        if (
            body.level not in ("national", "province", "city", "county")
            or body.nature not in (None, "statutory", "authorised")
            or not body.is_declared
        ):
            continue
        if "sharing_office" in body.none:
            yield RULE.finding(
                analysis,
                [body.id],
                [Reason("duty.no_sharing_office", {"body": body.id})],
                certainty=None if body.nature is not None else "probable",
                evidence=evidence_of(analysis.inventory, body),
                organisations=[body.id],
            )
        elif not body.is_answered("sharing_office"):
            yield RULE.untold(body.id, "Organisation.sharing_office")
