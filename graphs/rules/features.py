"""Features of channels that the rules on digital formalism ask about, and the data items that only such a feature makes."""

from collections.abc import Collection, Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, evidence_of, runs
from inventory.values.finding import Reason
from inventory.vocabulary import APP_KINDS

_EXEMPT = ("security", "emergency", "law_enforcement")


def featured(analysis: Analysis, rule: Rule, field: str, *, staff_is_asked: bool = False) -> Iterator[Result]:
    """Channels that answered yes to `field`. An exempt scene, a stated reason and use by the public alone make it a question.

    `staff_is_asked`: where only office staff use it, what the feature counts may be attendance, which is asked about.
    """
    binding = analysis.clauses.binds_from("CN-01")
    bound = binding is not None and binding <= analysis.today
    for channel in analysis.inventory.channels.values():
        if not getattr(channel, field) or not runs(channel):
            continue
        why = [Reason("sprawl.feature", {"channel": channel.id, "feature": rule.id})]
        exempt = channel.exempt_scene in _EXEMPT
        if exempt:
            why.append(Reason("sprawl.exempt", {"scene": f"exempt_scene:{channel.exempt_scene}"}))
        for_others = bool(channel.audience) and not set(channel.audience) & {"grassroots", "staff"}
        if for_others:
            why.append(Reason("sprawl.public_only", {}))
        doubted = exempt or for_others or channel.feature_reason or channel.kind not in APP_KINDS
        if staff_is_asked and set(channel.audience) == {"staff"}:
            doubted = True
        certain = channel.is_declared and bound and channel.is_answered("exempt_scene") and channel.status is not None
        yield rule.finding(
            analysis,
            [channel.id],
            why,
            certainty="question" if doubted else "certain" if certain else None,
            evidence=evidence_of(analysis.inventory, channel),
            organisations=[channel.owner],
        )


def held_items(analysis: Analysis, rule: Rule, field: str, elements: Collection[str]) -> Iterator[Result]:
    """Systems that hold such items while none of their channels answered yes to `field`: a question each."""
    for identifier, system in analysis.inventory.systems.items():
        held = analysis.scape.elements_of_system(identifier) & set(elements)
        if not runs(system):
            continue
        channels = [c for i in analysis.scape.channels_of.get(identifier, ()) if runs(c := analysis.inventory.channels[i])]
        if held and not any(getattr(channel, field) for channel in channels):
            yield rule.finding(
                analysis,
                [identifier],
                [Reason("sprawl.fields", {"system": identifier, "elements": sorted(held)})],
                certainty="question",
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
                discriminator="fields",
            )
