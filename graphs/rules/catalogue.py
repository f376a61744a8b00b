"""Items of a catalogue entry that rules of their own take up: one fault is told once, and says which other rule asks for the same."""

from inventory.values import Dataset
from inventory.values.finding import Reason


def is_to_classify(dataset: Dataset) -> bool:
    """Tell whether SEC-04 looks at a resource: one that somebody declares, and no form or message."""
    return dataset.is_declared and dataset.kind not in ("form", "payload")


def item_of_catalogue(dataset: Dataset) -> list[Reason]:
    """That the catalogue asks for the item too (SIL-02), where the resource has an entry."""
    return [Reason("share.catalogue_item", {"rule": "SIL-02"})] if dataset.code and dataset.is_declared else []
