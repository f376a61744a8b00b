"""JSON Schemas (draft 2020-12) of everything that the program writes in JSON: which answer has which schema, and reading one.

A schema refers to shared parts as `urn:auditor:schema:common#/$defs/NAME`, so a validator needs all of them: see docs/schemas.md.
"""

import json
from importlib.resources import files
from typing import Any

_ENDING = ".schema.json"

# the words of a command → the schema of what it answers with `--json`
SCHEMAS: dict[str, str] = {
    "init": "init",
    "import": "import",
    "import list": "import-list",
    "import withdraw": "import-withdraw",
    "form export": "form-export",
    "form import": "import",
    "form status": "form-status",
    "elements import": "elements-import",
    "elements list": "elements-list",
    "crawl": "crawl",
    "audit": "audit",
    "findings": "findings",
    "rules": "rules",
    "review": "review",
    "judge": "judge",
    "settle": "settle",
    "mapping list": "mapping-list",
    "mapping confirm": "mapping",
    "mapping reject": "mapping",
    "mapping export": "mapping-export",
    "finding ask": "finding",
    "finding answer": "finding",
    "finding confirm": "finding",
    "finding reject": "finding",
    "finding except": "finding",
    "finding assign": "finding",
    "finding close": "finding",
    "evidence add": "evidence-add",
    "evidence export": "evidence-export",
    "evidence verify": "evidence-verify",
    "check": "check",
    "plan": "plan",
    "plan --write-problem": "written-file",
    "whatif": "whatif",
    "trace": "trace",
    "precheck": "precheck",
    "report": "written-files",
    "letter": "written-files",
    "diagram": "written-file",
    "export inventory": "inventory",
    "export findings": "findings",
    "export plan": "plan",
    "export integration": "integration",
    "export graph": "graph",
    "export --out": "written-file",
    "export --format": "exported-text",
    "round new": "round-new",
    "round list": "round-list",
    "diff": "diff",
    "backup": "backup",
    "restore": "restore",
    "upgrade": "upgrade",
    "user add": "user-add",
    "user token": "user-token",
    "user close": "user-closed",
    "user reopen": "user-closed",
    "screen": "screen",
    "match": "match",
    "dedupe": "dedupe",
    "demo": "demo",
}
# a file that a command writes → its schema
FILES: dict[str, str] = {
    "the file of plan --write-problem": "plan-problem",
    "the parts of evidence export": "evidence-package",
    "backup.json of a backup": "backup-manifest",
    "crawls/CRAWL/config.json": "crawl-config",
    "a line of crawls/CRAWL/journal.jsonl": "crawl-journal",
}


def schema_names() -> list[str]:
    """The names of all schemas, in the order of the alphabet; `common` holds what the others share."""
    names = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))


def read_schema(name: str) -> dict[str, Any]:
    """The schema of this name. Raises FileNotFoundError where there is none."""
    return dict(json.loads((files(__name__) / f"{name}{_ENDING}").read_text(encoding="utf-8")))
