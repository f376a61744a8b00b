import contextlib
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from inventory.importers.catalogues import dcat as module
from inventory.importers.catalogues.dcat import read_dcat
from inventory.importers.interpret import interpret
from inventory.importers.recognise import recognise
from inventory.importers.rows import Context
from inventory.problems import InputError, Problems

# rdflib's own parser of JSON-LD uses what rdflib has given up
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n"
ABOUT = "http://data.yunxi.example/elders"
MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
TURTLE = f"""{PREFIXES}@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<{ABOUT}> a dcat:Dataset ;
  dct:title "Elders"@en , "老年人名册"@zh ; dct:description "六十岁以上的居民"@zh ; dct:identifier "elders" ;
  dct:publisher <http://data.yunxi.example/mzj> ; dct:accrualPeriodicity <{MONTHLY}> ;
  dct:issued "2023-02-03T00:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime> ; dct:accessRights <{PUBLIC}> ;
  dcat:theme "养老" , "民生" , <http://data.yunxi.example/theme/1> ; dcat:landingPage <https://data.yunxi.example/page> .
<http://data.yunxi.example/mzj> foaf:name "云溪县民政局" .
"""
TRIPLES = "".join(
    f"<{subject}> <{predicate}> {value} .\n"
    for subject, predicate, value in [
        (ABOUT, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<http://www.w3.org/ns/dcat#Dataset>"),
        (ABOUT, "http://purl.org/dc/terms/title", '"Elders"@en'),
        (ABOUT, "http://purl.org/dc/terms/title", '"\\u8001\\u5E74\\u4EBA\\u540D\\u518C"@zh'),
        (ABOUT, "http://purl.org/dc/terms/description", '"六十岁以上的居民"@zh'),
        (ABOUT, "http://purl.org/dc/terms/identifier", '"elders"'),
        (ABOUT, "http://purl.org/dc/terms/publisher", "<http://data.yunxi.example/mzj>"),
        (ABOUT, "http://purl.org/dc/terms/accrualPeriodicity", f"<{MONTHLY}>"),
        (ABOUT, "http://purl.org/dc/terms/issued", '"2023-02-03"'),
        (ABOUT, "http://purl.org/dc/terms/accessRights", f"<{PUBLIC}>"),
        (ABOUT, "http://www.w3.org/ns/dcat#theme", '"养老"'),
        (ABOUT, "http://www.w3.org/ns/dcat#theme", '"民生"'),
        (ABOUT, "http://www.w3.org/ns/dcat#landingPage", "<https://data.yunxi.example/page>"),
        ("http://data.yunxi.example/mzj", "http://xmlns.com/foaf/0.1/name", '"云溪县民政局"'),
    ]
)
SPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
    'xmlns:dct="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/"'
)
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XML = f"""{XML_HEAD}<rdf:RDF {SPACES}>
<dcat:Dataset rdf:about="{ABOUT}">
  <dct:title xml:lang="en">Elders</dct:title><dct:title xml:lang="zh">老年人名册</dct:title>
  <dct:description>六十岁以上的居民</dct:description><dct:identifier>elders</dct:identifier>
  <dct:publisher><foaf:Organization><foaf:name>云溪县民政局</foaf:name></foaf:Organization></dct:publisher>
  <dct:accrualPeriodicity rdf:resource="{MONTHLY}"/><dct:issued>2023-02-03</dct:issued>
  <dct:accessRights rdf:resource="{PUBLIC}"/><dcat:theme>养老</dcat:theme><dcat:theme>民生</dcat:theme>
  <dcat:landingPage rdf:resource="https://data.yunxi.example/page"/>
</dcat:Dataset>
</rdf:RDF>
"""
NODE = {
    "@id": ABOUT,
    "@type": "dcat:Dataset",
    "dct:title": [{"@value": "Elders", "@language": "en"}, {"@value": "老年人名册", "@language": "zh"}],
    "dct:description": "六十岁以上的居民",
    "dct:identifier": "elders",
    "dct:publisher": {"foaf:name": "云溪县民政局"},
    "dct:accrualPeriodicity": {"@id": MONTHLY},
    "dct:issued": "2023-02-03",
    "dct:accessRights": {"@id": PUBLIC},
    "dcat:theme": ["养老", "民生"],
    "dcat:landingPage": {"@id": "https://data.yunxi.example/page"},
}
TERMS = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"}
PLAIN = {
    "@context": "http://127.0.0.1:1/context.jsonld",
    "@id": ABOUT,
    "@type": "Dataset",
    "title": "老年人名册",
    "description": "六十岁以上的居民",
    "identifier": "elders",
    "publisher": {"name": "云溪县民政局"},
    "accrualPeriodicity": {"@id": MONTHLY},
    "issued": "2023-02-03",
    "accessRights": {"@id": PUBLIC},
    "theme": ["养老", "民生"],
    "landingPage": {"@id": "https://data.yunxi.example/page"},
}
WRITTEN = {
    "turtle": TURTLE,
    "n-triples": TRIPLES,
    "rdf/xml": XML,
    "json-ld": json.dumps({"@context": TERMS, "@graph": [NODE]}),
    "json-ld list": json.dumps([{"@context": TERMS, **NODE}]),
    "json-ld by address": json.dumps(PLAIN),
}
ELDERS = {
    "name": "老年人名册",
    "code": "elders",
    "kind": "catalogue",
    "provider": "云溪县民政局",
    "abstract": "六十岁以上的居民",
    "category": "养老、民生",
    "is_open": True,
    "update_cycle": "monthly",
    "publish_date": "2023-02-03",
    "source_url": "https://data.yunxi.example/page",
}


def read(folder: Path, content: Any, context: Context = Context()) -> tuple[list[dict[str, Any]], Problems]:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (folder / "catalogue").write_text(text, encoding="utf-8")
    problems = Problems()
    document = read_dcat(folder / "catalogue", problems, context)
    return [dict(said.values) for said in interpret(document.rows, problems)], problems


def refused(folder: Path, content: Any) -> InputError:
    with pytest.raises(InputError) as error:
        read(folder, content)
    assert all("catalogue" in error.value.sentence(language) for language in ("zh", "en"))
    return error.value


def turtle(*titles: str) -> str:
    return PREFIXES + "".join(f'<http://a.example/{n}> a dcat:Dataset ; dct:title "{title}" .\n' for n, title in enumerate(titles))


def xml(title: str, head: str = "") -> str:
    body = f'<dcat:Dataset rdf:about="{ABOUT}"><dct:title>{title}</dct:title></dcat:Dataset>'
    return f"{XML_HEAD}{head}<rdf:RDF {SPACES}>\n{body}\n</rdf:RDF>\n"


@pytest.fixture(autouse=True)
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was tried to be opened; a parser may swallow the error."""
    tried: list[object] = []

    def fail(*address: object, **_: object) -> None:
        tried.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", fail)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    return tried


@pytest.mark.parametrize("syntax", WRITTEN)
def test_every_syntax_gives_the_same_dataset(syntax: str, tmp_path: Path, connections: list[object]) -> None:
    rows, problems = read(tmp_path, WRITTEN[syntax])
    assert [{**row, "category": "、".join(sorted(row["category"].split("、"), reverse=True))} for row in rows] == [
        {**ELDERS, "category": "、".join(sorted(["养老", "民生"], reverse=True))}
    ]
    assert (problems.rejected, connections) == ([], [])
    assert recognise(tmp_path / "catalogue") == "dcat"


def test_what_is_told_beside_the_file_comes_first(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, TURTLE, Context(system="数据平台", organisation="数据局"))
    assert (rows[0]["system"], rows[0]["provider"]) == ("数据平台", "数据局")


def test_datasets_stand_in_the_order_of_their_addresses(tmp_path: Path) -> None:
    assert [row["name"] for row in read(tmp_path, turtle("甲", "乙", "丙"))[0]] == ["甲", "乙", "丙"]


def test_datasets_without_address_stand_in_the_same_order_each_time(tmp_path: Path) -> None:
    content = {"@context": TERMS, "@graph": [{"@type": "dcat:Dataset", "dct:title": f"名册{n}"} for n in range(20)]}
    assert read(tmp_path, content)[0] == read(tmp_path, content)[0]


def test_a_named_graph_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, {"@context": TERMS, "@id": "http://a.example/graph", "@graph": [NODE]})[0]) == 1


@pytest.mark.parametrize(
    ("right", "is_open"), [("PUBLIC", True), ("OPEN", True), ("RESTRICTED", False), ("NON_PUBLIC", False), ("OTHER", None)]
)
def test_access_rights_say_whether_it_is_open(right: str, is_open: bool | None, tmp_path: Path) -> None:
    assert read(tmp_path, TURTLE.replace("access-right/PUBLIC", f"access-right/{right}"))[0][0].get("is_open") is is_open


def test_a_cycle_may_be_told_by_the_label_of_a_node(tmp_path: Path) -> None:
    label = "[ <http://www.w3.org/2000/01/rdf-schema#label> '每年' ]"
    assert read(tmp_path, TURTLE.replace(f"<{MONTHLY}>", label))[0][0]["update_cycle"] == "yearly"


def test_a_dataset_without_title_is_listed_and_one_only_mentioned_is_passed_over(tmp_path: Path) -> None:
    more = "<http://a.example/x> a dcat:Dataset . <http://a.example/c> dcat:dataset <http://a.example/elsewhere> .\n"
    rows, problems = read(tmp_path, turtle("甲") + more)
    assert [row["name"] for row in rows] == ["甲"]
    assert [(p.code, p.at.path) for p in problems.rejected] == [("dataset_without_title", "http://a.example/x")]


def test_a_page_of_many_is_said_to_be_one(tmp_path: Path) -> None:
    total = "<http://a.example/c> <http://www.w3.org/ns/hydra/core#totalItems> %d .\n"
    assert [p.code for p in read(tmp_path, turtle("甲", "乙") + total % 30)[1].questions] == ["part_of_a_catalogue"]
    assert read(tmp_path, turtle("甲", "乙") + total % 2)[1].questions == []


@pytest.mark.parametrize("content", [PREFIXES, turtle("").replace("dct:title", "dct:other"), {"@context": TERMS, "@graph": []}, xml("")])
def test_a_graph_without_datasets_is_refused(content: Any, tmp_path: Path) -> None:
    assert refused(tmp_path, content).code == "empty_catalogue"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"{turtle('甲')}<http://a.example/9> a a a .\n", 4),
        ("@prefix dcat <http://www.w3.org/ns/dcat#> .\n", 1),
        (TRIPLES.replace("elders>", "elders", 1), 1),
        (XML.replace("</dcat:Dataset>", ""), 11),
        (xml("老年人").replace("</rdf:RDF>", ""), 5),
        ("\n\n" + xml("老年人").removeprefix(XML_HEAD).replace("</rdf:RDF>", ""), 6),
        ('{"@context": {},\n"@graph": [\n}', 3),
    ],
)
def test_broken_rdf_is_refused_with_its_line(content: str, line: int, tmp_path: Path) -> None:
    error = refused(tmp_path, content)
    assert (error.code, error.params["line"]) == ("broken_rdf", line)


@pytest.mark.parametrize(
    "content", ["(" * 5000, "[" * 5000, '{"@graph":' * 201 + "1" + "}" * 201, "[" + "9" * 5000 + "]", '{"@context": 5}']
)
def test_hostile_rdf_is_refused(content: str, tmp_path: Path) -> None:
    assert refused(tmp_path, content).code in ("broken_rdf", "nested_too_deep")


def test_literals_that_are_none_of_their_type_are_texts(tmp_path: Path) -> None:
    number = '"' + "9" * 5000 + '"^^<http://www.w3.org/2001/XMLSchema#integer>'
    day = '"gestern"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    rows, _ = read(tmp_path, turtle("甲") + f"<http://a.example/0> dct:issued {day} ; dct:identifier {number} .\n")
    assert [row["name"] for row in rows] == ["甲"]


def test_a_context_at_an_address_is_told_and_not_fetched(tmp_path: Path, connections: list[object]) -> None:
    _, problems = read(tmp_path, PLAIN)
    assert [(p.code, dict(p.params)["url"]) for p in problems.questions] == [("remote_context", PLAIN["@context"])]
    assert connections == []


FAR = "http://127.0.0.1:1/context.jsonld"


@pytest.mark.parametrize(
    "context",
    [
        [FAR, {"x": "http://x.example/"}],
        [[FAR]],
        {**TERMS, "@import": FAR},
        {"@context": FAR},
        [{"@context": [FAR]}],
        {"publisher": {"@id": "http://purl.org/dc/terms/publisher", "@context": FAR}},
        {"Dataset": {"@id": "http://www.w3.org/ns/dcat#Dataset", "@context": FAR}},
        {"@context": {"@import": FAR}},
    ],
)
def test_no_context_is_ever_fetched(context: Any, tmp_path: Path, connections: list[object]) -> None:
    with contextlib.suppress(InputError):
        read(tmp_path, [{**PLAIN, "@context": context}, {"@context": TERMS, **NODE}])
    assert connections == []


NESTED = '<!ENTITY a "啊啊啊"><!ENTITY b "&a;&a;&a;">'
OUTSIDE = [NESTED, '<!ENTITY b SYSTEM "file:///etc/passwd">', "<!ENTITY b PUBLIC '-//x' 'http://127.0.0.1:1/'>", '<!ENTITY % b "x">']


@pytest.mark.parametrize("entities", [*OUTSIDE, '<!ENTITY b "' + "啊" * 1001 + '">'])
def test_entities_from_outside_or_made_of_others_are_refused(entities: str, tmp_path: Path, connections: list[object]) -> None:
    assert refused(tmp_path, xml("&b;", f"<!DOCTYPE rdf:RDF [{entities}]>\n")).code == "xml_entities"
    assert connections == []


@pytest.mark.parametrize("entities", OUTSIDE[:2])
def test_entities_behind_a_long_comment_are_refused(entities: str, tmp_path: Path) -> None:
    assert refused(tmp_path, xml("老年人", f"<!-- {'x' * 200_000} --><!DOCTYPE rdf:RDF [{entities}]>\n")).code == "xml_entities"


def test_short_names_of_addresses_are_accepted_and_no_definition_is_fetched(tmp_path: Path, connections: list[object]) -> None:
    names = '<!DOCTYPE rdf:RDF [<!ENTITY dct "http://purl.org/dc/terms/"><!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">]>\n'
    text = xml("老年人", names).replace('xmlns:dct="http://purl.org/dc/terms/"', 'xmlns:dct="&dct;"')
    assert read(tmp_path, text)[0][0]["name"] == "老年人"
    assert read(tmp_path, xml("老年人", '<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:1/rdf.dtd">\n'))[0][0]["name"] == "老年人"
    assert connections == []


@pytest.mark.parametrize("total", ["9" * 5000, "²", "-1", "many"])
def test_a_total_that_is_no_count_is_passed_over(total: str, tmp_path: Path) -> None:
    text = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        f'<http://x/1> a dcat:Dataset ; dct:title "低保" .\n<http://x/c> <http://www.w3.org/ns/hydra/core#totalItems> "{total}" .\n'
    )
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    problems = Problems()
    assert len(read_dcat(tmp_path / "a.ttl", problems, Context()).rows) == 1
    assert problems.questions == []


def test_a_broken_statement_costs_its_line_alone(tmp_path: Path) -> None:
    whole = [TRIPLES.replace(ABOUT, f"{ABOUT}/{n}").replace('"elders"', f'"e{n}"').replace('518C"', f'518C{n}"') for n in range(5)]
    lines = "".join(whole).splitlines(keepends=True)
    broken = next(n for n, line in enumerate(lines) if "identifier" in line)
    lines[broken] = lines[broken].replace('"e0"', '"e0')
    rows, problems = read(tmp_path, "".join(lines))
    assert len(rows) == 5
    assert [(p.code, p.at.line) for p in problems.refused] == [("broken_statement", broken + 1)]


@pytest.mark.parametrize("many", ["( " + "1 " * 60 + ")", ",".join(map(str, range(60))), "( " + "(1 2) " * 30 + ")"])
def test_a_statement_that_lists_too_much_is_refused_before_it_is_parsed(many: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTED", 50)
    path = tmp_path / "c.ttl"
    path.write_text(f'{PREFIXES}<{ABOUT}> a dcat:Dataset ; dct:title "a" ; dct:relation {many} .\n', encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_dcat(path, Problems(), Context())
    assert error.value.code == "too_many_listed"


def test_brackets_and_commas_in_words_addresses_and_remarks_are_no_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTED", 5)
    path = tmp_path / "c.ttl"
    words = "(一, 二, 三, 四, 五, 六 " * 3
    text = f'# {words}\n{PREFIXES}<{ABOUT}?a=(1,2,3,4,5,6,7)> a dcat:Dataset ; dct:title "{words}" ; dct:description """{words}\n{words}""" .\n'
    path.write_text(text, encoding="utf-8")
    assert len(list(read_dcat(path, Problems(), Context()).rows)) == 1


@pytest.mark.parametrize(("name", "text"), [("c.ttl", TURTLE), ("c.nt", TRIPLES)])
def test_a_graph_of_too_many_statements_is_refused(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STATEMENTS", 4)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_dcat(path, Problems(), Context())
    assert error.value.code == "too_many_statements"
