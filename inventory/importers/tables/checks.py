"""What reviewers of resource catalogues (发改高技〔2017〕1272号 and its local forms) send back most often; each is asked, not refused."""

from collections import Counter
from collections.abc import Sequence

from inventory.importers.rows import RawRow
from inventory.names import plain
from inventory.problems import Problems
from inventory.schema import entities
from inventory.vocabulary import read_code


def check_catalogue(rows: Sequence[RawRow], problems: Problems) -> None:
    """Ask about resources whose sharing terms are incomplete, that have no items, or that name an item twice."""
    fields = entities()["Dataset"].fields
    items: Counter[str] = Counter()
    twice: Counter[tuple[str, str]] = Counter()
    item_fields = entities()["DataField"].fields
    for row in rows:
        if row.entity == "DataField":
            resource = plain(str(row.cells.get(item_fields["resource"].key) or ""))
            items[resource] += 1
            item = row.cells.get(item_fields["name"].key) or row.cells.get(item_fields["label"].key)
            key = (resource, plain(str(item)))
            twice[key] += 1
            if twice[key] == 2:
                problems.ask("item_twice", row.at, item=str(item)[:60])
    has_items = bool(items)
    for row in rows:
        if row.entity != "Dataset":
            continue
        told = {name: row.cells.get(spec.key) for name, spec in fields.items()}
        kind = read_code("sharing", str(told["share_type"])) if told["share_type"] else None
        name = str(told["name"] or "")
        shown = name[:60]
        if kind == "not_shared" and not told["no_share_basis"]:
            problems.ask("not_shared_without_basis", row.at, name=shown)
        if kind == "conditional" and not (told["share_extra"] or told["share_scope"] or told["share_use"]):
            problems.ask("conditional_without_condition", row.at, name=shown)
        called = [name, *(f"{holder}/{name}" for holder in (told["system"], told["provider"]) if holder)]
        if has_items and not any(items[plain(text)] for text in called):
            problems.ask("resource_without_items", row.at, name=shown)
        code, provider = str(told["code"] or ""), str(told["provider_code"] or "")
        if len(provider) == 18 and len(code) > 18 and not code.startswith(provider):
            problems.ask("code_of_another_body", row.at, name=shown)
