"""Reads DCAT and DCAT-AP (Turtle, RDF/XML, JSON-LD, N-Triples) into datasets. No context, schema or entity is fetched."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inventory.importers.catalogues.spellings import cycle, date
from inventory.importers.decode import decode_text
from inventory.importers.rows import Context, Document, RawRow, row_of
from inventory.limits import DEPTH, LISTED, RDF_BYTES, STATEMENTS, check_nesting, check_size
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.store import Store

# a statement of N-Triples, whole on its line (RDF 1.1 N-Triples, section 2)
_STATEMENT = re.compile(
    r"\s*(?:<[^<>\s]*>|_:\S+)\s+<[^<>\s]*>\s+(?:<[^<>\s]*>|_:\S+|\"(?:[^\"\\]|\\.)*\"(?:@[\w-]+|\^\^<[^<>\s]*>)?)\s*\.\s*(?:#.*)?"
)
_LANGUAGES = ("zh", "zh-cn", "zh-hans", "en", "en-gb", "en-us", None)
# what a JSON-LD file means that leaves its context to an address: the terms of DCAT under their own names
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "dcterms": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#", "skos": "http://www.w3.org/2004/02/skos/core#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/", "xsd": "http://www.w3.org/2001/XMLSchema#", "adms": "http://www.w3.org/ns/adms#",
    "Catalog": "dcat:Catalog", "Dataset": "dcat:Dataset", "Distribution": "dcat:Distribution", "Organization": "foaf:Organization",
    "title": "dct:title", "description": "dct:description", "identifier": "dct:identifier", "publisher": "dct:publisher", "issued": "dct:issued",
    "name": "foaf:name", "theme": "dcat:theme", "keyword": "dcat:keyword", "dataset": "dcat:dataset", "accrualPeriodicity": "dct:accrualPeriodicity",
    "frequency": "dct:accrualPeriodicity", "landingPage": "dcat:landingPage", "accessRights": "dct:accessRights", "distribution": "dcat:distribution",
}  # fmt: skip


def read_dcat(path: Path, problems: Problems, context: Context) -> Document:
    """The datasets of a graph, in the order of their addresses. Raises InputError where it cannot be parsed or holds none."""
    from rdflib import DCAT, DCTERMS, RDF, RDFS, URIRef

    check_size(path, RDF_BYTES)
    text = decode_text(path.read_bytes(), path.name).lstrip("\ufeff")
    graph = _parse(text, path.name, problems)
    document = Document("dcat", {"count": len(graph)})

    def order(node: Any) -> tuple[int, str]:
        """By address; what has none, by what it says, as the parser gives it another name each time."""
        if isinstance(node, URIRef):
            return 0, str(node)
        return 1, _first(graph, node, DCTERMS.identifier) + _first(graph, node, DCTERMS.title, RDFS.label)

    for dataset in sorted({*graph.subjects(RDF.type, DCAT.Dataset), *graph.objects(None, DCAT.dataset)}, key=order):
        title = _first(graph, dataset, DCTERMS.title, RDFS.label)
        at = Locator(file=path.name, path=str(dataset)[:300] if isinstance(dataset, URIRef) else (title[:100] or "_:"))
        if title:
            document.rows.append(_dataset_row(graph, dataset, title, at, context))
        elif (dataset, RDF.type, DCAT.Dataset) in graph:
            problems.reject("dataset_without_title", at)
    if not document.rows:
        broken = next((refused.at.line for refused in problems.refused if refused.code == "broken_statement"), None)
        if broken is not None:
            raise InputError("broken_rdf", file=path.name, line=broken)
        raise InputError("empty_catalogue", file=path.name)
    stated = [str(value) for value in graph.objects(None, URIRef("http://www.w3.org/ns/hydra/core#totalItems"))]
    total = next((int(text) for text in stated if re.fullmatch(r"[0-9]{1,9}", text)), None)
    if total is not None and total > len(document.rows):
        problems.ask("part_of_a_catalogue", Locator(file=path.name), held=len(document.rows), total=total)
    return document


def _dataset_row(graph: "Graph", dataset: Any, title: str, at: Locator, context: Context) -> RawRow:
    from rdflib import DCAT, DCTERMS, RDF, RDFS, SKOS, URIRef

    cycles = (_cycle(graph, value, (RDFS.label, SKOS.prefLabel, RDF.value)) for value in graph.objects(dataset, DCTERMS.accrualPeriodicity))
    address = str(dataset) if isinstance(dataset, URIRef) else ""
    return row_of(
        "Dataset",
        at,
        name=title[:128],
        code=_first(graph, dataset, DCTERMS.identifier)[-64:],
        kind="catalogue",
        provider=(context.organisation or _first(graph, dataset, DCTERMS.publisher, DCTERMS.creator))[:300],
        system=context.system,
        abstract=_first(graph, dataset, DCTERMS.description)[:5000],
        category="、".join(text for text in _by_language(graph, graph.objects(dataset, DCAT.theme)) if "://" not in text)[:60],
        is_open=_is_open([str(value) for value in graph.objects(dataset, DCTERMS.accessRights)]),
        update_cycle=next((code for code in cycles if code), None),
        publish_date=date(_first(graph, dataset, DCTERMS.issued)),
        source_url=(_first(graph, dataset, DCAT.landingPage) or address)[:500],
    )


def _first(graph: "Graph", subject: Any, *predicates: Any) -> str:
    return next(iter(_by_language(graph, [value for predicate in predicates for value in graph.objects(subject, predicate)])), "")


def _by_language(graph: "Graph", values: Iterable[Any]) -> list[str]:
    """Texts, the wanted languages first; a node is named by its label, name or title."""
    from rdflib import DCTERMS, FOAF, RDFS, SKOS, Literal, Namespace

    vcard = Namespace("http://www.w3.org/2006/vcard/ns#")
    ranked: list[tuple[int, str]] = []
    for value in values:
        if isinstance(value, Literal):
            language = value.language.casefold() if value.language else None
            ranked.append((_LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES), " ".join(str(value).split())))
            continue
        labels = [
            label
            for p in (FOAF.name, SKOS.prefLabel, RDFS.label, vcard.fn, vcard["organization-name"], DCTERMS.title)
            for label in graph.objects(value, p)
        ]
        named = _by_language(graph, [label for label in labels if isinstance(label, Literal)])
        if named:
            ranked.append((0, named[0]))
        elif str(value).startswith(("http://", "https://")):
            ranked.append((len(_LANGUAGES) + 1, str(value)))
    return [text for _, text in sorted(ranked, key=lambda pair: pair) if text]


def _cycle(graph: "Graph", value: Any, labels: tuple[Any, ...]) -> str | None:
    return cycle(value) or next((code for label in labels for text in graph.objects(value, label) if (code := cycle(text))), None)


def _is_open(rights: list[str]) -> bool | None:
    words = {re.split(r"[/#]", text)[-1].casefold() for text in rights}
    if words & {"public", "open"}:
        return True
    return False if words & {"restricted", "non_public", "non-public", "confidential", "sensitive"} else None


def _parse(text: str, file: str, problems: Problems) -> "Graph":
    import logging
    import warnings

    from rdflib import Dataset, Graph

    begins = text.lstrip()
    above = text[: len(text) - len(begins)].count("\n")
    from rdflib.plugins.stores.memory import Memory, SimpleMemory

    graph = Graph(store=_bounded(SimpleMemory, file)())
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it logs every odd literal of a catalogue
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            if begins.startswith(("{", "[")):
                check_nesting(text, file, DEPTH)
                content = _without_addresses(json.loads(text), file, problems)
                # a catalogue may stand in a graph of a name of its own
                quads = Dataset(store=_bounded(Memory, file)())
                quads.parse(data=json.dumps(content), format="json-ld")
                for subject, predicate, value, _ in quads.quads():
                    graph.add((subject, predicate, value))
            elif begins.startswith("<") and re.match(r"<(?:\?xml|!|[\w-]+:?[\w-]*[\s>])", begins):
                _check_entities(text, file)
                inner = re.search(r"<(\w+:)?RDF[\s>].*?</\1?RDF>", begins, re.S)
                graph.parse(data=inner.group() if inner and "GetRecords" in begins[:2000] else begins, format="xml")
            else:
                _check_lists(text, file)
                graph.parse(data=_without_broken_statements(text, file, problems), format="turtle")
    except InputError:
        raise
    except RecursionError:
        raise InputError("nested_too_deep", file=file, limit=DEPTH) from None
    except Exception as error:  # every parser has exceptions of its own
        raise InputError("broken_rdf", file=file, line=_line(error, above)) from None
    return graph


def _bounded(store: type["Store"], file: str) -> type["Store"]:
    """A store that takes so many statements and then raises InputError: a small file can unfold to very many."""

    class Bounded(store):  # type: ignore[misc,valid-type]
        taken = 0

        def add(self, *args: Any, **more: Any) -> None:
            self.taken += 1
            if self.taken > STATEMENTS:
                raise InputError("too_many_statements", file=file, limit=STATEMENTS)
            super().add(*args, **more)

    return Bounded


# what holds brackets and commas that are none of the grammar's: strings, addresses, remarks
_NO_GRAMMAR = re.compile(r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*', re.S)


def _check_lists(text: str, file: str) -> None:
    """Raises InputError where one statement of Turtle lists too many things: the parser keeps them all before it tells the first."""
    bare = _NO_GRAMMAR.sub("_", text)
    for statement in re.split(r"[.](?=\s)", bare):
        listed = statement.count(",") + sum(len(found.split()) for found in re.findall(r"[(]([^()]*)", statement))
        if listed > LISTED:
            raise InputError("too_many_listed", file=file, limit=LISTED)


def _without_broken_statements(text: str, file: str, problems: Problems) -> str:
    """N-Triples without the lines that are no statement, each of which is rejected; any other text as it is."""
    lines = text.split("\n")
    said = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    whole = sum(_STATEMENT.fullmatch(line) is not None for line in said)
    # a line or two are broken: most are statements of one line each
    if whole == len(said) or whole < 0.9 * len(said):
        return text
    kept = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#") or _STATEMENT.fullmatch(line) is not None:
            kept.append(line)
        else:
            problems.reject("broken_statement", Locator(file=file, line=number))
            kept.append("")
    return "\n".join(kept)


def _line(error: Exception, above: int) -> int | str:
    """The line that a parser complains of: Turtle's counts from 0, XML's and JSON's from 1, below what was cut off above."""
    lines = getattr(error, "lines", None)
    if isinstance(lines, int):
        return lines + 1
    getter = getattr(error, "getLineNumber", None)
    found = getter() if callable(getter) else getattr(error, "lineno", None)
    if not isinstance(found, int):
        return "?"
    return found + (above if callable(getter) else 0)


def _without_addresses(content: Any, file: str, problems: Problems) -> Any:
    """JSON-LD in which every context that stands at an address is replaced by the terms of DCAT; it would have to be fetched."""

    def context(value: Any) -> Any:
        if isinstance(value, str):
            problems.ask("remote_context", Locator(file=file, path="@context"), url=value[:200])
            return _CONTEXT
        return [context(part) for part in value] if isinstance(value, list) else walk(value)

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(part) for part in value]
        if isinstance(value, dict):
            return {key: context(part) if key == "@context" else walk(part) for key, part in value.items() if key != "@import"}
        return value

    return walk(content)


def _check_entities(text: str, file: str) -> None:
    """Raises InputError for entities that stand outside the file or are made of others; short names of addresses are usual."""
    for found in re.finditer(r"<!ENTITY\s+(%\s*)?[\w.\-]+\s+(SYSTEM|PUBLIC)?\s*(\"[^\"]*\"|'[^']*')?", text):
        if found[1] or found[2] or "&" in (found[3] or "") or len(found[3] or "") > 1000:
            raise InputError("xml_entities", file=file)
