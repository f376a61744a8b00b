"""`auditor precheck`: a planned project against the inventory, with a one-page opinion."""

import re
from functools import partial
from pathlib import Path
from typing import Any

from auditor.exporting import write_atomic
from auditor.kept import analysed
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from graphs.precheck import NEAR_FUNCTION, NEAR_PART, NEAR_WHOLE, NEAREST, Check, Closest, check_project, described
from graphs.sharing.sources import shared_source
from inventory.languages import LANGUAGES, message
from inventory.limits import check_size
from inventory.problems import InputError
from inventory.secrecy import masked
from inventory.texts.documents import UnreadableDocument, document_text
from inventory.texts.passages import Passage
from inventory.texts.proposals import Proposal, read_proposal
from inventory.texts.standing import builds_on, builds_on_named
from reports.documents import render_docx, render_page
from reports.opinion import opinion
from reports.wording import Names, yuan

_BYTES = 50 * 1024 * 1024
QUESTIONS = ("overlap", "module", "data", "burden", "duty")


def precheck(workspace: Workspace, path: Path, out: Path | None) -> dict[str, Any]:
    """The `--json` answer; with `out` also the opinion as DOCX and HTML in both languages. Raises InputError for a file without text."""
    check_size(path, _BYTES)
    try:
        text = masked(document_text(path.read_bytes()))
    except OSError:
        raise InputError("cannot_open", file=path.name) from None
    except UnreadableDocument as error:
        raise InputError("unreadable_proposal", file=path.name, reason=message(workspace.language, f"unreadable.{error.reason}")) from None
    proposal = read_proposal(text)
    analysis = analysed(workspace)
    systems = list(analysis.inventory.systems.values())
    check = check_project(
        proposal.title,
        [p.text for p in proposal.functions],
        systems,
        [described(analysis.scape, s) for s in systems],
        beside=proposal.beside,
        need=proposal.need.text if proposal.need is not None else "",
        builds_on=partial(builds_on, text),
        added_to=partial(builds_on_named, text),
    )
    answers = {language: _answer(analysis, proposal, check, language) for language in LANGUAGES}
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for language, answer in answers.items():
            title, blocks = opinion(answer, language)
            page, document = render_page(title, blocks, language), render_docx(title, blocks, language)
            write_atomic(out / f"opinion.{language}.html", lambda to, page=page: to.write_text(page, encoding="utf-8"))
            write_atomic(out / f"opinion.{language}.docx", lambda to, document=document: to.write_bytes(document))
    return answers[workspace.language]


def _answer(analysis: Analysis, proposal: Proposal, check: Check, language: str) -> dict[str, Any]:
    names = Names(analysis.inventory, language)

    def say(key: str, **params: Any) -> str:
        return message(language, f"precheck.{key}", **params)

    def closest(found: tuple[Closest, ...]) -> list[dict[str, Any]]:
        return [
            {
                "system": c.system,
                "name": names.of(c.system),
                "owner": names.of(analysis.inventory.systems[c.system].owner),
                "score": c.score,
                "why": [say(f"why_{family}", value=f"{value:.0%}") for family, value in c.families if value > 0.05],
            }
            for c in found
        ]

    functions = [
        {
            **_place(passage),
            "closest": closest(function.closest),
            "option": function.option,
            "option_text": say(f"option_{function.option}"),
        }
        for passage, function in zip(proposal.functions, check.functions, strict=True)
    ]
    system = names.of(check.system) if check.system else ""
    shares = {"functions": len(functions), "nearest": check.nearest, "covered": check.covered, "cut": f"{NEAR_FUNCTION:g}"}
    verdict = say("verdict_embed_named" if check.is_named else f"verdict_{check.verdict}", system=system, **shares)
    return {
        "verdict": check.verdict,
        "verdict_text": verdict,
        "title": proposal.title,
        "body": proposal.body,
        "system": check.system,
        "closest": closest(check.whole),
        "functions": functions,
        "questions": _questions(analysis, proposal, check, names),
        "total_yuan": proposal.total_yuan,
        "places": {
            part: _place(passage) for part in ("users", "data", "money", "schedule") if (passage := getattr(proposal, part)) is not None
        },
        "opinion": say("opinion", title=proposal.title, verdict=verdict),
        "limits": say("limits", function=f"{NEAR_FUNCTION:g}", part=f"{NEAR_PART:g}", whole=f"{NEAR_WHOLE:g}", most=f"{NEAREST:.1f}"),
    }


def _place(passage: Passage) -> dict[str, Any]:
    return {"text": passage.text, "start": passage.start, "end": passage.end}


def _questions(analysis: Analysis, proposal: Proposal, check: Check, names: Names) -> list[dict[str, str]]:
    """The five questions of a project's review; what the proposal does not say is asked and not assumed."""
    language = names.language
    mark = "、" if language == "zh" else ", "

    def say(key: str, **params: Any) -> str:
        return message(language, f"precheck.{key}", **params)

    near = mark.join(names.of(c.system) for c in check.whole) or say("none")
    host = {check.system} if check.system and check.verdict == "embed" else set()
    extends = sorted({f.closest[0].system for f in check.functions if f.option == "extend"} | host)
    answers = {
        "overlap": say(
            "a_no_overlap" if check.whole and check.whole[0].score < NEAR_PART else "a_overlap", systems=near, cut=f"{NEAR_PART:g}"
        ),
        "module": say("a_module", systems=mark.join(names.of(s) for s in extends)) if extends else say("a_no_module"),
        "data": _data_answer(analysis, proposal, names),
        "burden": say("a_burden", text=_told(proposal.users.text)[:120]) if proposal.users else say("a_ask_users"),
        "duty": _duty_answer(proposal, names),
    }
    return [{"id": key, "question": say(f"q_{key}"), "answer": answers[key]} for key in QUESTIONS]


def _told(text: str) -> str:
    """The words of a part without its heading, on one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(lines[1:] if len(lines) > 1 and len(lines[0]) <= 20 else lines).rstrip("。.；; ")


# 每年运维 9 万元 · 年度运行维护费 · annual maintenance
_YEARLY = re.compile(
    r"[^。；;，,\n]*(?:(?:每年|年度|年均|逐年|一年)[^。；;，,\n]{0,12}(?:运维|运行|维护|运营|服务费)|(?:运维|运行|维护|运营)[^。；;，,\n]{0,12}(?:每年|/年|一年|年))[^。；;，,\n]*"
    r"|[^.;,\n]*(?:annual|yearly|a year|per year)[^.;,\n]*(?:maintenance|operation|running|support)[^.;,\n]*|[^.;,\n]*(?:maintenance|operation|running|support)[^.;,\n]*(?:a year|per year|annual)[^.;,\n]*",
    re.IGNORECASE,
)


def _duty_answer(proposal: Proposal, names: Names) -> str:
    """Who answers and pays, as far as the proposal says; what it says of yearly costs is quoted."""
    language = names.language
    body = proposal.body or message(language, "precheck.none")
    if not proposal.total_yuan:
        return message(language, "precheck.a_ask_money", body=body)
    money = yuan(proposal.total_yuan, language)
    yearly = _YEARLY.search(proposal.money.text) if proposal.money is not None else None
    if yearly:
        return message(language, "precheck.a_duty_yearly", body=body, money=money, yearly=yearly.group().strip())
    return message(language, "precheck.a_duty", body=body, money=money)


def _data_answer(analysis: Analysis, proposal: Proposal, names: Names) -> str:
    """Which of the data that the project wants a source shares already."""
    language = names.language
    if proposal.data is None:
        return message(language, "precheck.a_ask_data")
    items = [item.strip() for item in re.split(r"[、，,；;。\n（）()]|和|及|与", proposal.data.text) if 2 <= len(item.strip()) <= 20]
    shared = {}
    for element in sorted(analysis.scape.item_elements(items)):
        source = shared_source(analysis.scape, analysis.sources, element, "", None)
        if source is not None:
            shared[names.of(element)] = names.of(source.body)
    mark = "、" if language == "zh" else ", "
    if not shared:
        return message(language, "precheck.a_no_data")
    return message(language, "precheck.a_data", items=mark.join(f"{element} ({body})" for element, body in list(shared.items())[:12]))
