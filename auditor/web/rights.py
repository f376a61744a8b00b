"""Who may do what: rights by role, and the bodies whose records an account may see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.accounts import CONFIRMERS, JUDGES, REPLIERS
from inventory.models.ledger import AccountRow
from inventory.models.records import TABLES

_EVERYBODY = frozenset({"administrator", "auditor", "reviewer", "clerk", "inspector", "architect", "reader"})
# right → roles; a route that names none of these does not start
RIGHTS: dict[str, frozenset[str]] = {
    "public": frozenset(),
    "read": _EVERYBODY,
    "office": _EVERYBODY - {"clerk"},
    "fill": frozenset({"administrator", "auditor", "clerk"}),
    "collect": frozenset({"administrator", "auditor"}),
    "judge": JUDGES,
    "confirm": CONFIRMERS,
    "reply": REPLIERS,
    "decide": frozenset({"administrator", "auditor", "architect"}),
    "prove": frozenset({"administrator", "auditor", "reviewer", "inspector"}),
    "administer": frozenset({"administrator"}),
}
# the menu: address, right, key of its words
MENU = (
    ("/", "read", "home"),
    ("/inventory", "read", "inventory"),
    ("/findings", "read", "findings"),
    ("/review", "judge", "review"),
    ("/mappings", "judge", "mappings"),
    ("/forms", "fill", "forms"),
    ("/imports", "fill", "collect"),
    ("/jobs", "collect", "jobs"),
    ("/screen", "read", "screen"),
    ("/recommendations", "read", "recommendations"),
    ("/plan", "office", "plan"),
    ("/explore", "office", "explore"),
    ("/diagrams", "office", "diagrams"),
    ("/reports", "office", "reports"),
    ("/accounts", "administer", "accounts"),
)


_WHOLE = frozenset({"office", "collect", "judge", "decide", "administer"})


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the account, its role and the session's token against forged requests.

    `bodies` are the ids, names and codes of the bodies that the account is confined to; None where it sees all.
    """

    name: str
    role: str
    organisation: str | None
    csrf: str
    bodies: frozenset[str] | None = None
    body_ids: frozenset[str] | None = None

    def may(self, right: str) -> bool:
        """Tell whether the role has this right; what concerns the whole inventory is not for an account that is confined to a body."""
        return self.role in RIGHTS[right] and (self.bodies is None or right not in _WHOLE)

    def sees(self, bodies: Iterable[str | None]) -> bool:
        """Tell whether any of these bodies is in the account's scope."""
        return self.bodies is None or any(body in self.bodies for body in bodies if body)


def person_of(session: Session, account: AccountRow, csrf: str) -> Person:
    """The person behind an account; one with a body sees that body and those below it."""
    if account.organisation is None and account.role != "clerk":
        return Person(account.name, account.role, None, csrf)
    table = TABLES["Organisation"]
    rows = session.execute(select(table.id, table.name, table.code, table.aliases, table.parent)).all()
    # a name that two bodies bear tells neither
    borne = Counter(text for identifier, name, code, aliases, _ in rows for text in {identifier, name, code, *(aliases or ())} if text)
    called = {
        identifier: {identifier, code, *(text for text in (name, *(aliases or ())) if borne[text] == 1)} - {None, ""}
        for identifier, name, code, aliases, _ in rows
    }
    found = {account.organisation or ""}
    names = called.get(account.organisation or "", set()) | found
    grown = True
    while grown:
        more = {identifier for identifier, *_, parent in rows if parent and parent in names and identifier not in found}
        grown = bool(more)
        found |= more
        names = names.union(*(called[identifier] for identifier in more))
    return Person(account.name, account.role, account.organisation, csrf, frozenset(names - {""}), frozenset(found - {""}))


def accounts(session: Session) -> list[AccountRow]:
    """Every account, by name."""
    return list(session.execute(select(AccountRow).order_by(col(AccountRow.name))).scalars())
