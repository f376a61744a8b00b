"""Who exists and who answers for what."""

from dataclasses import dataclass

from inventory.values.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Record):
    """A body: department, bureau, town, street office, village, company. `attested` names the sheets whose emptiness it vouches for."""

    name: str | None = None
    code: str | None = None
    aliases: tuple[str, ...] = ()
    level: str | None = None
    region: str | None = None
    parent: str | None = None
    guiding: tuple[str, ...] = ()
    nature: str | None = None
    functions: tuple[str, ...] = ()
    sharing_office: str | None = None
    contact_post: str | None = None
    contact_phone: str | None = None
    population: int | None = None
    population_60plus: int | None = None
    attested: tuple[str, ...] = ()
    attested_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility(Record):
    """A duty: body × object × role × stage. Office and post, never a private person."""

    organisation: str | None = None
    object: str | None = None
    object_kind: str | None = None
    role: str | None = None
    stage: str | None = None
    lead: bool | None = None
    post: str | None = None
    phone: str | None = None
    basis: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Record):
    """Help for people with low digital skills: assisted handling, training, hotlines."""

    name: str | None = None
    kind: str | None = None
    provider: str | None = None
    places: int | None = None
    sessions: int | None = None
    people_helped: int | None = None
