"""The report as an office edits and stamps it: DOCX."""

from typing import Any
from xml.sax.saxutils import unescape

from inventory.languages import message
from reports.audit_report.parts import ANSWERED, FULL_IN_PRINT, IN_PRINT, FindingView, Report
from reports.audit_report.plates import plate_of
from reports.charts.draw import render_chart
from reports.documents import Block, Bullets, Heading, Paragraph, Picture, Table, render_docx

# label → key of a recommendation's explanation
_OF_RECOMMENDATION = (
    ("why", "because"),
    ("price", "price"),
    ("gain", "gain"),
    ("addressee", "addressee"),
    ("affected", "affected"),
    ("meanwhile", "meanwhile"),
    ("if_not", "if_not"),
    ("basis", "basis"),
    ("confirm", "confirm"),
)


def report_docx(report: Report) -> bytes:
    """The report with numbered findings under headings, tables with captions, a table of contents."""
    return render_docx(report.title, _blocks(report), report.language)


def _blocks(report: Report) -> list[Block]:
    def say(key: str, **params: Any) -> str:
        return message(report.language, f"report.{key}", **params)

    parts = (_summary, _duplicates, _silos, _findings, _recommendations, _plan, _method, _plates)
    return [block for part in parts for block in part(report, say)]


def _summary(report: Report, say: Any) -> list[Block]:
    cards = tuple((figure.label, figure.text) for figure in report.cards)
    return [
        Paragraph(report.dated),
        Heading(say("h_summary")),
        Table(say("h_summary"), (say("what"), say("count")), cards),
        Heading(say("most_important"), 2),
        Bullets(tuple(f"{entry['title']}: {entry['subjects']}. {entry['why']}" for entry in report.top)),
        *(Paragraph(say(f"about_{word}")) for word, holds in (("public", report.scope.is_public), ("part", report.scope.subject)) if holds),
        *_pictures(report, "landscape"),
    ]


def _duplicates(report: Report, say: Any) -> list[Block]:
    blocks: list[Block] = [
        Heading(say("h_duplicates_public" if report.scope.is_public else "h_duplicates")),
        *_pictures(report, "duplicates"),
    ]
    for cluster in report.clusters:
        blocks.append(Heading(cluster.title, 2))
        titles = list(dict.fromkeys(title for side in cluster.sides for title, _ in side.rows))
        rows = tuple((title, *(dict(side.rows).get(title, "") for side in cluster.sides)) for title in titles)
        blocks.append(Table(cluster.title, ("", *(side.name for side in cluster.sides)), rows))
        blocks.append(Paragraph(say("reviewed" if cluster.is_reviewed else "not_reviewed")))
    return blocks if report.clusters else [*blocks, Paragraph(say("none_confirmed" if report.scope.is_public else "no_duplicates"))]


def _silos(report: Report, say: Any) -> list[Block]:
    if report.scope.is_public:
        return []
    rows = tuple((s.dataset, s.holder, f"{s.met.text} / {s.demand.text}", "\n".join(s.lines)) for s in report.silos[:IN_PRINT])
    header = (say("what"), say("holder"), say("met"), say("lacking"))
    told = Table(say("h_silos"), header, rows) if rows else Paragraph(say("no_silos"))
    return [Heading(say("h_silos")), told, *_left_out(len(report.silos), say), *_pictures(report, "silos", "gaps", "sharing", "burden")]


def _findings(report: Report, say: Any) -> list[Block]:
    is_public = report.scope.is_public
    blocks: list[Block] = [Heading(say("h_findings_public" if is_public else "h_findings"))]
    if not is_public:
        blocks.append(Paragraph(say("wording_note")))
    for view in report.findings[:FULL_IN_PRINT]:
        blocks += _finding(view, say)
    if others := report.listed(FULL_IN_PRINT):
        rows = tuple((title, str(len(views))) for title, views in others)
        blocks.append(Heading(say("h_other_findings"), 2))
        blocks.append(Paragraph(say("about_other_findings", full=FULL_IN_PRINT, count=len(report.findings) - FULL_IN_PRINT)))
        blocks.append(Table(say("h_other_findings"), (say("rule"), say("count")), rows))
    return blocks


def _recommendations(report: Report, say: Any) -> list[Block]:
    blocks: list[Block] = [Heading(say("h_recommendations")), *_pictures(report, "savings", "cost_use")]
    if report.scope.is_public and not report.recommendations:
        blocks.append(Paragraph(say("none_confirmed")))
    for rec in report.recommendations[:IN_PRINT]:
        blocks.append(Heading(rec["do"], 2))
        blocks.append(Bullets(tuple(f"{say(label)}: {rec[key]}" for label, key in _OF_RECOMMENDATION if rec.get(key))))
        if rec["steps"]:
            blocks.append(Bullets(tuple(rec["steps"])))
    blocks += _left_out(len(report.recommendations), say)
    if report.portfolio:
        blocks += [Heading(say("h_portfolio")), Paragraph(say("about_portfolio", placed=len(report.portfolio), open=report.unplaced))]
        sides = (say("system"), say("value_side"), say("fit_side"), "TIME", say("playbook"), "6R")
        blocks.append(Table(say("h_portfolio"), sides, tuple(report.portfolio[:IN_PRINT])))
        blocks += _left_out(len(report.portfolio), say)
    return blocks


def _plan(report: Report, say: Any) -> list[Block]:
    rows = tuple((wave["id"], wave["cost"].text, wave["saving"].text, "\n".join(wave["lines"])) for wave in report.waves)
    told = (
        Table(say("h_plan"), (say("wave"), say("price"), say("gain"), say("what")), rows)
        if rows
        else Paragraph(report.no_plan or say("no_plan"))
    )
    return [Heading(say("h_plan")), told, *_pictures(report, "waves", "frontier", "roadmap", "asis-tobe", "target")]


def _method(report: Report, say: Any) -> list[Block]:
    blocks: list[Block] = [Heading(say("h_method"))]
    blocks += [part for title, text in report.method.values() for part in (Heading(title, 2), Paragraph(text))]
    blocks += _pictures(report, "reliability_pairs", "reliability_fields")
    blocks.append(Table(say("h_thresholds"), (say("threshold"), say("value"), say("origin")), tuple(report.thresholds)))
    untold = tuple((rule, missing, figure.text) for rule, missing, figure in report.untold)
    if untold:
        blocks.append(Table(say("h_untold"), (say("rule"), say("missing"), say("count")), untold))
    if report.readiness:
        blocks.append(Table(say("h_readiness"), tuple(say(f"answered_{key}") for key in ANSWERED), tuple(report.readiness.values())))
    return [
        *blocks,
        Heading(say("h_limits")),
        Bullets(tuple(report.all_limits.values())),
        Heading(say("h_sources")),
        Bullets(tuple(report.sources)),
    ]


def _plates(report: Report, say: Any) -> list[Block]:
    """Pictures whose words are too small in the width of a page, enlarged tile by tile."""
    plates = [plate for svg in report.diagrams.values() if (plate := plate_of(svg)) is not None]
    if not plates:
        return []
    blocks: list[Block] = [Heading(say("h_plates")), Paragraph(say("about_plates"))]
    for number, plate in enumerate(plates, start=1):
        for tile, svg in plate.tiles.items():
            title = say("plate", number=number, title=plate.title, tile=tile)
            blocks.append(Picture(title, svg, title))
    return blocks


def _left_out(count: int, say: Any) -> list[Block]:
    """How many of so many do not stand on paper, and where they do."""
    return [Paragraph(say("rest_in_html", count=count - IN_PRINT))] if count > IN_PRINT else []


def _pictures(report: Report, *names: str) -> list[Block]:
    """The diagrams and charts of these names that the report has; one name may stand for both."""
    found: list[Block] = []
    for name in names:
        if name in report.diagrams:
            svg = report.diagrams[name]
            title, alt = (_within(svg, tag) for tag in ("title", "desc"))
            found.append(Picture(title, svg, alt))
        if name in report.charts:
            chart = report.charts[name]
            found.append(
                Picture(f"{chart.title}: {chart.subtitle}", render_chart(chart), "; ".join(" ".join(row) for row in chart.table()[1]))
            )
    return found


def _within(svg: str, tag: str) -> str:
    return unescape(svg.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0])


def _finding(view: FindingView, say: Any) -> list[Block]:
    quotes = [
        " ".join(str(e[key]) for key in ("quote", "url", "locator", "at") if e.get(key))
        + (f" SHA-256 {e['sha256']}" if e.get("sha256") else "")
        for e in view.quotes
    ]
    return [
        Heading(f"{view.rule} {view.title} ({view.severity}, {view.certainty})", 2, "finding"),
        Paragraph(view.subjects + (f" · {view.bodies}" if view.bodies else "")),
        Bullets((*view.why, *quotes)),
        Paragraph(f"{say('rule_version', rule=view.rule, version=view.version)} · {say('basis')}: {'; '.join(view.basis)}"),
        *((Paragraph("; ".join(view.thresholds)),) if view.thresholds else ()),
        Paragraph(f"{say('cause')}: {view.cause} · {say('status')}: {view.status} · {say('confirm')}: {view.confirm} · {view.id}"),
    ]
