"""The plan and what-if questions: what is done when and why, what is left undone and why, and what ending a system breaks."""

import re
from collections.abc import Iterable
from typing import Any

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.deciding import what_if_of
from auditor.web import jobs, queries
from auditor.web.asking import Ask, Go, Page, Web
from auditor.web.names import find_names
from graphs.recommend.endings import ENDINGS
from inventory.database import reading
from inventory.models.ledger import FindingRow, RecommendationRow
from inventory.snapshot import result
from inventory.vocabulary import caption
from reports.wording import Names, finding_title, yuan, yuan_range

# systems that a search offers to tick
_OFFERED = 12
# how long a page waits for a plan under another budget
_SOLVE_SECONDS = 10.0
Json = dict[str, Any]


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/plan", "office")(plan)
    web.post("/plan", "decide")(solve)
    web.get("/whatif", "office")(whatif)


def plan(ask: Ask) -> Page:
    """The plan as it was last solved, what it leaves undone, and what other budgets would buy."""
    with reading(ask.web.workspace.engine) as session:
        found: Json | None = result(session, f"plan_{ask.language}")
        problem: Json = result(session, "plan_problem") or {}
        if found is None:
            told: Json = {"frame": None, "rows": [], "staying": [], "duties": [], "unmet": [], "levels": [], "steadiness": ""}
            return Page("plan.html", {"plan": None, "points": [], **told}, table="rows")
        names = queries.names(session, ask.language, [s for point in found.get("frontier") or () for s in point["stopped"][:40]])
        advice = _advice_on(session, (s["id"] for s in found["systems"]))
        values = {
            "plan": found,
            "points": [_point(ask, point, names) for point in found.get("frontier") or ()],
            "frame": _frame(ask, problem, found),
            "rows": _rows(found, advice),
            "staying": _staying(problem, found, advice),
            "duties": _duties(ask, session, found, names),
            "unmet": _unmet(problem, found),
            "levels": _levels(ask, found),
            "steadiness": _steadiness(ask, found),
        }
    return Page("plan.html", values, table="rows")


def _point(ask: Ask, point: Json, names: Names) -> Json:
    """One budget of the frontier."""
    return {
        **point,
        "budget": ask.say("chart.no_budget") if point["budget_yuan"] is None else yuan(point["budget_yuan"], ask.language),
        "cost": yuan_range(point["cost_yuan"], ask.language),
        "saving": yuan_range(point["saving_yuan"], ask.language),
        "names": [names.of(s) for s in point["stopped"][:40]],
    }


def _frame(ask: Ask, problem: Json, found: Json) -> Json:
    """Under which limits it was solved: money, people and endings of each wave, and what people locked."""
    called = {s["id"]: s["name"] for s in found["systems"]}
    used = {wave["id"]: wave for wave in found["waves"]}
    budget = problem.get("budget_yuan")
    return {
        "budget": ask.say("chart.no_budget") if budget is None else yuan(budget, ask.language),
        "waves": [
            {
                "id": wave["id"],
                "months": wave["months"],
                "cost": yuan_range(used[wave["id"]]["cost_yuan"], ask.language) if wave["id"] in used else "",
                "saving": yuan_range(used[wave["id"]]["saving_yuan"], ask.language) if wave["id"] in used else "",
                "budget": "" if wave.get("budget_yuan") is None else yuan(wave["budget_yuan"], ask.language),
                "people": used.get(wave["id"], {}).get("people"),
                "most_people": wave.get("people"),
                "stopped": [{"id": s, "name": called.get(s, s)} for s in used.get(wave["id"], {}).get("stopped", ())],
                "most_stopped": wave.get("max_retire"),
            }
            for wave in problem.get("waves") or ()
        ],
        "locked": [{"id": lock["system"], "name": called.get(lock["system"], lock["system"])} for lock in problem.get("locks") or ()],
    }


def _rows(found: Json, advice: dict[str, str]) -> list[Json]:
    """What changes, wave by wave."""
    ended = [
        {
            "wave": s["wave"] or "",
            "action": s["action"],
            "id": s["id"],
            "name": s["name"],
            "to": s["to"] or "",
            "to_name": s.get("to_name") or "",
            "why": s["why"],
            "advice": advice.get(s["id"], ""),
        }
        for s in found["systems"]
        if s["action"] != "keep"
    ]
    built = [
        {"wave": b["wave"] or "", "action": "build", "id": "", "name": b["name"], "to": "", "to_name": "", "why": b["why"], "advice": ""}
        for b in found["builds"]
    ]
    return sorted([*ended, *built], key=lambda row: (row["wave"], row["action"], row["name"]))


def _staying(problem: Json, found: Json, advice: dict[str, str]) -> list[Json]:
    """The systems that stay and of which that says something: they take others over, or people locked them."""
    locked = {lock["system"] for lock in problem.get("locks") or ()}
    over: dict[str, list[Json]] = {}
    for s in found["systems"]:
        if s["to"]:
            over.setdefault(s["to"], []).append({"id": s["id"], "name": s["name"]})
    return [
        {
            "id": s["id"],
            "name": s["name"],
            "takes_over": over.get(s["id"], []),
            "is_locked": s["id"] in locked,
            "advice": advice.get(s["id"], ""),
        }
        for s in found["systems"]
        if s["action"] == "keep" and (s["id"] in over or s["id"] in locked)
    ]


def _advice_on(session: Session, systems: Iterable[str]) -> dict[str, str]:
    """System → the recommendation that ends or keeps it."""
    wanted = set(systems)
    query = select(col(RecommendationRow.id), col(RecommendationRow.content)).where(col(RecommendationRow.kind).in_((*ENDINGS, "keep")))
    found: dict[str, str] = {}
    for identifier, content in session.execute(query.order_by(col(RecommendationRow.id))):
        for subject in wanted.intersection(content["subjects"]):
            found.setdefault(subject, identifier)
    return found


def _duties(ask: Ask, session: Session, found: Json, names: Names) -> list[Json]:
    """The findings that must be mended, with the wave at whose end they are; none where the plan leaves them."""
    ids = [fix["id"] for fix in found["must_fix"]]
    rows = {row.id: row for row in session.execute(select(FindingRow).where(col(FindingRow.id).in_(ids))).scalars()}
    return [
        {
            "id": fix["id"],
            "rule": rows[fix["id"]].rule if fix["id"] in rows else "",
            "title": finding_title(rows[fix["id"]].rule, ask.language) if fix["id"] in rows else "",
            "subject": names.of((rows[fix["id"]].content.get("subjects") or [""])[0]) if fix["id"] in rows else "",
            "wave": fix["fixed_wave"],
        }
        for fix in found["must_fix"]
    ]


def _unmet(problem: Json, found: Json) -> list[Json]:
    """What the plan leaves undone, with what it is about."""
    called = {s["id"]: s["name"] for s in found["systems"]}
    members = {cluster["id"]: cluster["members"] for cluster in problem.get("clusters") or ()}
    return [
        {
            "kind": entry["kind"],
            "reason": entry["reason"],
            "text": entry["text"],
            "finding": entry["subject"] if entry["kind"] == "must_fix" else "",
            "systems": [{"id": s, "name": called.get(s, s)} for s in members.get(entry["subject"], ()) if entry["kind"] == "cluster"],
        }
        for entry in found.get("unmet") or ()
    ]


def _levels(ask: Ask, found: Json) -> list[Json]:
    """What each level of the objective reaches, and how far from the best it may be."""
    if found["objective"] is None:
        return []
    bounds, gaps = found["bounds"] or {}, found["gaps"] or {}
    return [
        {
            "level": ask.say(f"plan.level.{name}"),
            "reached": f"{value:,.0f}",
            "bound": "—" if bounds.get(name) is None else f"{bounds[name]:,.0f}",
            "gap": "—" if gaps.get(name) is None else f"{gaps[name]:.1%}",
        }
        for name, value in found["objective"].items()
    ]


def _steadiness(ask: Ask, found: Json) -> str:
    if found["objective"] is None:
        return ""
    told = "stable" if found["stable"] else "depends_on" if found["depends_on"] else "stable_unknown"
    return ask.say(f"plan.{told}", names=("、" if ask.language == "zh" else ", ").join(found["depends_on"]))


def solve(ask: Ask) -> Go:
    """Solve the plan anew in the background."""
    arguments = ["plan"]
    for name in ("budget", "budget-per-wave", "max-retire", "waves"):
        value = _whole(ask, ask.text(name))
        if value:
            arguments.append(f"--{name}={value}")
    arguments += [f"--lock={line.strip()[:100]}" for line in ask.text("lock").splitlines()[:50] if line.strip()]
    number = jobs.add_job(ask.workspace, "plan", arguments, by=ask.me.name)
    ask.log("plan", str(number))
    return Go(f"/jobs/{number}", ask.say("web.queued"))


def _whole(ask: Ask, text: str) -> str:
    if text and not re.fullmatch(r"[0-9]{1,12}", text):
        raise HTTPException(400, ask.say("web.bad_number", value=text[:40]))
    return text


def whatif(ask: Ask) -> Page:
    """What ending these systems would break, and what it would save; for those who decide also the plan with others kept or another budget."""
    given = ask.request.query_params
    retire, lock = (list(dict.fromkeys(t[:100].strip() for t in given.getlist(name) if t.strip()))[:50] for name in ("retire", "lock"))
    connect = [text[:200] for text in given.getlist("connect") if text.strip()][:20]
    budget = _whole(ask, ask.query("budget"))
    if (lock or budget) and not ask.me.may("decide"):
        raise HTTPException(403)
    answer = None
    if retire or connect or lock or budget:
        answer = what_if_of(
            ask.workspace, retire=retire, connect=connect, budget=int(budget) if budget else None, lock=lock, seconds=_SOLVE_SECONDS
        )
    with reading(ask.web.workspace.engine) as session:
        offered = find_names(session, "System", ask.query("q"))[:_OFFERED] if ask.query("q") else []
        names = queries.names(session, ask.language, [*retire, *lock])
    ticked = dict.fromkeys([*retire, *lock])
    values = {
        "retire": retire,
        "connect": connect,
        "lock": lock,
        "budget": budget,
        "q": ask.query("q"),
        "systems": [
            {"id": s, "name": names.of(s), "retire": s in retire, "lock": s in lock} for s in ticked
        ] + [{"id": s, "name": name, "retire": False, "lock": False} for s, name in offered if s not in ticked],
        "answer": answer,
        "cost": yuan_range(answer["cost_yuan"], ask.language) if answer else "",
        "saving": yuan_range(answer["saving_yuan"], ask.language) if answer else "",
        "then": _then(ask, answer),
        "rows": _breaks(ask, answer) if answer else [],
    }  # fmt: skip
    return Page("whatif.html", values, table="rows")


def _then(ask: Ask, answer: Json | None) -> list[Json]:
    """The plan as it is and the other one side by side; empty where no other was asked for."""
    if answer is None or "plan" not in answer:
        return []
    return [
        {
            "which": which,
            "status": answer["plan"][which]["status"],
            "cost": yuan_range(answer["plan"][which]["cost_yuan"], ask.language),
            "saving": yuan_range(answer["plan"][which]["saving_yuan"], ask.language),
            "stopped": answer["plan"][which]["stopped"],
        }
        for which in ("now", "then")
    ]


def _breaks(ask: Ask, answer: Json) -> list[Json]:
    """Everything that breaks as one table: what, who loses it, where, and what goes on or takes its place."""

    def row(
        kind: str, entry: Json, *, groups: Iterable[str] = (), regions: Iterable[str] = (), about: str = "", instead: Iterable[Json] = ()
    ) -> Json:
        told = [caption("audience", group, ask.language) for group in groups]
        return {
            "kind": ask.say(f"web.breaks_{kind}"), "id": entry["id"], "name": entry["name"], "groups": told, "regions": list(regions),
            "about": about, "instead": [other["name"] for other in instead],
        }  # fmt: skip

    def joined(entries: Iterable[Json]) -> str:
        return ("、" if ask.language == "zh" else ", ").join(entry["name"] for entry in entries)

    return [
        *(
            row(
                "service", s, groups=s["groups"], regions=s["regions"], instead=s["channels_left"],
                about=ask.say("web.lost_whole" if s["is_whole"] else "web.lost_partly"),
            )
            for s in answer["services_lost"]
        ),
        *(row("channel", c) for c in answer["channels_closed"]),
        *(
            row("consumer", cut, about=f"{cut['supplier']['name']}: {joined(cut['elements'])}", instead=rebuilt["from"])
            for cut, rebuilt in zip(answer["consumers_cut"], answer["rebuild"], strict=True)
        ),
        *(row("element", e, about=joined(e["datasets"])) for e in answer["elements_without_place"]),
    ]  # fmt: skip
