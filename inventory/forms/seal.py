"""A form's seal: a keyed hash of whose form it is and of the record ids that it carries, checked when it comes back.

Hidden sheets can be shown and edited. Without a seal an edited `_form` sheet would hand one body's answers in as another's,
or for another year, and an edited `_keys` sheet would put them on other records. The key stays in the workspace.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from inventory import rounds
from inventory.names import plain

SEAL = "seal"
_FACT = "form_key"


def make_key(session: Session) -> bytes:
    """The workspace's key; made with the first form (in a writing transaction)."""
    if (key := known_key(session)) is None:
        key = secrets.token_bytes(32)
        rounds.set_fact(session, _FACT, key.hex())
    return key


def known_key(session: Session) -> bytes | None:
    """The workspace's key; None where it has sent no form that bears a seal."""
    text = rounds.get_fact(session, _FACT)
    return None if text is None else bytes.fromhex(text)


def seal_of(key: bytes, mark: Mapping[str, str], ids: Iterable[tuple[str, str]]) -> str:
    """The seal of a form with this mark and these ids (sheet, id); spaces and punctuation that a spreadsheet may change do not count."""
    said = sorted((name, plain(value)) for name, value in mark.items() if name != SEAL)
    listed = sorted((plain(sheet), identifier) for sheet, identifier in ids)
    return hmac.new(key, json.dumps([said, listed]).encode(), hashlib.sha256).hexdigest()


def is_sealed(key: bytes, mark: Mapping[str, str], ids: Iterable[tuple[str, str]]) -> bool:
    """Tell whether mark and ids are those that the workspace wrote."""
    return hmac.compare_digest(mark.get(SEAL, "").encode(), seal_of(key, mark, ids).encode())
