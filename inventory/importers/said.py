"""What the tables of a file say, a batch at a time, in memory that does not grow with what their rows hold.

Ids need a look at the whole file: two rows of one record are one observation, and columns that share a label are told apart
by name. A first pass reads, checks and puts by; the few rows that share an identity are then settled together, and a
second pass hands out the rest. Of every row only hashes of its identity stay in memory.
"""

import dataclasses
import marshal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any, NamedTuple

from inventory.identity import record_ids
from inventory.importers.blocks import read_block
from inventory.importers.interpret import Merged, identity_problem, told_apart
from inventory.importers.rows import Block
from inventory.names import plain
from inventory.problems import Problems
from inventory.schema import entities
from inventory.values.batch import Batch
from inventory.values.observation import Locator, Observation

# rows kept in memory before they go to a file of the operating system's that has no name
IN_MEMORY = 50_000


class _Put(NamedTuple):
    """A batch that was put by, its `records` being the ids that rows give ("" for none): which block it is of, and the id that
    each row would have of its own fields ("" for none)."""

    number: int
    batch: Batch
    bases: list[str]

    def records(self) -> list[str]:
        """The ids of the rows, as long as no label is shared."""
        return [own or base for own, base in zip(self.batch.records, self.bases, strict=True)] if any(self.batch.records) else self.bases


class _Row(NamedTuple):
    """One row whose identity others share, with where in the file it stands."""

    place: tuple[int, int]
    put: _Put
    given: str
    base: str

    @property
    def values(self) -> dict[str, Any]:
        return self.put.batch.values(0)


class Said:
    """The observations of a file's tables: `batches` of records that one row speaks of, and the `merged` rest.

    `shown` tells how the file is named in locators. Raises InputError where the rest of a table cannot be read.
    """

    def __init__(
        self,
        tables: Iterable[Iterable[Block]],
        problems: Problems,
        defaults: Mapping[str, Mapping[str, Any]],
        *,
        shown: Callable[[str], str] | None = None,
        in_memory: int = IN_MEMORY,
    ) -> None:
        self.read: Counter[str] = Counter()
        self.entities: set[str] = set()
        self.merged: list[Observation] = []
        self._problems = problems
        self._shown = shown or str
        self._in_memory = in_memory
        self._kept: list[_Put] = []
        self._spool: IO[bytes] | None = None
        self._rows = 0
        self._seen: set[int] = set()
        self._repeated: set[int] = set()
        try:
            for number, block in enumerate(block for table in tables for block in table):
                self._read(number, block, defaults.get(block.entity, {}))
            self._settle()
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return sum(self.read.values())

    def __contains__(self, record: str) -> bool:
        """Tell whether a record may be spoken of: never no for one that is."""
        return hash(record) in self._seen or any(observation.record == record for observation in self.merged)

    def batches(self) -> Iterator[Batch]:
        """All rows whose record no other row speaks of."""
        for put in self._all():
            batch, shared = put.batch, set(self._shared(put))
            if shared:
                batch = batch.some([position for position in range(len(batch)) if position not in shared])
            if len(batch):
                records = put.records()
                kept = [record for position, record in enumerate(records) if position not in shared] if shared else records
                yield dataclasses.replace(batch, file=self._shown(batch.file), records=kept)

    def records(self) -> Iterator[str]:
        """The ids of all records, in no order."""
        for batch in self.batches():
            yield from batch.records
        yield from (observation.record for observation in self.merged)

    def close(self) -> None:
        """Let go of what was put by."""
        self._kept = []
        if self._spool is not None:
            self._spool.close()

    def _read(self, number: int, block: Block, defaults: Mapping[str, Any]) -> None:
        wrong: list[tuple[int, str, Locator]] = []
        for batch in read_block(block, self._problems, defaults):
            wrong += self._take(number, batch)
        for _row, code, at in sorted(wrong, key=lambda one: one[:2]):
            self._problems.reject(code, at)

    def _take(self, number: int, batch: Batch) -> list[tuple[int, str, Locator]]:
        """Give the rows their ids and put them by; returns row, code and place of those that have none."""
        given = batch.records
        bases: list[str | None] = [None] * len(batch)
        if batch.entity == "DataField" or not all(given):
            bases = record_ids(entities()[batch.entity], batch.fields, batch.columns)
        wrong: list[tuple[int, str, Locator]] = []
        if any(given) or None in bases:
            good = []
            for position, (own, base) in enumerate(zip(given, bases, strict=True)):
                if code := identity_problem(own or base, base):
                    wrong.append((batch.rows[position], code, batch.locator(position)))
                else:
                    good.append(position)
            if wrong:
                batch, bases = batch.some(good), [bases[position] for position in good]
        put = _Put(number, batch, [base or "" for base in bases])
        texts = put.records()
        self._note(list(map(hash, texts)))
        if texts is not put.bases:
            self._note([hash(base) for base, text in zip(put.bases, texts, strict=True) if base and base != text])
        self._put(put)
        return wrong

    def _note(self, hashes: list[int]) -> None:
        """Note which identities occurred before."""
        fresh = set(hashes)
        if len(fresh) < len(hashes):
            self._repeated.update(value for value, times in Counter(hashes).items() if times > 1)
        if not self._seen.isdisjoint(fresh):
            self._repeated.update(self._seen & fresh)
        self._seen |= fresh

    def _put(self, put: _Put) -> None:
        self.entities.add(put.batch.entity)
        self.read[entities()[put.batch.entity].array] += len(put.batch)
        self._rows += len(put.batch)
        self._kept.append(put)
        if self._rows > self._in_memory:
            if self._spool is None:
                self._spool = tempfile.TemporaryFile(prefix="auditor-")  # noqa: SIM115  (closed by `close`)
            for one in self._kept:
                b = one.batch
                parts: Any = (one.number, b.entity, b.file, b.sheet, b.fields, b.columns, list(b.rows), b.records, one.bases)
                data = marshal.dumps(parts)
                self._spool.write(len(data).to_bytes(8) + data)
            self._kept = []

    def _all(self) -> Iterator[_Put]:
        if self._spool is not None:
            self._spool.seek(0)
            while size := int.from_bytes(self._spool.read(8)):
                number, *parts, bases = marshal.loads(self._spool.read(size))  # a file of our own
                yield _Put(number, Batch(*parts), bases)
            self._spool.seek(0, 2)
        yield from self._kept

    def _shared(self, put: _Put) -> list[int]:
        """The rows whose identity occurs more than once."""
        if not self._repeated:
            return []
        repeated = self._repeated
        pairs = zip(put.records(), put.bases, strict=True)
        return [position for position, (record, base) in enumerate(pairs) if hash(record) in repeated or hash(base) in repeated]

    def _rows_shared(self) -> list[_Row]:
        found: list[_Row] = []
        for put in self._all():
            for at in self._shared(put):
                one = _Put(put.number, put.batch.some([at]), [put.bases[at]])
                found.append(_Row((put.number, put.batch.rows[at]), one, put.batch.records[at], put.bases[at]))
        return sorted(found, key=lambda row: row.place)

    def _settle(self) -> None:
        """Make one observation of the rows of one record, in the order of the file."""
        found: list[tuple[_Row, str]] = []
        is_settled = not self._repeated
        while not is_settled:
            rows = self._rows_shared()
            several = _several(rows)
            found = [(row, row.given or (str(told_apart(row.values)) if row.base in several else row.base)) for row in rows]
            # an id that tells columns apart may be one that another row gives
            further = {hash(record) for row, record in found if record not in (row.given, row.base)} & self._seen - self._repeated
            self._repeated |= further
            is_settled = not further
        merged = Merged(self._problems)
        for row, record in found:
            merged.add(row.put.batch.entity, record, row.values, row.put.batch.locator(0))
        for observation in merged.observations():
            at = dataclasses.replace(observation.locator, file=self._shown(observation.locator.file or ""))
            self.merged.append(dataclasses.replace(observation, locator=at))
        self.read.subtract(entities()[row.put.batch.entity].array for row, _ in found)
        self.read.update(entities()[observation.entity].array for observation in self.merged)


def _several(rows: list[_Row]) -> set[str]:
    """The ids that columns of several names would share."""
    first: dict[str, str] = {}
    several: set[str] = set()
    for row in rows:
        if row.put.batch.entity == "DataField" and row.base:
            name = plain(str(row.values.get("name") or ""))
            if first.setdefault(row.base, name) != name:
                several.add(row.base)
    return several
