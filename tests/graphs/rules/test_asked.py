"""What the form asks and what rules read hold together: nothing is asked for nothing, and what is read and not asked says where it comes from."""

from graphs.rules import rules
from inventory.schema import FieldSpec, entities

# asked, and read by no rule
ASKED_OTHERWISE = {
    "Organisation.name": "how a body is known, and what every reference is resolved by",
    "DataField.resource": "what says to which dataset a field belongs",
}
# entities of which the form has no sheet, so that all that rules read of them is imported
IMPORTED_ENTITIES = {
    "AssessmentItem": "schemes are written by who assesses, and imported as their own list",
    "Notice": "crawled or imported as files, never typed",
    "Usage": "counted by systems and app stores, by month",
    "Inspection": "results of inspections that others made",
    "Support": "kept by the offices that help and train, as a list of their own",
    "Responsibility": "lists of duties exist as registers (权责清单) and go by date",
    "Algorithm": "the register of algorithms that the net regulators keep",
    "ShareRequest": "dates and decisions stand in the sharing platform's own log",
}
# read by rules, on no form in either tier, by where they come from
IMPORTED: dict[str, tuple[str, ...]] = {
    "the office's register of bodies, or statistics: whoever sends the form knows it already": (
        "Organisation.region", "Organisation.level", "Organisation.nature", "Organisation.population", "Organisation.population_60plus",
    ),
    "when the form came back stands for it (Inventory.attested_on)": ("Organisation.attested_on",),
    "registers of costs and contracts": ("Cost.licence_yuan", "Cost.cloud_yuan", "Cost.fiscal_year", "Cost.procurement", "Cost.exit_yuan", "System.contractor", "System.contract_clauses"),
    "the register of projects: approval, review and acceptance": ("System.project_no", "System.acceptance_date", "System.review_module", "System.build_level", "System.replaces"),
    "earlier censuses of systems, whose columns an office has already filled once": (
        "System.services", "System.coverage", "System.audience", "System.layer", "System.built_own", "System.uses_shared", "System.frequency", "System.user_scope", "System.recovery",
    ),
    "app stores, filing lists and crawled pages tell it": (
        "Channel.status", "Channel.urls", "Channel.release_date", "Channel.version", "Channel.filing_version", "Channel.builder", "Channel.auth_methods", "Channel.ads", "Channel.takes_appeals", "Channel.feedback",
        "Channel.deregistered", "Channel.data_disposal",
    ),
    "tests of accessibility that others made": ("Channel.accessibility", "Channel.senior_mode"),
    "features that the form asks about only where the first ones were answered with yes are too many for every channel: inspections bring them": (
        "Channel.forced_login", "Channel.duration", "Channel.social_tasks", "Channel.trace_upload",
    ),
    "lists of work groups, which no form asks for one by one": ("Channel.group_purpose", "Channel.group_end", "Channel.group_active"),
    "the catalogue of services (办事指南) and the case system behind it": (
        "Service.channels", "Service.groups", "Service.auth_methods", "Service.owner", "Service.first_receiver", "Service.flow_doc", "Service.materials", "Service.systems",
        "Service.cases", "Service.transferred", "Service.returned", "Service.overdue",
    ),
    "the data catalogue": (
        "Dataset.subject", "Dataset.region", "Dataset.classification", "Dataset.kind", "Dataset.provider", "Dataset.format", "Dataset.update_cycle", "Dataset.share_method", "Dataset.share_extra", "Dataset.duty_change",
        "Dataset.publish_date", "Dataset.return_flow", "Dataset.collection", "Dataset.is_open",
    ),
    "records of personal-information protection": ("Dataset.processing_basis", "Dataset.pia_date", "DataField.pii", "DataField.purpose"),
    "data dictionaries, dumps and catalogues: nobody types columns by hand": (
        "DataField.origin", "DataField.required", "DataField.sharing", "DataField.needed_by", "DataField.type", "DataField.unit", "DataField.domain", "DataField.source_org", "DataField.name",
    ),
    "the log of the exchange platform": (
        "Exchange.onward", "Exchange.log_years", "Exchange.status", "Exchange.via_platform", "Exchange.built_date", "Exchange.doc_url", "Exchange.maintainer", "Exchange.sla", "Exchange.has_backup",
    ),
    "who sends out a return is known from the list of returns, and its basis from its cover": ("Return.requiring", "Return.asking_basis"),
}  # fmt: skip
READ = {name for rule, _ in rules().values() for name in rule.reads}


def fields_of(*tiers: str) -> dict[str, FieldSpec]:
    return {f"{field.entity}.{field.name}": field for spec in entities().values() for field in spec.fields.values() if field.tier in tiers}


def test_every_question_of_the_form_is_read_by_a_rule_or_says_what_it_is_asked_for() -> None:
    asked = fields_of("core", "ask_if")
    assert {name for name in asked if name not in READ} == ASKED_OTHERWISE.keys()
    # a question that an answer calls for is never asked for anything but a rule
    assert not ASKED_OTHERWISE.keys() & fields_of("ask_if").keys()


def test_what_a_rule_reads_and_the_form_does_not_ask_says_where_it_comes_from() -> None:
    imported = {name for name in fields_of("import") if name in READ and name.partition(".")[0] not in IMPORTED_ENTITIES}
    told = [name for names in IMPORTED.values() for name in names]
    assert len(told) == len(set(told))
    assert imported == set(told)


def test_entities_without_a_sheet_are_read_and_not_asked() -> None:
    assert not {name.partition(".")[0] for name in fields_of("core", "ask_if")} & IMPORTED_ENTITIES.keys()
    assert IMPORTED_ENTITIES.keys() <= {name.partition(".")[0] for name in READ}


def test_all_that_rules_read_of_records_is_a_field_of_a_tier() -> None:
    apart = {"Page", "Refusal", "Finding"}
    assert {name for name in READ if name not in fields_of("core", "ask_if", "import") and name.partition(".")[0] not in apart} == set()
