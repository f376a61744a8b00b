"""Everything known at one moment, as frozen values: what the analysis is handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from inventory.values.burden import AssessmentItem, Inspection, Lead, Notice, Return
from inventory.values.data import DataField, Dataset, Exchange, ShareRequest
from inventory.values.observation import Conflict, Judgement, Page
from inventory.values.organisations import Organisation, Responsibility, Support
from inventory.values.record import Record
from inventory.values.systems import Algorithm, Channel, Cost, Service, System, Usage


@dataclass(frozen=True, slots=True)
class Pending:
    """A reference to something not yet known (or known more than once)."""

    entity: str
    record: str
    field: str
    text: str
    is_ambiguous: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not let in for secrecy: its code and address, never its content."""

    code: str
    source: str
    locator: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage of a notice (or lead: `notice` is then its id) that demands app use, traces or repeated filling; offsets count code points of its text."""

    notice: str
    category: str
    disposition: str
    quote: str
    start: int
    end: int
    severity: str
    rule: str
    score: float
    about: str | None = None
    context: str | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A finding of the register as it stood before an audit: who corrects it, by when, and whom it concerns."""

    id: str
    rule: str
    status: str
    owner: str | None
    due: str | None
    organisations: tuple[str, ...]
    round: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All records by entity and id, with judgements and what is open. References hold ids where they could be resolved.

    `today` is the ISO date as of which things are judged, `opened` that on which the round was opened, None where nobody knows.
    `absent` are records that no source names in its latest version.
    `returned_forms` is body → ISO day of the last form that it returned; `of_forms_alone` is exchange → the bodies whose returned
    forms name it, where nothing but such forms does.
    """

    round: str
    today: str
    opened: str | None = None
    records: Mapping[str, Mapping[str, Record]]
    judgements: tuple[Judgement, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    pending: tuple[Pending, ...] = ()
    absent: frozenset[str] = frozenset()
    refusals: tuple[Refusal, ...] = ()
    pages: Mapping[str, Page] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()
    returned_forms: Mapping[str, str] = field(default_factory=dict)
    of_forms_alone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    crawled_owners: frozenset[str] = frozenset()
    follow_ups: tuple[FollowUp, ...] = ()

    def find(self, identifier: str) -> Record | None:
        """The record with this id, whatever its entity."""
        for records in self.records.values():
            if identifier in records:
                return records[identifier]
        return None

    def attested_on(self, body: Organisation) -> str | None:
        """The day on which a body vouched for its sheets: as it says, else that of the form that came back with them, None where it vouched for none."""
        return body.attested_on or (self.returned_forms.get(body.id) if body.attested else None)

    @property
    def organisations(self) -> Mapping[str, Organisation]:
        """Bodies by id."""
        return cast(Mapping[str, Organisation], self.records.get("Organisation", {}))

    @property
    def systems(self) -> Mapping[str, System]:
        """Systems by id."""
        return cast(Mapping[str, System], self.records.get("System", {}))

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Channels by id."""
        return cast(Mapping[str, Channel], self.records.get("Channel", {}))

    @property
    def services(self) -> Mapping[str, Service]:
        """Services by id."""
        return cast(Mapping[str, Service], self.records.get("Service", {}))

    @property
    def datasets(self) -> Mapping[str, Dataset]:
        """Datasets by id."""
        return cast(Mapping[str, Dataset], self.records.get("Dataset", {}))

    @property
    def fields(self) -> Mapping[str, DataField]:
        """Data fields by id."""
        return cast(Mapping[str, DataField], self.records.get("DataField", {}))

    @property
    def exchanges(self) -> Mapping[str, Exchange]:
        """Exchanges by id."""
        return cast(Mapping[str, Exchange], self.records.get("Exchange", {}))

    @property
    def share_requests(self) -> Mapping[str, ShareRequest]:
        """Share requests by id."""
        return cast(Mapping[str, ShareRequest], self.records.get("ShareRequest", {}))

    @property
    def responsibilities(self) -> Mapping[str, Responsibility]:
        """Responsibilities by id."""
        return cast(Mapping[str, Responsibility], self.records.get("Responsibility", {}))

    @property
    def returns(self) -> Mapping[str, Return]:
        """Returns by id."""
        return cast(Mapping[str, Return], self.records.get("Return", {}))

    @property
    def notices(self) -> Mapping[str, Notice]:
        """Notices by id."""
        return cast(Mapping[str, Notice], self.records.get("Notice", {}))

    @property
    def inspections(self) -> Mapping[str, Inspection]:
        """Results of inspections by id."""
        return cast(Mapping[str, Inspection], self.records.get("Inspection", {}))

    @property
    def leads(self) -> Mapping[str, Lead]:
        """Complaints and hotline cases by id."""
        return cast(Mapping[str, Lead], self.records.get("Lead", {}))

    @property
    def assessments(self) -> Mapping[str, AssessmentItem]:
        """Assessment items by id."""
        return cast(Mapping[str, AssessmentItem], self.records.get("AssessmentItem", {}))

    @property
    def algorithms(self) -> Mapping[str, Algorithm]:
        """Algorithms by id."""
        return cast(Mapping[str, Algorithm], self.records.get("Algorithm", {}))

    @property
    def supports(self) -> Mapping[str, Support]:
        """Support offers by id."""
        return cast(Mapping[str, Support], self.records.get("Support", {}))

    @property
    def usage(self) -> Mapping[str, Usage]:
        """Usage aggregates by id."""
        return cast(Mapping[str, Usage], self.records.get("Usage", {}))

    @property
    def costs(self) -> Mapping[str, Cost]:
        """Costs by id."""
        return cast(Mapping[str, Cost], self.records.get("Cost", {}))
