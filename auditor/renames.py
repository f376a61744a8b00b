"""What was only renamed between two rounds, or came back in another shape: a mini program for an app, a form under another title."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from inventory.languages import message
from inventory.names import core
from inventory.schema import by_array
from inventory.vocabulary import caption

# what two records of different names share where one thing was renamed
_IDENTIFYING = ("code", "urls", "identifiers", "filing_no", "icp_no", "mlps_filing", "doc_no")
# array → what must be equal, the first of it answered, and the lists of which nearly all must be the same where the names differ
_ALIKE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "systems": (("owner",), ("functions", "services")),
    "channels": (("owner",), ()),
    "services": (("owner",), ("materials",)),
    "resources": (("system",), ()),
    "returns": (("requiring", "respondent_level"), ("elements",)),
}
# lists agree from so many common entries and such a share of both on
_COMMON, _SHARE = 3, 0.8

Json = Mapping[str, Any]


def renamed(array: str, old: Json, new: Json, judged: set[frozenset[str]]) -> Iterator[dict[str, Any]]:
    """Records of one id and another name; gone and arrived records that a judgement, an identifier or their likeness ties together.

    Likeness is no proof: one of equal name and owner in another shape (`kind` tells from which to which), one of the same system, one
    that asks or does the same. `old` and `new` are records as JSON by id, `judged` pairs of ids that people called one.
    """
    for i in sorted(set(old) & set(new)):
        if label(array, old[i]) != label(array, new[i]):
            yield _entry(array, old[i], new[i], "id")
    marks: dict[str, list[str]] = defaultdict(list)
    arrived = sorted(set(new) - set(old))
    for i in arrived:
        for mark in _marks(array, new[i]):
            marks[mark].append(i)
    taken: set[str] = set()
    gone = sorted(set(old) - set(new))

    def found(i: str, why: str) -> list[str]:
        if why == "judgement":
            return [n for n in arrived if frozenset((i, n)) in judged]
        if why == "identifier":
            return [n for mark in _marks(array, old[i]) for n in marks.get(mark, []) if len(marks[mark]) == 1]
        return _most_alike(array, old[i], [new[n] for n in arrived if n not in taken])

    # what is certain first: a likeness takes nothing from it
    for why in ("judgement", "identifier", "likeness"):
        for i in list(gone):
            chosen = next((n for n in found(i, why) if n not in taken), None)
            if chosen is not None:
                taken.add(chosen)
                gone.remove(i)
                yield _entry(array, old[i], new[chosen], why)


def label(array: str, record: Json) -> str:
    """The name of a record as JSON."""
    spec = by_array()[array]
    return str(record.get(spec.fields[spec.label_field].key) or record["id"])


def _entry(array: str, old: Json, new: Json, why: str) -> dict[str, Any]:
    kinds = (old.get("kind"), new.get("kind"))
    shape = {"kind": list(kinds)} if all(kinds) and kinds[0] != kinds[1] else {}
    return {"id": new["id"], "old_id": old["id"], "old": label(array, old), "name": label(array, new), "why": why, **shape}


def _marks(array: str, record: Json) -> Iterator[str]:
    for name in _IDENTIFYING:
        for part in _listed(array, record, name):
            yield f"{name}={part}"


def _listed(array: str, record: Json, name: str) -> list[Any]:
    field = by_array()[array].fields.get(name)
    value = record.get(field.key) if field is not None else None
    return [part for part in (value if isinstance(value, list) else [value]) if part]


def _most_alike(array: str, old: Json, candidates: list[Json]) -> list[str]:
    anchors, lists = _ALIKE.get(array, ((), ()))
    found = []
    for new in candidates:
        held = [(_listed(array, old, name), _listed(array, new, name)) for name in anchors]
        if held and held[0][0] and all(left == right for left, right in held):
            score = _likeness(array, old, new, lists)
            if score:
                found.append((-score, new["id"]))
    return [identifier for _, identifier in sorted(found)]


def _likeness(array: str, old: Json, new: Json, lists: tuple[str, ...]) -> float:
    """From 0 (nothing says so) to 1 (all that is compared is equal)."""
    if core(label(array, old)) == core(label(array, new)):
        return 1.0
    if array == "channels":
        # an app gone and a mini program of the same system come
        same = _listed(array, old, "system") and _listed(array, old, "system") == _listed(array, new, "system")
        return 0.5 if same and old.get("kind") != new.get("kind") else 0.0
    shares = []
    for name in lists:
        left, right = set(_listed(array, old, name)), set(_listed(array, new, name))
        if len(left & right) >= _COMMON:
            shares.append(len(left & right) / len(left | right))
    return max((share for share in shares if share >= _SHARE), default=0.0)


def in_words(array: str, entry: Json, language: str) -> tuple[str, str]:
    """The old and the new name of a renamed record, with its kinds where it changed shape, with a word where it is only likely."""
    field = by_array()[array].fields.get("kind")
    kinds = [f" ({caption(field.of, kind, language)})" for kind in entry.get("kind", ())] if field is not None else []
    old, new = (name + kind for name, kind in zip((entry["old"], entry["name"]), kinds or ("", ""), strict=True))
    return old, message(language, "diff.likely", name=new) if entry["why"] == "likeness" else new


def field_in_words(array: str, key: str, language: str) -> str:
    """The title of the field that a document's key stands for."""
    field = next((f for f in by_array()[array].fields.values() if f.key == key), None)
    return field.title(language) if field is not None else key


def value_in_words(array: str, key: str, value: Any, language: str) -> str:
    """A value as people read it: codes by their names, yes and no, lists in a row, nothing as a dash."""
    if value in (None, "", []):
        return "—"
    field = next((f for f in by_array()[array].fields.values() if f.key == key), None)
    parts = value if isinstance(value, list) else [value]
    if field is not None and field.type in ("enum", "enums"):
        parts = [caption(field.of, str(part), language) for part in parts]
    words = [message(language, "word.yes" if part else "word.no") if isinstance(part, bool) else str(part) for part in parts]
    return ("、" if language == "zh" else ", ").join(words)
