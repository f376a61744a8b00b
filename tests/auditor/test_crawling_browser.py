"""The browser through the application: what it needs, what becomes of drawn pages in findings, sealed packages and the check."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.check import check_workspace
from auditor.crawling import crawl_sites
from auditor.evidence import export_evidence
from auditor.exporting import findings_list, inventory_document
from auditor.pipeline import audit
from auditor.workspace import Workspace, open_workspace
from crawlers.browser.chromium import NAMES
from inventory.evidence.container import read_container, write_container
from inventory.evidence.verify import verify
from inventory.problems import InputError
from tests.crawlers.browser.site import CITIZEN, NOTICE, routes
from tests.crawlers.crawling import Site, serving

CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (apt install chromium)")


def with_settings(folder: Path, *lines: str) -> Workspace:
    path = folder / "auditor.toml"
    text = path.read_text(encoding="utf-8").replace("[crawl]", "[crawl]\n" + "\n".join(("delay_seconds = 0.0", *lines)), 1)
    path.write_text(text, encoding="utf-8")
    return open_workspace(folder)


def crawl(workspace: Workspace, *seeds: str) -> dict[str, Any]:
    return crawl_sites(workspace, list(seeds), max_pages=None, allow_private=True, texts={}, show_progress=False)


def refusal(workspace: Workspace, *seeds: str) -> InputError:
    with pytest.raises(InputError) as caught:
        crawl(workspace, *seeds)
    for language in ("zh", "en"):
        assert "\n" not in caught.value.sentence(language)
        assert "error." not in caught.value.sentence(language)
    assert not list((workspace.folder / "crawls").glob("*"))
    return caught.value


# ---- what is missing


@pytest.fixture
def wanting(workspace: Workspace) -> Workspace:
    return with_settings(workspace.folder, 'browser = "when-needed"')


def test_without_the_extra_the_call_is_refused_and_says_how_to_get_it(wanting: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.browser.chromium.find_spec", lambda name: None)
    assert (refusal(wanting, "http://127.0.0.1:9/").code) == "needs_extra"


def test_without_chromium_the_call_is_refused_and_says_how_to_get_it(wanting: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    told = refusal(wanting, "http://127.0.0.1:9/")
    assert told.code == "no_chromium"
    assert "apt install chromium" in told.sentence("en")


def test_a_chromium_that_is_not_there_or_does_not_start_is_told(workspace: Workspace, tmp_path: Path) -> None:
    wanting = with_settings(workspace.folder, 'browser = "all"', f'chromium = "{tmp_path}/none"')
    assert refusal(wanting, "http://127.0.0.1:9/").code == "no_chromium_there"
    broken = tmp_path / "none"
    broken.write_text("#!/bin/sh\necho 'error while loading shared libraries: libx.so' >&2\nexit 127\n")
    broken.chmod(0o700)
    told = refusal(open_workspace(workspace.folder), "http://127.0.0.1:9/")
    assert told.code == "chromium_fails"
    assert "libx.so" in told.params["what"]


def test_the_command_ends_with_exit_code_two(wanting: Workspace, auditor: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    auditor("-w", wanting.folder, "crawl", "http://127.0.0.1:9/", "--allow-private").says_one_line("chromium")


def test_off_is_the_default_and_asks_for_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.browser.chromium.find_spec", lambda name: None)
    with serving(Site({"/": "<div id=app></div><script>1</script>"})) as site:
        assert crawl(workspace, f"{site.url}/")["rendered"] == {"pages": 0, "pictures": 0, "failed": [], "not_named": []}


# ---- a drawn town


@pytest.fixture(scope="module")
def drawn(
    blank_workspace: Path, tmp_path_factory: pytest.TempPathFactory, auditor: Callable[..., Any]
) -> Iterator[tuple[Path, dict[str, Any], str]]:
    """A workspace that crawled some pages of the scripted site; the answer; what the command said."""
    folder = shutil.copytree(blank_workspace, tmp_path_factory.mktemp("drawn") / "workspace")
    workspace = with_settings(folder, 'browser = "when-needed"')
    all_routes = routes()
    menu = "".join(f"<a href={way}>{way}</a>" for way in ("/n/1.html", "/form", "/person"))
    site = Site(
        {
            **{way: all_routes[way] for way in ("/n/1.html", "/form", "/person", "/logo.png")},
            "/": f"<title>云溪县民政局</title><p>{'正文' * 200}</p>{menu}",
        }
    )
    short = Path(tempfile.mkdtemp(prefix="a-"))
    with serving(site), pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(short))
        (folder / "seeds.csv").write_text(f"url,name,owner\n{site.url}/,云溪民政网,云溪县民政局\n", encoding="utf-8")
        done = auditor("-w", folder, "crawl", folder / "seeds.csv", "--allow-private", "--json")
    assert done.code == 0, done.err[-2000:]
    assert list(short.iterdir()) == []
    short.rmdir()
    audit(workspace)
    assert auditor("user", "add", "乙", "--role", "inspector", "-w", folder).code == 0
    workspace.engine.dispose()
    return folder, done.json, done.err


@pytest.fixture
def town(drawn: tuple[Path, Any, str], tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(shutil.copytree(drawn[0], tmp_path / "town"))
    yield opened
    opened.engine.dispose()


@needs_chromium
def test_the_answer_counts_pages_and_pictures(drawn: tuple[Path, Any, str]) -> None:
    assert drawn[1]["rendered"] == {"pages": 3, "pictures": 3, "failed": [], "not_named": []}
    assert drawn[1]["certificates"] == []


@needs_chromium
def test_what_only_the_browser_showed_says_so_in_its_place(town: Workspace) -> None:
    document = inventory_document(town)
    places = {o["entity"]: o["locator"] for o in document["observations"] if o["entity"] in ("Notice", "DataField")}
    assert {place["path"] for place in places.values()} == {"rendered"}
    assert places["Notice"]["url"].endswith("/n/1.html")
    assert [notice["title"] for notice in document["notices"]] == [NOTICE]


@needs_chromium
def test_what_axe_objects_to_is_a_question_that_names_tool_version_and_rule(town: Workspace) -> None:
    [finding] = [f for f in findings_list(town) if f["rule"] == "INC-01"]
    assert finding["certainty"] == "question"
    assert any("axe-core 4." in why and "Chromium" in why for why in finding["why"])
    assert any("label (critical) ×" in why for why in finding["why"])
    assert [e["quote"] for e in finding["evidence"]] == [None]


@needs_chromium
def test_a_sealed_package_holds_the_drawn_page_its_picture_and_the_quotes_in_it(town: Workspace, tmp_path: Path) -> None:
    wanted = [f["id"] for f in findings_list(town) if f["rule"] in ("SPR-01", "SEC-07", "INC-01")]
    export_evidence(town, wanted, tmp_path / "package.zip")
    assert verify(tmp_path / "package.zip").problems == []
    parts, _ = read_container(tmp_path / "package.zip")
    pages = {p["url"].rsplit("/", 1)[1]: p for p in json.loads(parts["pages.json"])}
    quotes = [e for f in json.loads(parts["findings.json"]) for e in f["evidence"] if e["quote"]]
    assert {f["rule"] for f in json.loads(parts["findings.json"])} == {"SPR-01", "SEC-07", "INC-01"}
    assert all(parts[e["text"]].decode()[e["start"] : e["end"]] == e["quote"] for e in quotes)
    notice = pages["1.html"]["parts"]
    [masked] = [e for e in quotes if "*" in e["quote"]]
    assert masked["text"] == pages["person"]["parts"]["rendered"]["text"]
    assert parts[notice["screenshot"]["picture"]].startswith(b"\x89PNG")
    assert json.loads(parts[notice["conditions"]["text"]])["state"] == "quiet"
    order = "必须于6月底前下载安装".encode()
    assert order in parts[notice["rendered"]["text"]]
    assert order not in parts[pages["1.html"]["text"]]
    index = parts["index.html"].decode()
    assert f'href="{notice["screenshot"]["picture"]}"' in index
    assert "引文见于渲染后的页面" in index


@needs_chromium
def test_a_picture_of_personal_numbers_stays_and_nothing_shows_them(town: Workspace, tmp_path: Path) -> None:
    wanted = [f["id"] for f in findings_list(town) if f["rule"] == "SEC-07"]
    export_evidence(town, wanted, tmp_path / "package.zip")
    parts, _ = read_container(tmp_path / "package.zip")
    [page] = json.loads(parts["pages.json"])
    assert (page["parts"]["screenshot"]["picture"], page["parts"]["screenshot"]["left_out"]) == (None, "personal_numbers")
    assert not [name for name in parts if name.endswith(".png")]
    assert not [name for name, body in parts.items() if CITIZEN.encode() in body]
    export_evidence(town, wanted, tmp_path / "whole.zip", with_originals=True, by="乙")
    whole, _ = read_container(tmp_path / "whole.zip")
    assert {name.split(".", 1)[1] for name in whole if name.startswith("originals/")} == {
        "warc.gz", "rendered.warc.gz", "screenshot.warc.gz", "conditions.warc.gz",
    }  # fmt: skip
    assert verify(tmp_path / "whole.zip").problems == []


@needs_chromium
def test_a_picture_that_was_exchanged_is_told(town: Workspace, tmp_path: Path) -> None:
    import hashlib

    from inventory.evidence.container import MANIFEST, SEAL

    wanted = [f["id"] for f in findings_list(town) if f["rule"] == "SPR-01"]
    export_evidence(town, wanted, tmp_path / "package.zip")
    parts, _ = read_container(tmp_path / "package.zip")
    [picture] = [name for name in parts if name.endswith(".png")]
    parts[picture] += b"x"
    manifest = json.loads(parts[MANIFEST])
    manifest["files"][picture] = {"sha256": hashlib.sha256(parts[picture]).hexdigest(), "bytes": len(parts[picture])}
    parts[MANIFEST] = json.dumps(manifest).encode()
    parts[SEAL] = hashlib.sha256(parts[MANIFEST]).hexdigest().encode()
    write_container(parts, tmp_path / "changed.zip")
    assert {problem.code for problem in verify(tmp_path / "changed.zip").problems} == {"page_differs"}


@needs_chromium
def test_the_check_of_a_workspace_reads_what_was_drawn(town: Workspace) -> None:
    assert check_workspace(town) == []
    [journal] = (town.folder / "crawls").rglob("journal.jsonl")
    links = [part for line in journal.read_text(encoding="utf-8").splitlines() for part in json.loads(line).get("parts", ())]
    shot = next(part for part in links if part["part"] == "screenshot")
    with (town.evidence / shot["warc"]).open("r+b") as archive:
        archive.seek(shot["offset"] + shot["length"] // 2)
        byte = archive.read(1)
        archive.seek(-1, os.SEEK_CUR)
        archive.write(bytes([byte[0] ^ 0xFF]))
    assert {problem.code for problem in check_workspace(town)} >= {"part_changed"}


def test_an_interrupted_crawl_goes_on_with_the_browser_of_today(workspace: Workspace) -> None:
    from auditor.crawling import _with_browser

    folder = workspace.folder / "crawls" / "crawl-001-x"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"browser": "all", "chromium": "/gone", "max_pages": 3}), encoding="utf-8")
    _with_browser(folder, {"browser": "off"})
    assert json.loads((folder / "config.json").read_text(encoding="utf-8")) == {"browser": "off", "chromium": "/gone", "max_pages": 3}


@needs_chromium
def test_the_schemas_describe_drawn_pages_and_what_leaves_of_them(drawn: tuple[Path, Any, str], town: Workspace, tmp_path: Path) -> None:
    from tests.auditor.schema_walk import faults, parts_of

    [folder] = (town.folder / "crawls").iterdir()
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert [fault for line in lines for fault in faults("crawl-journal", json.loads(line))] == []
    assert faults("crawl-config", json.loads((folder / "config.json").read_text(encoding="utf-8"))) == []
    assert faults("crawl", drawn[1]) == []
    export_evidence(town, [f["id"] for f in findings_list(town)], tmp_path / "package.zip", with_originals=True, by="乙")
    assert faults("evidence-package", parts_of(tmp_path / "package.zip")) == []
