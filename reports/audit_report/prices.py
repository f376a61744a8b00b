"""What the price and the saving of a recommendation are the sums of: line by line in yuan, with what was answered and what is estimated."""

from collections.abc import Callable, Iterator
from typing import Any

from graphs.analysis import Analysis
from graphs.recommend.money import Amount, Estimates, Money
from inventory.languages import message
from inventory.values.finding import Recommendation
from reports.audit_report.parts import Figure
from reports.wording import Names, exact_yuan, explanation, yuan_range

_ENDING = ("merge", "embed_as_module", "retire")
# what a part is (a key of the texts) and of which system → its amount
Part = tuple[str, str, Amount]


class Prices:
    """The figures of recommendations' money; `figure` notes a number with its inputs."""

    def __init__(self, analysis: Analysis, estimates: Estimates, names: Names, figure: Callable[..., Figure]) -> None:
        self.analysis, self.estimates, self.names, self.figure = analysis, estimates, names, figure
        self.money = Money(analysis)

    def of(self, rec: Recommendation) -> dict[str, Figure]:
        """`cost` and `saving` with their parts; one whose parts do not make it (the records behind it are not all told) is left out."""
        parts = self._parts(rec)
        found = {}
        what = explanation(rec, self.names)["do"]
        for key, label, amount in (("cost", "price", rec.cost_yuan), ("saving", "gain", rec.saving_yuan)):
            of_key = [part for part in parts if (part[0] == "saving") == (key == "saving")]
            if amount is not None and of_key and _sum(of_key) == tuple(amount):
                found[key] = self.figure(
                    f"{what} · {self._say(label)}", map(self._line, of_key), text=yuan_range(amount, self.names.language), how="interval"
                )
        return found

    def _say(self, key: str, **params: Any) -> str:
        return message(self.names.language, f"report.{key}", **params)

    def _line(self, part: Part) -> str:
        kind, system, amount = part
        source = self._say("part_estimated" if amount.is_estimated else "part_answered")
        what = self._say(f"part_{kind}", system=self.names.of(system))
        return self._say("part_yuan", what=what, amount=exact_yuan((amount.low, amount.high)), source=source)

    def _parts(self, rec: Recommendation) -> list[Part]:
        if rec.kind == "connect":
            return [("exchange", "", Amount(*self.estimates.exchange_yuan, True))]
        if rec.kind not in _ENDING:
            return []
        step = next((s for s in rec.steps if "target" in s.parts), None)
        target = str(step.parts["target"]) if step is not None else None
        leaving = step.parts["leaving"] if step is not None else rec.subjects
        parts = [part for system in leaving if system in self.analysis.inventory.systems for part in self._ending(str(system), target)]
        return parts if _sum([part for part in parts if part[0] != "saving"]) == rec.cost_yuan else []

    def _ending(self, identifier: str, target: str | None) -> Iterator[Part]:
        system = self.analysis.inventory.systems[identifier]
        yield "exit", identifier, self.money.exit(identifier, self.estimates.migration_yuan)
        if target is not None:
            yield "move", identifier, self.money.move(identifier, self.estimates.migration_yuan)
            yield "mapping", identifier, self.money.mapping(identifier, target, self.estimates.element_map_yuan)
        saving, yearly = self.money.ending(system, target, self.estimates).saving, self.money.yearly(system)
        if saving is not None and yearly is not None:
            yield "saving", identifier, Amount(*saving, yearly.is_estimated)


def _sum(parts: list[Part]) -> tuple[int, int]:
    return sum(amount.low for *_, amount in parts), sum(amount.high for *_, amount in parts)
