"""How does one body's landscape look with what was found in it, and which fields would travel from one system to another?

    python docs/examples/own_picture.py WORKSPACE BODY --out FOLDER [--pair FROM TO]

Draws the systems of a body among those that they exchange with, each with its open findings: a view of our own in the product's drawing
language, as SVG and as Mermaid text for a wiki. With a pair, beside it stands the field-level sheet (Excel, JSON) of a move of the first
system into the second: every field with its place there, what must be converted, what has no place.
"""

import argparse
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path

from auditor.exporting import findings_list, inventory_of
from auditor.find import find_one
from auditor.pipeline import analysis_of
from auditor.showing import scene_of
from auditor.workspace import open_workspace
from graphs.edges import edges
from graphs.recommend.integration import transfers_between
from inventory.vocabulary import terms
from reports.diagrams.drawing import Arrow, Box, Drawing, wrapped
from reports.diagrams.graphviz import render_svg
from reports.diagrams.scene import Scene, draw
from reports.diagrams.text import render_mermaid
from reports.exports.inventory import render_json, write_tables
from reports.exports.lists import integration_rows


def picture(scene: Scene, body: str, found: dict[str, dict[str, str]]) -> Drawing:
    """The systems of a body and those that they exchange with, by owner; `found` holds of each subject its findings' severities by id."""
    scape, names = scene.analysis.scape, scene.names
    own = scape.systems_of.get(body, [])
    carried: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        if data["running"] and (supplier in own or consumer in own):
            carried[supplier, consumer, "manual" if data["manual"] else "flow"] |= data["elements"]
    drawing = Drawing(f"{names.of(body)}: systems, neighbours, open findings", scene.source, direction="LR")
    for system in sorted({*own, *(end for ends in carried for end in ends[:2])}):
        about = [system, *scape.datasets_of.get(system, ()), *scape.channels_of.get(system, ())] if system in own else []
        counts = Counter({key: severity for subject in about for key, severity in found[subject].items()}.values())
        marks = [", ".join(f"{counts[severity]} {severity}" for severity in terms("severity") if counts[severity])] if counts else []
        style = "system" if system not in own else "flagged" if counts else "subject"
        owner = scape.inventory.systems[system].owner or ""
        drawing.boxes.append(Box(system, (*wrapped(names.of(system)), *marks), style, owner, names.of(owner)))
        drawing.groups[owner] = names.of(owner)
    draw(scene, drawing, [(len(items), Arrow(left, right, f"{len(items)}", kind)) for (left, right, kind), items in carried.items()])
    drawing.legend = [("box", "flagged", "own, with findings"), ("box", "subject", "own, without"), ("box", "system", "of another body")]
    drawing.legend += [("arrow", "flow", "exchange, number of elements"), ("arrow", "manual", "carried by hand")]
    drawing.alt = f"{len(own)} systems of {names.of(body)}, {len(drawing.boxes) - len(own)} neighbours, {len(carried)} connections"
    return drawing


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw one body's systems with their findings, and list the fields of a move.")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("body", help="a name, a code or an id")
    parser.add_argument("--out", metavar="FOLDER", type=Path, required=True)
    parser.add_argument("--pair", metavar=("FROM", "TO"), nargs=2, default=(), help="two systems")
    options = parser.parse_args()
    workspace = open_workspace(options.workspace)
    analysis = analysis_of(workspace, inventory_of(workspace))
    scene = scene_of(workspace, "en", analysis)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for finding in findings_list(workspace):
        for subject in finding["subjects"] if finding["status"] not in ("closed", "rejected", "excepted") else ():
            found[subject][finding["id"]] = finding["severity"]

    drawing = picture(scene, find_one(analysis.inventory, "Organisation", options.body).id, found)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "picture.svg").write_text(render_svg(drawing), encoding="utf-8")
    (options.out / "picture.mmd").write_text(render_mermaid(drawing), encoding="utf-8")
    print(drawing.alt, *(f"  {scene.names.of(box.id)}: {box.lines[-1]}" for box in drawing.boxes if box.style == "flagged"), sep="\n")
    if options.pair:
        source, target = (find_one(analysis.inventory, "System", text).id for text in options.pair)
        transfers = list(transfers_between(analysis, source, target))
        (options.out / "fields.json").write_text(render_json({"transfers": [asdict(transfer) for transfer in transfers]}), encoding="utf-8")
        write_tables({"fields": integration_rows(transfers, scene.names, analysis.inventory.fields)}, options.out / "fields.xlsx")
        convert, placeless = sum(bool(t.conversions) for t in transfers), sum(t.gap is not None for t in transfers)
        print(f"{' → '.join(options.pair)}: {len(transfers)} fields, {convert} to convert, {placeless} without a place")


if __name__ == "__main__":
    main()
