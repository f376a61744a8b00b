"""Takes an office's data-element standard and code lists into its workspace."""

from pathlib import Path
from typing import Any

from auditor.workspace import Workspace
from inventory.database import writing
from inventory.importers.bundle import shown_name
from inventory.importers.elements import read_elements
from inventory.intake import hash_path, make_source
from inventory.problems import Problems
from inventory.standards import save_elements


def import_elements(workspace: Workspace, path: Path, *, source: str, dry_run: bool) -> tuple[dict[str, Any], Problems]:
    """The `--json` answer, and what was not accepted. Raises InputError where the file names no elements."""
    problems = Problems()
    read = read_elements(path, problems, source=source)
    with writing(workspace.engine, keep=not dry_run) as session:
        changed = save_elements(session, make_source("elements", shown_name(path), hash_path(path), workspace.now), read.elements, problems)
    answer = {
        "read": {"elements": len(read.elements), "code_lists": read.lists},
        "changed": {"elements": changed} if changed else {},
        **{
            kind: [problem.as_dict(workspace.language) for problem in listed]
            for kind, listed in (("rejected", problems.rejected), ("questions", problems.questions), ("ignored", problems.ignored))
        },
        "more": [{"code": code, "count": count} for code, count in problems.more()],
    }
    return answer, problems
