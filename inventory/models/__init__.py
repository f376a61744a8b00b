"""Tables: they only store. Import this module to have them all in `metadata`."""

from inventory.models import ledger, records
from inventory.models.base import metadata

__all__ = ["ledger", "metadata", "records"]
