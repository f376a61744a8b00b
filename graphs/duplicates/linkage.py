"""Average linkage under cannot-links: groups that one weak link never chains together."""

from collections.abc import Callable, Mapping


def average_linkage(
    links: Mapping[frozenset[str], float], *, cut: float, is_apart: Callable[[str, str], bool] = lambda left, right: False
) -> list[set[str]]:
    """Groups whose mean link is at least `cut`; a missing link counts 0, and no group holds two that `is_apart` keeps apart."""
    groups: dict[str, set[str]] = {}
    for pair, value in sorted(links.items(), key=lambda item: (-item[1], sorted(item[0]))):
        if value < cut or len(pair) != 2:
            continue
        left, right = sorted(pair)
        a, b = groups.setdefault(left, {left}), groups.setdefault(right, {right})
        if a is b:
            continue
        cross = [links.get(frozenset((x, y)), 0.0) for x in a for y in b]
        if sum(cross) / len(cross) >= cut and not any(is_apart(x, y) for x in a for y in b):
            a |= b
            for member in b:
                groups[member] = a
    unique = {id(group): group for group in groups.values() if len(group) > 1}
    return sorted(unique.values(), key=min)
