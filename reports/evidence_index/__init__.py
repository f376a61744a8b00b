"""The readable page of a sealed package: what each finding stands on, with its words marked in the page's text."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from inventory.languages import message
from inventory.vocabulary import caption
from reports.wording import Names, basis_sentence

# characters of a page's text shown before and after the quoted words
_AROUND = 400


def render_index(
    about: Mapping[str, Any],
    findings: Sequence[Mapping[str, Any]],
    pages: Sequence[Mapping[str, Any]],
    added: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str],
    names: Names,
) -> str:
    """One HTML page, offline, in the language of `names`; `texts` are the package's plain texts by name."""
    language = names.language
    style = (files("reports") / "evidence_index" / "index.css").read_text(encoding="utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        (files("reports") / "evidence_index" / "index.html.j2").read_text(encoding="utf-8")
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return template.render(
        about=about,
        findings=[{**finding, "shown": [_shown(evidence, texts) for evidence in finding["evidence"]]} for finding in findings],
        pages={page["number"]: page for page in pages},
        added=added,
        names=names,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        html_language="zh-CN" if language == "zh" else "en",
        say=lambda key, **params: message(language, f"evidence.{key}", **params),
        caption=lambda kind, code: caption(kind, code, language),
        clause=lambda entry: basis_sentence(entry, language),
    )


def _shown(evidence: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """The evidence with the words before and after its quote."""
    if not evidence.get("text"):
        return {**evidence, "before": "", "after": ""}
    text, start, end = texts[evidence["text"]], evidence["start"], evidence["end"]
    before = ("…" if start > _AROUND else "") + text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND] + ("…" if len(text) > end + _AROUND else "")
    return {**evidence, "before": before, "after": after}
