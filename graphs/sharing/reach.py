"""Who is reached by an element: the running, non-manual flows that carry it, hop by hop."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csgraph, csr_matrix

from graphs.build import Landscape
from graphs.edges import edges


@dataclass(slots=True)
class Flows:
    """Running automatic flows by element: supplier → consumers; `manual` holds the hand-carried ones."""

    automatic: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    without_consent: set[tuple[str, str]] = field(default_factory=set)
    manual: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def reached_from(self, system: str, element: str, *, manual: bool = False) -> set[str]:
        """Every system that gets the element of `system`, over any number of hops."""
        steps = self.manual if manual else self.automatic
        found: set[str] = set()
        expanded = {system}
        open_systems = [system]
        while open_systems:
            here = open_systems.pop()
            for consumer in sorted(steps.get(element, {}).get(here, ())):
                if consumer == system:
                    continue
                found.add(consumer)
                # what a consumer passes on without consent counts for nobody behind it
                if consumer not in expanded and (here, consumer) not in self.without_consent:
                    expanded.add(consumer)
                    open_systems.append(consumer)
        return found

    def marks_reached(self, element: str, marks: Mapping[str, int], *, manual: bool = False) -> dict[str, int]:
        """For every system that supplies an element, the marks (bits) of all systems that it reaches, over any number of hops.

        One pass over the strongly connected components (Tarjan 1972) in place of a search from every system; a system on a
        cycle reaches itself. `marks` gives a system's own bits, its owner say.
        """
        steps = (self.manual if manual else self.automatic).get(element, {})
        systems = sorted({*steps, *(consumer for consumers in steps.values() for consumer in consumers)})
        at = {system: position for position, system in enumerate(systems)}
        # only what is passed on with consent is followed further
        passing = [(at[s], at[c]) for s, consumers in steps.items() for c in consumers if (s, c) not in self.without_consent]
        component = _components(len(systems), passing)
        first: dict[int, int] = defaultdict(int)
        behind: dict[int, set[int]] = defaultdict(set)
        for supplier, consumers in steps.items():
            for consumer in consumers:
                first[component[at[supplier]]] |= marks.get(consumer, 0)
        for s, c in passing:
            if component[s] != component[c]:
                behind[component[s]].add(component[c])
        reached = _gathered(first, behind)
        return {supplier: reached[component[at[supplier]]] for supplier in steps}


def _components(count: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    pairs = np.array(list(edges), dtype=np.int32).reshape(-1, 2)
    matrix = csr_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    found: list[int] = csgraph.connected_components(matrix, directed=True, connection="strong")[1].tolist() if count else []
    return found


def _gathered(first: Mapping[int, int], behind: Mapping[int, set[int]]) -> dict[int, int]:
    """The bits of each component with those of all behind it, depth first without recursion."""
    done: dict[int, int] = {}
    for start in first:
        open_ones = [start]
        while open_ones:
            here = open_ones[-1]
            missing = [other for other in behind.get(here, ()) if other not in done]
            if missing:
                open_ones += missing
                continue
            open_ones.pop()
            bits = first.get(here, 0)
            for other in behind.get(here, ()):
                bits |= done[other]
            done[here] = bits
    return done


def read_flows(scape: Landscape) -> Flows:
    """The running flows. A hop that passes on what was not its own needs consent: `onward` without it reaches nobody."""
    flows = Flows()
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        if data["running"]:
            steps = flows.manual if data["manual"] else flows.automatic
            if data["onward"] == "without_consent":
                flows.without_consent.add((supplier, consumer))
            for element in data["elements"]:
                steps[element][supplier].add(consumer)
    return flows


def bodies_of(scape: Landscape, systems: set[str]) -> set[str]:
    """The bodies that own these systems."""
    return {owner for system in systems if (owner := scape.inventory.systems[system].owner) is not None}
