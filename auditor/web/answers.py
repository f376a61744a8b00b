"""What the `.json` twins of pages answer: one shape an address, and the JSON Schema (draft 2020-12) that it stands for.

In a shape a word is a type, `?` after it lets it be null; a list holds any number of its one entry; a dictionary is an object of exactly these
keys, of which those with `?` may be absent; `{"*": …}` is an object of any keys.
"""

from typing import Any

_TYPES = {"text": "string", "whole": "integer", "number": "number", "yes": "boolean", "object": "object", "list": "array"}
_NAMED = {"id": "text", "name": "text"}
_FINDING = {"id": "text", "rule": "text", "severity": "text", "certainty": "text", "status": "text"}
_FOLLOWED = {**_FINDING, "owner": "text?", "due": "text?"}
_PAGED = {"total": "whole", "page": "whole", "pages": "whole"}
_DRAFT = {"by?": "text", "at?": "text"}
_ENTRY = {"entity": "text", "id": "text", "label": "text", "known": "whole", "answered": "whole", "open": "whole", "draft": _DRAFT}
_ADVICE = {
    "id": "text", "kind": "text", "do": "text", "because": "text", "addressee": "text", "price": "text", "gain": "text", "closes": "whole",
    "needs_review": "yes",
}  # fmt: skip
_JOB = {
    "id": "whole", "kind": "text", "arguments": ["text"], "by": "text", "state": "text", "made_at": "text", "began_at": "text", "ended_at": "text",
}  # fmt: skip
_PROBLEM = {
    "code": "text", "message": "text", "file?": "text", "sheet?": "text", "row?": "whole", "column?": "text", "line?": "whole", "path?": "text",
}  # fmt: skip
_ROUND = {"name": "text", "opened_at": "text", "closed_at": "text?", "is_current": "yes"}
_SIDE = {"id": "text", "name": "text", "rows": {"*": {"title": "text", "of": "text?", "value": "any"}}}
_MINE = {"id": "text", "verdict": "text", "left_name": "text", "right_name": "text"}
_PAIR = {
    "left": "text", "right": "text", "relation": "text", "score": "number", "p": {"*": "number"}, "families": {"*": "number"}, "reasons": ["object"],
    "sides": [_SIDE], "why": ["text"],
}  # fmt: skip

# the address without `.json` → what it answers; `any` is what the text before it in the comment describes
ANSWERS: dict[str, Any] = {
    "/dashboard": {
        "round": "text",
        "returned": "whole",
        "pairs": "whole",
        "burden": [None, {"forms": "whole", "open": "whole", "minutes": "whole"}],
        "held": {"*": "whole"},
        "severity": {grade: {"*": "whole"} for grade in ("critical", "high", "medium", "low")},
        "status": {"*": "whole"},
        "mine": [{**_FOLLOWED, "round": "text", "subjects": ["text"], "reasons": ["object"], "thresholds": ["object"]}],
        "jobs": [{"id": "whole", "kind": "text", "state": "text"}],
    },
    "/inventory": {"kinds": [{"array": "text", "count": "whole"}]},
    # rows: id, label, the array's columns and the modes in which it was said
    "/inventory/{array}": {
        "array": "text",
        "columns": [{"name": "text", "title": "text", "type": "text", "of": "text?"}],
        "choices": {"*": [["text"]]},
        "filters": {"*": "text"},
        "q": "text",
        "sort": "text",
        "label_field": "text",
        "descending": "yes",
        "rows": [{"id": "text", "label": "text", "modes": ["text"], "*": "any"}],
        **_PAGED,
    },
    # record: as in the inventory document
    "/record/{identifier}": {
        "id": "text",
        "array": "text",
        "label": "text",
        "modes": ["text"],
        "fields": [
            {
                "name": "text",
                "title": "text",
                "type": "text",
                "of": "text?",
                "history": [{"value": "any", "source": "text", "kind": "text", "at": "text", "mode": "text", "place": "text"}],
                "state": "text",
                "value": "any",
                "links?": [{"name": "text", "id": "text?"}],
            }
        ],
        "record": {"id": "text", "*": "any"},
        "findings": [_FINDING],
        "judgements": [
            {"id": "text", "left": "text", "right": "text", "verdict": "text", "by": "text", "at": "text", "reason": "text", "undone": "yes"}
        ],
    },
    "/findings": {
        "rows": [{**_FOLLOWED, "title": "text", "subjects": ["text"], "why": "text"}],
        **_PAGED,
        "filters": dict.fromkeys(("rule", "severity", "certainty", "status", "org", "mine", "gone"), "text"),
        "q": "text",
        "rules": [["text"]],
        "org": "text",
    },
    # finding: as in the inventory document
    "/findings/{identifier}": {
        "finding": {**_FOLLOWED, "title": "text", "why": ["text"], "basis": ["object"], "round": "text", "is_current": "yes", "*": "any"},
        "checks": "text",
        "mend": "text",
        "subjects": [_NAMED],
        "bodies": ["text"],
        "evidence": [
            {
                "page": [None, {"title": "text", "status": "whole", "fetched_at": "text", "sha256": "text", "chain": "text"}],
                "url?": "text?",
                "quote?": "text?",
                "sha256?": "text?",
                "*": "any",
            }
        ],
        # a step that somebody else came before; null but in the answer to one
        "mine": [None, "object"],
        "events": [{"at": "text", "action": "text", "by": "text", "old": "text?", "new": "text?", "text": "text?"}],
        "may_close": "yes",
        "added": [{"by": "text?", "at": "text", "name": "text", "sha256": "text", "may_open": "yes"}],
        "people": ["text"],
    },
    "/findings/{identifier}/page/{number}": {
        "finding": "text",
        "number": "whole",
        "page": {
            "url": "text", "fetched_at": "text", "status": "whole", "content_type": "text", "bytes": "whole", "sha256": "text", "is_whole": "yes",
            "crawl": "text", "place": "whole", "chain": "text", "follows": "yes",
        },
        "quote": "text",
        "is_found": "yes",
        "is_of_browser": "yes",
        "picture": [
            None,
            {
                "sha256": "text", "fetched_at": "text", "chain": "text", "follows": "yes", "is_whole": "yes", "width": "whole", "height": "whole",
                "is_cut": "yes", "is_withheld": "yes", "is_shown": "yes",
            },
        ],
        "parts": ["text"],
        "is_cut": "yes",
        "can_be_drawn": "yes",
    },
    "/recommendations": {"rows": [_ADVICE], **_PAGED, "kind": "text", "org": "text", "kinds": ["text"]},
    "/recommendations/{identifier}": {
        "advice": {**_ADVICE, "affected": "text", "meanwhile": "text", "if_not": "text", "basis": "text", "confirm": "text"},
        "estimated": "text",
        "steps": ["text"],
        "leaving": ["text"],
        "subjects": [_NAMED],
        "closes": [{"id": "text", "rule": "text", "title": "text", "status": "text", "severity": "text"}],
        "left_out": "whole",
    },
    "/review": {
        "pair": [None, _PAIR],
        "at": "whole",
        "open": "whole",
        "done": "whole",
        "total": "whole",
        "mine": [_MINE],
        "hands": "whole",
        "verdicts": ["text"],
    },
    "/review/records": {
        "pair": [
            None,
            {
                "kind": "text", "left": "text", "right": "text", "score": "number", "why": ["text"],
                "sides": [{"id": "text", "name": "text", "modes": ["text"], "rows": {"*": {"title": "text", "of": "text", "value": "any"}}}],
            },
        ],
        "at": "whole",
        "open": "whole",
        "kind": "text",
        "kinds": [{"kind": "text", "count": "whole"}],
        "mine": [_MINE],
        "verdicts": ["text"],
    },
    "/review/links": {"rows": [{"kind": "text", "left": "text", "left_name": "text", "right": "text", "right_name": "text"}], "mine": [_MINE], **_PAGED},
    # rows: as the conflicts of `auditor review --json`, with the list that a value is of
    "/review/conflicts": {
        "rows": [{"kind": "text", "record": "text", "name": "text", "of": "text", "*": "any"}],
        "kind": "text",
        "kinds": [{"kind": "text", "count": "whole"}],
        **_PAGED,
    },
    "/mappings": {
        "rows": [
            {
                "field": "text", "name": "text?", "label": "text?", "resource": "text?", "resource_name": "text?", "element": "text",
                "element_name": "text", "score": "number", "rival": "text?", "rival_name": "text?", "rival_score": "number?", "why": ["text"], "state": "text",
            }
        ],
        "state": "text",
        "element": "text",
        "q": "text",
        "sort": "text",
        "descending": "yes",
        # the fields that the pages before and after this one end before and begin after
        "before": "text?",
        "after": "text?",
        "totals": {"*": "whole"},
        "total": "whole",
        "elements": [["text"]],
        "mine": [{"id": "text", "verdict": "text", "field": "text", "field_name": "text", "element": "text", "element_name": "text"}],
    },
    "/forms": {
        "rows": [{"id": "text", "name": "text?", "round": "text?", "rejected": "whole", "answered_share": "number?", "open": "whole", "minutes": "whole", "attested": ["text"], "attested_on": "text?", "conflicts": "whole", "drafts": "whole"}],
        "round": "text",
    },
    "/form/{organisation}": {
        "organisation": "text",
        "name": "text",
        "round": "text",
        "returned": "text?",
        "sheets": [{"entity": "text", "records": "whole", "known": "whole", "answered": "whole", "open": "whole"}],
        "sheet": "text",
        "rows": [_ENTRY],
        **_PAGED,
        "problems": [{"entity": "text", "id": "text", "label": "text", "key": "text", "message": "text"}],
        "drafts": [_ENTRY],
    },
    "/form/{organisation}/{entity}/{record}": {
        "organisation": "text",
        "name": "text",
        "entity": "text",
        "record": "text",
        "label": "text",
        "is_new": "yes",
        "version": "whole",
        "draft": _DRAFT,
        "groups": [{"title": "text", "questions": [{"key": "text", "title": "text", "kind": "text", "value": "text", "*": "any"}]}],
        "problems": ["text"],
        "was": "text",
        "has_rivals": "yes",
    },
    "/imports": {
        "rows": [
            {
                "id": "text", "kind": "text", "name": "text", "at": "text", "by": "text?", "round": "text?", "sha256": "text", "records": "whole",
                "rejected": "whole", "withdrawn_at": "text?",
            }
        ],
        "total": "whole",
    },
    "/imports/{identifier}": {
        "source": {"id": "text", "name": "text", "kind": "text", "at": "text", "by": "text?", "sha256": "text", "withdrawn": "yes"},
        "rows": [{"kind": "text", **_PROBLEM}],
    },
    "/jobs": {"rows": [_JOB]},
    # answer: as the command that it ran says with --json
    "/jobs/{number}": {"job": {**_JOB, "progress": "text", "answer": "any"}, "is_open": "yes", "rejected": ["object"]},
    "/rounds": {"rows": [_ROUND]},
    "/rounds/diff": {
        "left": "text",
        "right": "text",
        "rounds": [_ROUND],
        "totals": {"*": "whole"},
        "rows": [dict.fromkeys(("change", "id", "thing", "name", "field", "old", "new", "note"), "text")],
    },
    # plan: as `auditor plan --json`; the rest is what the page shows of it and of its problem
    "/plan": {
        "plan": "object?",
        "points": [{"budget": "text", "cost": "text", "saving": "text", "names": ["text"], "*": "any"}],
        "frame": [
            None,
            {
                "budget": "text",
                "waves": [
                    {
                        "id": "text", "months": "number", "cost": "text", "saving": "text", "budget": "text", "people": "number?", "most_people": "number?",
                        "stopped": [_NAMED], "most_stopped": "whole?",
                    }
                ],
                "locked": [_NAMED],
            },
        ],
        "rows": [dict.fromkeys(("wave", "action", "id", "name", "to", "to_name", "why", "advice"), "text")],
        "staying": [{**_NAMED, "takes_over": [_NAMED], "is_locked": "yes", "advice": "text"}],
        "duties": [{"id": "text", "rule": "text", "title": "text", "subject": "text", "wave": "text?"}],
        "unmet": [{"kind": "text", "reason": "text", "text": "text", "finding": "text", "systems": [_NAMED]}],
        "levels": [{"level": "text", "reached": "text", "bound": "text", "gap": "text"}],
        "steadiness": "text",
    },
    # answer: as `auditor whatif --json`
    "/whatif": {
        "retire": ["text"],
        "connect": ["text"],
        "lock": ["text"],
        "budget": "text",
        "q": "text",
        "systems": [{**_NAMED, "retire": "yes", "lock": "yes"}],
        "answer": "object?",
        "cost": "text",
        "saving": "text",
        "then": [{"which": "text", "status": "text", "cost": "text", "saving": "text", "stopped": [{**_NAMED, "wave": "text?"}]}],
        "rows": [{"kind": "text", "id": "text", "name": "text", "groups": ["text"], "regions": ["text"], "about": "text", "instead": ["text"]}],
    },
    # answer: as `auditor trace --json`
    "/trace": {"element": "text", "answer": "object?"},
    "/diagrams": {"views": ["text"], "subject_views": ["text"], "view": "text", "subject": "text", "formats": ["text"]},
    "/reports": {"formats": ["text"], "exports": [["any"]]},
    "/explore": {
        "title": "text",
        "svg": "text",
        "nodes": [{**_NAMED, "kind": "text", "group": "text?"}],
        "rows": [
            {"from_id": "text", "to_id": "text", "from": "text", "to": "text", "kind": "text", "exchanges": "whole", "by_hand": "yes", "elements": ["text"]}
        ],
        "body": "text",
        "system": "text",
        "start": "text",
        "end": "text",
        "owner": [None, _NAMED],
        "is_asked": "yes",
        "legend": [{"kind": "text", "styles": [{"style": "text", "words": "text"}], "count": "whole", "is_shown": "yes", "at": "text"}],
        "about": [
            None,
            {
                **_NAMED,
                "is_body": "yes",
                "status": "text?",
                "level": "text?",
                "systems": "whole?",
                "body": [None, {"id": "text?", "name": "text"}],
                "counts": {"*": "whole"},
                "neighbours": [{**_NAMED, "kind": "text", "way": "text", "at": "text"}],
                "elements": [{"name": "text", "at": "text"}],
                "findings": [{"severity": "text", "firm": "whole", "question": "whole"}],
                "findings_at": "text",
                "actions": [{"at": "text", "kind": "text"}],
                "close": "text",
            },
        ],
    },
    "/accounts": {
        "rows": [
            {
                "name": "text", "role": "text", "organisation": "text?", "body": "text?", "can_log_in": "yes", "is_linked": "yes", "is_closed": "yes", "created_at": "text",
            }
        ],
        "roles": ["text"],
    },
    "/log": {
        "rows": [{"at": "text", "account": "text", "action": "text", "subject": "text", "client": "text"}],
        "page": "whole",
        "more": "yes",
    },
    "/me": {"name": "text", "role": "text", "organisation": "text?", "token": "text", "may_use_password": "yes"},
}  # fmt: skip
REFUSED = {"error": "whole", "detail": "text"}


def schema_of(shape: Any) -> dict[str, Any]:
    """The JSON Schema of a shape. Raises KeyError for a word that is no type."""
    if isinstance(shape, str):
        word = shape.removesuffix("?")
        if word == "any":
            return {}
        return {"type": [_TYPES[word], "null"] if shape.endswith("?") else _TYPES[word]}
    if isinstance(shape, list):
        if shape[0] is None:
            return {"anyOf": [{"type": "null"}, schema_of(shape[1])]}
        return {"type": "array", "items": schema_of(shape[0])}
    known = {key.removesuffix("?"): schema_of(value) for key, value in shape.items() if key != "*"}
    return {
        "type": "object",
        "required": sorted(key for key in shape if key != "*" and not key.endswith("?")),
        "properties": known,
        "additionalProperties": schema_of(shape["*"]) if "*" in shape else False,
    }
