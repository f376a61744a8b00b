"""Exit codes and streams of calls, right and wrong: one line that says what and how to mend it, never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.cli.app import command

# the call, words of the one line
WRONG = [
    (["audit", "-w", "{none}"], ["{none}", "auditor init"]),
    (["findings", "-w", "{none}"], ["auditor init"]),
    (["plan", "-w", "{file}"], ["auditor init"]),
    (["nonsense"], ["nonsense", "--help"]),
    (["audit", "--nonsense", "-w", "{town}"], ["--nonsense", "audit --help"]),
    (["audit", "--engine", "spark", "-w", "{town}"], ["--engine", "spark", "local"]),
    (["findings", "--severity", "awful", "-w", "{town}"], ["--severity", "awful", "critical"]),
    (["findings", "--status", "awful", "-w", "{town}"], ["--status", "candidate"]),
    (["findings", "--org", "无此单位", "-w", "{town}"], ["无此单位"]),
    (["findings", "--lang", "fr", "-w", "{town}"], ["--lang", "fr", "zh, en"]),
    (["--lang"], ["--lang"]),
    (["findings", "-w"], ["-w"]),
    (["import"], ["import --help"]),
    (["import", "{none}", "-w", "{town}"], ["{none}"]),
    (["import", "{file}", "-w", "{town}"], ["x.bin"]),
    (["import", "{file}", "--as", "punchcard", "-w", "{town}"], ["punchcard"]),
    (["form", "import", "{none}.xlsx", "-w", "{town}"], ["no-such-folder.xlsx"]),
    (["form", "import", "{file}", "-w", "{town}"], ["x.bin"]),
    (["form", "export", "-w", "{town}"], ["--out"]),
    (["form", "export", "--out", "{new}", "--tier", "all", "-w", "{town}"], ["--tier", "core"]),
    (["form", "export", "--out", "{new}", "--org", "无此单位", "-w", "{town}"], ["无此单位"]),
    (["crawl", "-w", "{town}"], ["SEEDS.csv"]),
    (["crawl", "ftp://127.0.0.1/", "-w", "{town}"], ["ftp://127.0.0.1/"]),
    (["crawl", "http://127.0.0.1:9/", "-w", "{town}"], ["--allow-private"]),
    (["crawl", "http://example.org/", "-w", "{town}"], ["--purpose", "--contact", "--approved-by"]),
    (["init", "{town}", "--name", "x"], ["nothing was changed"]),
    (["init", "{full}", "--name", "x"], ["not empty"]),
    (["init", "{new}"], ["--name"]),
    (["init", "{new}", "--name", "x", "--lang", "fr"], ["zh, en"]),
    (["judge", "sys-a", "sys-b", "duplicate", "-w", "{town}"], ["--by"]),
    (["judge", "sys-a", "sys-b", "duplicate", "--by", "甲", "-w", "{town}"], ["--reason"]),
    (["judge", "sys-a", "--by", "甲", "-w", "{town}"], ["VERDICT"]),
    (["judge", "sys-a", "sys-b", "maybe", "--by", "甲", "--reason", "r", "-w", "{town}"], ["maybe", "duplicate"]),
    (["judge", "--undo", "jdg-x", "--by", "甲", "-w", "{town}"], ["jdg-x"]),
    (["finding", "confirm", "fnd-nothing", "--by", "甲", "-w", "{town}"], ["fnd-nothing"]),
    (["finding", "confirm", "fnd-nothing", "-w", "{town}"], ["--by"]),
    (["user", "add", "庚", "--role", "king", "-w", "{town}"], ["king", "reviewer"]),
    (["user", "add", "甲", "--role", "reader", "-w", "{town}"], ["甲", "exists"]),
    (["user", "add", "庚", "--role", "clerk", "-w", "{town}"], ["--org"]),
    (["user", "add", "庚", "--role", "reader", "--password", "secret-in-the-open", "-w", "{town}"], ["env:NAME"]),
    (["user", "add", "庚", "--role", "reader", "--password", "env:NO_SUCH_NAME", "-w", "{town}"], ["NO_SUCH_NAME"]),
    (["plan", "--budget", "-1", "-w", "{town}"], ["--budget"]),
    (["plan", "--waves", "13", "-w", "{town}"], ["--waves"]),
    (["plan", "--problem", "{none}"], ["{none}"]),
    (["plan", "--problem", "{file}"], ["x.bin"]),
    (["report", "--out", "{new}", "--format", "odt", "-w", "{town}"], ["--format", "html"]),
    (["report", "--out", "{new}", "-w", "{blank}"], ["auditor audit"]),
    (["report", "-w", "{town}"], ["--out"]),
    (["diagram", "mandala", "--out", "{new}.svg", "-w", "{town}"], ["mandala", "landscape"]),
    (["diagram", "landscape", "--out", "{new}.gif", "-w", "{town}"], ["gif", "svg"]),
    (["diagram", "landscape", "--out", "{new}.svg", "--engine", "steam", "-w", "{town}"], ["steam", "embedded"]),
    (["export", "everything", "-w", "{town}"], ["everything", "inventory"]),
    (["export", "findings", "--format", "pdf", "-w", "{town}"], ["pdf", "json"]),
    (["export", "inventory", "--format", "xlsx", "-w", "{town}"], ["--out"]),
    (["export", "inventory", "--format", "csv", "-w", "{town}"], ["--out"]),
    (["export", "plan", "-w", "{blank}"], ["auditor plan"]),
]


@pytest.fixture
def places(town, blank_workspace, tmp_path) -> dict[str, str]:
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("a")
    named = {"none": "no-such-folder", "file": "x.bin", "full": "full", "new": "new"}
    return {"town": str(town), "blank": str(blank_workspace), **{key: str(tmp_path / name) for key, name in named.items()}}


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[" ".join(call) for call, _ in WRONG])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_wrong_call_is_one_line_and_exit_code_2(auditor, places, call, words, as_json) -> None:
    before = (Path(places["town"]) / "auditor.db").read_bytes()
    filled = [word.format(**places) for word in call]
    language = [] if "--lang" in call else ["--lang", "en"]
    auditor(*language, *filled, *(["--json"] if as_json and filled[-1] not in ("--lang", "-w") else []), lang=None).says_one_line(
        *(w.format(**places) for w in words)
    )
    assert (Path(places["town"]) / "auditor.db").read_bytes() == before
    assert not Path(places["new"]).exists()


@pytest.mark.parametrize("call", [c for c, _ in WRONG if "--lang" not in c], ids=" ".join)
def test_the_same_line_in_chinese(auditor, places, call) -> None:
    answer = auditor("--lang", "zh", *(word.format(**places) for word in call), lang=None)
    assert (answer.code, answer.out, len(answer.err.strip().splitlines())) == (2, "", 1)


RIGHT = [
    ["audit"], ["findings"], ["findings", "--rule", "dup-01", "--severity", "high"], ["findings", "--org", "云溪县民政局"], ["review"], ["form", "status"],
    ["form", "export", "--out", "{new}"], ["plan"], ["plan", "--write-problem", "{new}.json"], ["user", "add", "庚", "--role", "reader"],
    ["judge", "sys-a", "sys-b", "duplicate", "--by", "甲", "--reason", "看过"], ["diagram", "landscape", "--out", "{new}.svg"], ["report", "--out", "{new}", "--format", "html"],
    ["export", "inventory"], ["export", "findings"], ["export", "inventory", "--format", "xlsx", "--out", "{new}.xlsx"], ["export", "findings", "--format", "csv", "--out", "{new}.csv"],
]  # fmt: skip


@pytest.mark.parametrize("call", RIGHT, ids=" ".join)
def test_json_is_one_document_and_nothing_else(auditor, places, call) -> None:
    answer = auditor(*(word.format(**places) for word in call), "-w", places["town"], "--json")
    assert answer.code == 0, answer.err
    if not ("--out" in call and call[0] == "export"):
        assert isinstance(answer.json, dict)
    assert "Traceback" not in answer.err


def test_an_export_into_a_file_answers_too(auditor, places) -> None:
    answer = auditor("export", "inventory", "--out", places["new"] + ".json", "-w", places["town"], "--json")
    assert (answer.code, isinstance(answer.json, dict)) == (0, True)


def test_a_form_that_is_not_there_is_said_to_be_not_there(auditor, places) -> None:
    auditor("form", "import", places["none"] + ".xlsx", "-w", places["town"]).says_one_line("does not exist")


@pytest.mark.parametrize("call", RIGHT, ids=" ".join)
def test_people_get_words(auditor, places, call) -> None:
    answer = auditor(*(word.format(**places) for word in call), "-w", places["town"])
    assert answer.code == 0, answer.err
    assert answer.out.strip() or call == ["form", "status"]


def test_options_stand_before_and_after_the_command(auditor, town) -> None:
    told = [
        auditor("-w", town, "--lang", "zh", "--json", "findings", lang=None),
        auditor("findings", "--json", "-w", town, "--lang", "zh", lang=None),
        auditor("--json", "findings", f"--workspace={town}", "--lang=zh", lang=None),
        auditor("--lang=zh", "findings", "--workspace", town, "--json", lang=None),
    ]
    assert {answer.code for answer in told} == {0}
    assert len({answer.out for answer in told}) == 1


def test_the_workspace_may_stand_in_the_environment(auditor, town, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    auditor("findings").says_one_line("auditor init")
    monkeypatch.setenv("AUDITOR_WORKSPACE", str(town))
    assert auditor("findings", "--json").code == 0
    monkeypatch.delenv("AUDITOR_WORKSPACE")
    monkeypatch.chdir(town)
    assert auditor("findings", "--json").code == 0


def test_language_of_the_option_then_the_workspace_then_the_locale(auditor, town, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "疑似" in auditor("findings", "-w", town, lang=None).out
    assert "Candidate" in auditor("findings", "-w", town, lang="en").out
    assert "is no workspace" in auditor("findings", "-w", tmp_path, lang=None).err
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "is no workspace" not in auditor("findings", "-w", tmp_path, lang=None).err


def test_a_password_comes_from_the_environment_and_goes_nowhere(auditor, town, monkeypatch) -> None:
    monkeypatch.setenv("WORD", "short")
    auditor("user", "add", "庚", "--role", "reader", "--password", "env:WORD", "-w", town).says_one_line("12")
    monkeypatch.setenv("WORD", "correct horse battery")
    answer = auditor("user", "add", "庚", "--role", "reader", "--password", "env:WORD", "-w", town, "--json")
    assert (answer.code, answer.json) == (0, {"name": "庚", "role": "reader"})
    assert "horse" not in answer.out + answer.err
    assert b"horse" not in b"".join(path.read_bytes() for path in town.glob("auditor.db*"))


def test_a_secret_in_the_arguments_is_not_said_again(auditor, town) -> None:
    answer = auditor("user", "add", "庚", "--role", "reader", "--password", "secret-in-the-open", "-w", town)
    assert "secret-in-the-open" not in answer.err


def test_control_characters_of_arguments_are_escaped(auditor, town) -> None:
    answer = auditor("import", "bad\x1b[31m\u202ename.csv", "-w", town)
    answer.says_one_line("bad\\u001b[31m\\u202ename.csv")


def test_a_fault_of_ours_is_kept_in_a_file_and_said_in_one_line(auditor, town, monkeypatch) -> None:
    def broken(*_args, **_more):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("auditor.pipeline.audit", broken)
    answer = auditor("audit", "-w", town)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert "RuntimeError" in answer.err
    assert "secret inside" not in answer.err
    log = Path(next(word for word in answer.err.replace(";", " ").split() if "auditor-fault-" in word))
    assert "secret inside" in log.read_text(encoding="utf-8")
    log.unlink()


def test_help_lists_what_is_there_and_every_command_has_a_line(auditor) -> None:
    answer = auditor("--help", lang=None)
    assert answer.code == 0
    names = {
        "demo",
        "init",
        "form",
        "import",
        "crawl",
        "audit",
        "findings",
        "finding",
        "review",
        "judge",
        "plan",
        "report",
        "diagram",
        "export",
        "user",
    }
    assert names <= set(command().commands)
    assert [name for name in command().commands if name not in answer.out] == []
    for name, one in command().commands.items():
        assert one.help or one.short_help, name
        assert auditor(name, "--help", lang=None).code == 0


def test_without_a_command_the_help_is_shown(auditor) -> None:
    answer = auditor(lang=None)
    assert "init" in answer.out + answer.err
    assert "Traceback" not in answer.err


def test_the_program_starts_and_a_closed_pipe_is_no_fault(town) -> None:
    """As a process of its own, since streams and exit codes are the operating system's."""
    words = [sys.executable, "-m", "auditor", "findings", "--json", "-w", str(town)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["findings"]
    piped = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m auditor export inventory -w {town} | head -c 10"], capture_output=True, text=True, check=False
    )
    assert (len(piped.stdout), piped.stderr) == (10, "")


def test_help_loads_no_heavy_module() -> None:
    """The half second of `auditor --help` is kept by what it does not import; no clock is asked."""
    code = "import sys; from auditor.cli.app import command; command(); print([m for m in ('sqlalchemy','numpy','scipy','lxml','networkx','scrapy','openpyxl','pydantic','babel') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_interrupted_call_says_so_and_ends_with_130(auditor, workspace, monkeypatch) -> None:
    def interrupted(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("auditor.crawling.crawl_sites", interrupted)
    auditor("-w", workspace.folder, "crawl", "http://127.0.0.1:9/").says_one_line("interrupted", code=130)
