"""One consistent set of endings: a thing ends once, and what one recommendation keeps no other ends.

Stronger kinds go first (a merge moves users and data, a module at least what the thing does, a retirement nothing); among
merges, and among modules, what people confirmed, then what rests on surer, graver and more findings. What cannot stand beside
a stronger one is cut to what is left of it or set aside, and the stronger says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphs.analysis import Analysis
from graphs.recommend.endings import ENDINGS, things
from graphs.recommend.target import choose_target
from graphs.rules.rule import id_of
from inventory.values.finding import Finding, Reason
from inventory.vocabulary import terms

Key = tuple[str, tuple[str, ...]]
# what tells two of a kind apart, in this order; `rec.set_aside_…` says it in words
_GROUNDS = ("reviewed", "surer", "graver", "more", "larger", "first")


@dataclass(slots=True)
class Called:
    """A recommendation before it is worded: its findings, and for one that ends systems what stays and what leaves.

    `replaced` are findings that called for another kind and are closed by this one; `settled` are findings of the same kind that
    have nothing left to end; `notes` say what was cut or set aside.
    """

    kind: str
    subjects: tuple[str, ...]
    findings: list[Finding]
    target: str | None = None
    leaving: tuple[str, ...] = ()
    replaced: list[tuple[str, Finding]] = field(default_factory=list)
    settled: list[Finding] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)


def is_reviewed(analysis: Analysis, systems: Iterable[str]) -> bool:
    """Tell whether enough people confirmed that these systems are one cluster, or stand in one."""
    return any(cluster.is_reviewed and set(systems) <= set(cluster.members) for cluster in analysis.clusters)


def settle(analysis: Analysis, grouped: Mapping[Key, list[Finding]]) -> list[Called]:
    """What is recommended of all that findings call for (kind and subjects → findings), by kind and subjects."""
    settling = _Settling(analysis, grouped)
    for kind in ("merge", "embed_as_module", "retire", "use_shared_component"):
        own = [(subjects, of) for (k, subjects), of in grouped.items() if k == kind]
        for subjects, of in sorted(own, key=lambda one: settling.strength(kind, *one)):
            settling.add(kind, subjects, list(of))
    others = [Called(*key, list(of)) for key, of in grouped.items() if key[0] not in (*ENDINGS, "use_shared_component")]
    return sorted([*settling.made, *others], key=lambda called: (called.kind, called.subjects))


class _Settling:
    """What has been decided so far: which recommendation each thing is of, and what stays and ends by it."""

    def __init__(self, analysis: Analysis, grouped: Mapping[Key, list[Finding]]) -> None:
        self.analysis = analysis
        self.made: list[Called] = []
        self.of: dict[str, Called] = {}
        self.stays: set[str] = set()
        self.ends: set[str] = set()
        # what should end for itself is no place to move to
        self.doomed = {s for (kind, of) in grouped if kind == "retire" or (kind == "merge" and len(of) == 1) for s in of}

    def strength(self, kind: str, subjects: tuple[str, ...], findings: list[Finding]) -> tuple[object, ...]:
        """Sorts stronger ones first; one thing alone comes after those of which it may be a member."""
        own = things(self.analysis, subjects)
        return (len(own) == 1 and kind == "merge", *self._grounds(subjects, findings), len(own) == 1)

    def _grounds(self, subjects: tuple[str, ...], findings: list[Finding]) -> tuple[object, ...]:
        systems = [s for s in subjects if s in self.analysis.inventory.systems]
        return (
            not (systems and is_reviewed(self.analysis, systems)),
            min(list(terms("certainty")).index(f.certainty) for f in findings),
            min(list(terms("severity")).index(f.severity) for f in findings),
            -len(findings),
            -len(things(self.analysis, subjects)),
            subjects,
        )

    def add(self, kind: str, subjects: tuple[str, ...], findings: list[Finding]) -> None:
        """Take a recommendation in, cut to what is left of it, or set it aside."""
        called = Called(kind, subjects, findings)
        match kind:
            case "merge":
                self._merge(called)
            case "embed_as_module":
                self._embed(called)
            case "retire":
                self._retire(called)
            case _:
                self._rework(called)

    def _merge(self, called: Called) -> None:
        own = things(self.analysis, called.subjects)
        systems = self._systems(called.subjects)
        if len(systems) < 2:
            # which of several channels stays the office decides; what a wider merge holds it decides on as well
            self._take(called, own) if own - self.of.keys() or not own else self._close(called, own)
            return
        rest = [s for s in systems if s not in self.ends]
        held = [s for s in rest if s in self.stays]
        pool = held or [s for s in rest if s not in self.doomed] or rest
        called.target = choose_target(self.analysis, tuple(pool)) if len(rest) > 1 else None
        called.leaving = tuple(s for s in rest if s != called.target and s not in held) if called.target else ()
        if not called.leaving:
            self._set_aside(called, systems, is_mended=len(rest) <= 1)
            return
        self._note(called, systems)
        if held:
            called.notes.append(Reason("rec.stays_for_others", {"systems": held}))
        called.subjects = tuple(s for s in called.subjects if s not in self.ends)
        self._take(called, own - self.ends)

    def _embed(self, called: Called) -> None:
        """Parts end, wholes stay; where nothing says which is the part, all but the best of them end."""
        own = things(self.analysis, called.subjects)
        systems = self._systems(called.subjects)
        pairs = [p for p in self.analysis.pairs_within(systems) if p.relation == "part_of"]
        wholes = {p.right for p in pairs} - {p.left for p in pairs}
        if not pairs and len(systems) > 1:
            wholes = {choose_target(self.analysis, tuple(s for s in systems if s not in self.doomed) or tuple(systems))}
        parts = own - wholes
        free = parts - self.of.keys()
        if not free:
            if parts.isdisjoint(self.stays):
                self._replace(called, parts)
            else:
                self._set_aside(called, parts, is_mended=False)
            return
        self._replace(called, parts)
        self._note(called, systems)
        lasting = wholes - self.ends - self.doomed
        called.target = next(iter(sorted(lasting)), None)
        called.leaving = tuple(s for s in systems if s in free)
        called.subjects = tuple(s for s in called.subjects if s not in own or s in free or s in lasting)
        self._take(called, free | lasting)
        self.stays |= lasting

    def _retire(self, called: Called) -> None:
        own = things(self.analysis, called.subjects)
        covered = own & self.of.keys()
        self._replace(called, covered)
        if own and own <= covered:
            return
        called.subjects = tuple(s for s in called.subjects if s not in covered)
        called.leaving = tuple(self._systems(called.subjects))
        self._take(called, own - covered)

    def _rework(self, called: Called) -> None:
        """What ends needs no shared component any more, as far as people confirmed that it ends."""
        systems = self._systems(called.subjects)
        ending = {s for s in systems if s in self.ends and self._is_sure(self.of[s])}
        if systems and ending == set(systems):
            self._replace(called, ending)
        else:
            self.made.append(called)

    def _systems(self, subjects: Iterable[str]) -> list[str]:
        return [s for s in subjects if s in self.analysis.inventory.systems]

    def _is_sure(self, called: Called) -> bool:
        return called.kind != "merge" or is_reviewed(self.analysis, self._systems(called.subjects))

    def _take(self, called: Called, own: Iterable[str]) -> None:
        self.made.append(called)
        for thing in own:
            self.of.setdefault(thing, called)
        self.ends.update(called.leaving)
        if called.target is not None:
            self.stays.add(called.target)
        if called.kind == "retire" or len(called.subjects) == 1:
            # a merge or module of one thing ends it, whatever takes it over
            self.ends.update(own)

    def _owners(self, own: Iterable[str]) -> list[Called]:
        found: list[Called] = []
        for thing in sorted(own):
            if (owner := self.of.get(thing)) is not None and not any(owner is known for known in found):
                found.append(owner)
        return found

    def _close(self, called: Called, own: Iterable[str]) -> None:
        for owner in self._owners(own):
            owner.findings += called.findings

    def _replace(self, called: Called, own: Iterable[str]) -> None:
        for owner in self._owners(own):
            owner.replaced += [(called.kind, finding) for finding in called.findings]

    def _note(self, called: Called, systems: Iterable[str]) -> None:
        """Say of each system that ends elsewhere what takes it over."""
        for system in systems:
            if system in self.ends:
                into = self.of[system].target
                if into is not None:
                    called.notes.append(Reason("rec.ends_elsewhere_into", {"system": system, "target": into}))
                else:
                    called.notes.append(Reason("rec.ends_elsewhere", {"system": system}))

    def _set_aside(self, called: Called, own: Iterable[str], *, is_mended: bool) -> None:
        """Nothing is left that it could end: what stands in its way says so, and closes it where that mends it."""
        mine = self._grounds(called.subjects, called.findings)
        for owner in self._owners(own):
            theirs = self._grounds(owner.subjects, owner.findings)
            differing = next((g for g, a, b in zip(_GROUNDS, theirs, mine, strict=True) if a != b), _GROUNDS[-1])
            over = differing if owner.kind == called.kind else "kind"
            findings = sorted(id_of(f) for f in called.findings)
            owner.notes.append(
                Reason(
                    f"rec.set_aside_{over}",
                    {"kind": f"recommendation:{called.kind}", "systems": list(called.subjects), "findings": findings},
                )
            )
            if is_mended:
                owner.settled += called.findings
