"""What was wrong with an input and where: a stable code, an address, parameters; sentences come from the catalogues."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from inventory.languages import catalogue, message
from inventory.names import printable
from inventory.values.observation import Locator

EXAMPLES = 5
# refused places kept to be marked in a copy of the file
MARKED = 5_000


class InputError(Exception):
    """The call cannot go on: one line that says what and how to mend it (exit code 2)."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def sentence(self, language: str) -> str:
        """The line in `zh` or `en`."""
        return printable(message(language, f"error.{self.code}", **self.params)).replace("\n", " ")

    def __str__(self) -> str:
        return self.sentence("en")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an input that was not accepted (or is asked about), with its address."""

    code: str
    at: Locator = field(default_factory=Locator)
    params: tuple[tuple[str, Any], ...] = ()

    def sentence(self, language: str) -> str:
        """What is wrong and how to mend it, in `zh` or `en`."""
        # what stops a call where a file stands alone is listed where it is one of many
        kind = "problem" if f"problem.{self.code}" in catalogue(language) else "error"
        return printable(message(language, f"{kind}.{self.code}", **dict(self.params)))

    def as_dict(self, language: str) -> dict[str, Any]:
        """The keys of the `--json` contract; an absent part of the address is null."""
        at = {name: getattr(self.at, name) for name in ("file", "sheet", "row", "column", "line", "path")}
        return {"code": self.code, **at, "message": self.sentence(language)}


class Problems:
    """A bounded collector: equal problems of one column are counted, and the first five kept as examples.

    `refused` holds every refused place (up to a limit), for marking them in a copy.
    """

    def __init__(self, shown_as: Callable[[str], str] | None = None) -> None:
        # how a file inside a folder or archive is told, where its own name does not say which it is
        self._shown_as = shown_as
        self.rejected: list[Problem] = []
        self.refused: list[Problem] = []
        self.questions: list[Problem] = []
        self.ignored: list[Problem] = []
        self.counts: Counter[tuple[str, str, str | None, str | None, str | None]] = Counter()

    def _shown(self, at: Locator) -> Locator:
        return at if self._shown_as is None or at.file is None else dataclasses.replace(at, file=self._shown_as(at.file))

    def _add(self, kind: str, into: list[Problem], code: str, at: Locator, params: dict[str, Any]) -> None:
        at = self._shown(at)
        key = (kind, code, at.file, at.sheet, at.column)
        self.counts[key] += 1
        if self.counts[key] <= EXAMPLES:
            into.append(Problem(code, at, tuple(sorted(params.items()))))

    def reject(self, code: str, at: Locator, **params: Any) -> None:
        """Note that something was not taken in."""
        self._add("rejected", self.rejected, code, at, params)
        if len(self.refused) < MARKED:
            self.refused.append(Problem(code, at, tuple(sorted(params.items()))))

    def ask(self, code: str, at: Locator, **params: Any) -> None:
        """Note something taken in that a person should look at."""
        self._add("questions", self.questions, code, at, params)

    def ignore(self, code: str, at: Locator, **params: Any) -> None:
        """Note something passed over on purpose."""
        self._add("ignored", self.ignored, code, at, params)

    def count(self, kind: str, code: str, at: Locator) -> int:
        """How many equal problems of a column there are so far."""
        at = self._shown(at)
        return self.counts[kind, code, at.file, at.sheet, at.column]

    def ignore_more(self, code: str, at: Locator, count: int) -> None:
        """Count what was passed over on purpose in a column of which examples are listed already."""
        at = self._shown(at)
        if count:
            self.counts["ignored", code, at.file, at.sheet, at.column] += count

    def add_all(self, other: "Problems") -> None:
        """Take over what another collector holds."""
        self.rejected += other.rejected
        self.refused += other.refused[: MARKED - len(self.refused)]
        self.questions += other.questions
        self.ignored += other.ignored
        self.counts.update(other.counts)

    def __len__(self) -> int:
        return sum(count for (kind, *_), count in self.counts.items() if kind == "rejected")

    def more(self) -> Iterator[tuple[str, int]]:
        """Codes with more equal problems than are listed, and how many are not listed."""
        for (_, code, *_rest), count in sorted(self.counts.items(), key=str):
            if count > EXAMPLES:
                yield code, count - EXAMPLES
