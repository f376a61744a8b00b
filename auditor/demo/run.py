"""`auditor demo`: the whole main job on the invented county, through the commands that a user would type."""

import contextlib
import io
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auditor.demo.offices import county, fill
from auditor.demo.server import filled, serving, sites_folder
from auditor.settings import FILE
from inventory.languages import message
from inventory.problems import InputError
from reports.diagrams.views import VIEWS

MARK = ".auditor-demo"
TODAY = "2026-11-24"
REVIEWERS = ("周复核", "吴复核")
Runner = Callable[[list[str]], int]


class Demo:
    """One run of the demonstration; every command is printed before it runs."""

    def __init__(self, out: Path, language: str, type_command: Runner, *, quiet: bool = False) -> None:
        self.type_command = type_command
        self.out = out
        self.language = language
        self.quiet = quiet
        self.started = time.monotonic()

    def say(self, key: str, **params: Any) -> None:
        """A line of the demo: on stderr, so that stdout stays free."""
        if not self.quiet:
            print(message(self.language, f"demo.{key}", **params), file=sys.stderr, flush=True)

    def run(self, *words: str, show: bool = True, language: str | None = None) -> str:
        """Type one command; its answer is returned, and shown shortened. Raises InputError where it fails."""
        if show:
            self.say("command", command=" ".join(_quoted(word) for word in words))
        stdout = io.StringIO()
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(io.StringIO()) as stderr:
            code = self.type_command([*words, "-w", str(self.out), "--lang", language or self.language])
        text = stdout.getvalue()
        if code not in (0, 1):
            raise InputError("demo_failed", command=" ".join(words)[:200], what=stderr.getvalue().strip()[-300:])
        if show and "--json" not in words and not self.quiet:
            lines = [line for line in text.splitlines() if line.strip()]
            for line in lines[:6]:
                print(f"    {line[:150]}", file=sys.stderr)
            if len(lines) > 6:
                self.say("more_lines", count=len(lines) - 6)
        return text

    def answer_of(self, *words: str) -> Any:
        """Type one command with --json and return its document."""
        return json.loads(self.run(*words, "--json", show=False))

    def prepare(self) -> None:
        """Make the folder new; only a demo's own folder is ever replaced."""
        if self.out.exists() and any(self.out.iterdir()):
            if not (self.out / MARK).exists():
                raise InputError("folder_not_empty", path=str(self.out))
            shutil.rmtree(self.out)
        self.run("init", str(self.out), "--name", "云溪县", "--region", "990123")
        (self.out / MARK).write_text("made by auditor demo\n", encoding="utf-8")
        path = self.out / FILE
        text = path.read_text(encoding="utf-8").replace("[review]", f"audit_date = {TODAY}\n\n[review]", 1)
        text = text.replace("[binding]", '[binding]\n"CN-01" = 2026-03-01', 1).replace("[crawl]", "[crawl]\ndelay_seconds = 0.0", 1)
        path.write_text(text, encoding="utf-8")
        self.say("settings", path=str(path), date=TODAY)

    def collect(self) -> None:
        """Registers, forms, crawl."""
        self.ask()
        with serving() as addresses:
            seeds = self.out / "seeds.csv"
            seeds.write_bytes(filled((sites_folder() / "seeds.csv").read_bytes(), addresses))
            self.run("crawl", str(seeds), "--allow-private")

    def ask(self) -> None:
        """Registers, then a form for each body; those that answer do so in Chinese, whatever language the demo speaks."""
        self.run("import", str(county("registers")))
        forms = self.out / "forms"
        self.run("form", "export", "--out", str(forms), language="zh")
        books = sorted(forms.glob("*.xlsx"))
        returned = [path for path in books if fill(path) is not None]
        self.say("filled", count=len(returned), total=len(books))
        self.run("form", "import", *(str(path) for path in returned))

    def review(self) -> None:
        """Two invented reviewers judge pairs and confirm findings, each with the commands that people use."""
        self.run("audit")
        for name in REVIEWERS:
            self.run("user", "add", name, "--role", "reviewer")
        self.run("review")
        for entry in json.loads(county("decisions.json").read_text(encoding="utf-8"))["pairs"]:
            for name in REVIEWERS:
                self.run(
                    "judge",
                    entry["left"],
                    entry["right"],
                    entry["verdict"],
                    "--by",
                    name,
                    "--reason",
                    entry["reason"],
                    show=name == REVIEWERS[0],
                )
        self.run("audit")
        wanted = json.loads(county("decisions.json").read_text(encoding="utf-8"))["findings"]
        listed = self.answer_of("findings")["findings"]
        for entry in wanted:
            for finding in listed:
                if finding["rule"] == entry["rule"] and entry["subject"] in " ".join(finding["why"]) and finding["certainty"] != "question":
                    self.run("finding", "answer", finding["id"], "--by", REVIEWERS[0], "--text", entry["reply"])
                    for name in REVIEWERS:
                        self.run("finding", "confirm", finding["id"], "--by", name, show=name == REVIEWERS[0])
                    break

    def decide(self) -> None:
        """The plan."""
        self.run("plan", "--budget", "1500000", "--max-retire", "3")

    def show(self) -> None:
        """Reports, diagrams, exports."""
        self.run_plain("report", "--out", str(self.out))
        for view in VIEWS:
            for format_ in ("svg", "png"):
                leads = ("--report", str(self.out / f"report.{self.language}.html")) if format_ == "svg" else ()
                self.run("diagram", view, "--out", str(self.out / "diagrams" / f"{view}.{format_}"), *leads, show=format_ == "svg")
        for what in ("inventory", "findings", "plan"):
            self.run("export", what, "--format", "json", "--out", str(self.out / f"{what}.json"))

    def run_plain(self, *words: str) -> None:
        """Type one command without a language, which then speaks both."""
        self.say("command", command=" ".join(words))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as stderr:
            code = self.type_command([*words, "-w", str(self.out)])
        if code != 0:
            raise InputError("demo_failed", command=" ".join(words), what=stderr.getvalue().strip()[-300:])

    def everything(self) -> dict[str, Any]:
        """All of it, in order; returns the `--json` answer of the command."""
        for stage in (self.prepare, self.collect, self.review, self.decide, self.show):
            self.say(f"stage_{stage.__name__}")
            stage()
        findings = json.loads((self.out / "findings.json").read_text(encoding="utf-8"))["findings"]
        plan = json.loads((self.out / "plan.json").read_text(encoding="utf-8"))
        report = self.out / f"report.{self.language}.html"
        seconds = round(time.monotonic() - self.started, 1)
        self.say("done", report=str(report), seconds=seconds, workspace=str(self.out))
        return {"out": str(self.out), "report": str(report), "findings": len(findings), "plan": plan["status"], "seconds": seconds}


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word or not word else word
