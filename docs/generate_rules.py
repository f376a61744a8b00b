"""Writes docs/rules/: one page per rule and a table of all, from the rules' own metadata.

`python docs/generate_rules.py` writes the pages; with `--check` it writes nothing and exits 1 where a page is not
what the rules say. The same rules give the same bytes, so a test can compare `pages()` with what stands on disk.
versions.csv beside them holds each rule's version and a digest of its file: a rule that was edited must get a new version,
or somebody must say (`--same-findings`) that it finds what it found before.
"""

import csv
import sys
from hashlib import sha256
from inspect import getdoc, getfile
from pathlib import Path

from crawlers.screening.screen import RULES as SCREENED
from graphs.rules import PACK_VERSION, rules
from graphs.rules.rule import Rule, RuleFunction
from graphs.thresholds import SETTINGS
from inventory.languages import message
from inventory.schema import entities
from inventory.sources import rule_sources
from inventory.vocabulary import caption, terms

FOLDER = Path(__file__).parent / "rules"
_MADE = "<!-- Made by docs/generate_rules.py from the rules themselves. Do not edit. -->"
_UNITS = {
    "ratio": ("比例", "share from 0 to 1"),
    "count": ("个", "count"),
    "days": ("天", "days"),
    "working_days": ("个工作日", "working days"),
    "months": ("个月", "months"),
    "years": ("年", "years"),
    "times": ("倍", "times"),
}
# words of a page: key → 中文, English
_WORDS = {
    "language": ("中文", "English"),
    "checks": ("查什么", "What it checks"),
    "dimension": ("方面", "Dimension"),
    "severity": ("严重程度", "Severity"),
    "certainty": ("确定程度（证据另有表明的除外）", "Certainty unless the evidence says otherwise"),
    "cause": ("原因类别", "Cause"),
    "confirm": ("建议由谁确认", "Who should confirm"),
    "version": ("规则版本", "Version of the rule"),
    "in_force": ("{day} 起施行", "in force from {day}"),
    "basis": ("依据", "Basis"),
    "weakest": ("整条规则的核对程度（取最弱的一条）", "The rule as a whole (its weakest clause)"),
    "fields": ("读取的信息项", "Fields read"),
    "screened": ("筛查的通知类别", "Categories of screened notices"),
    "thresholds": ("阈值", "Thresholds"),
    "answer": ("如何答复", "How to answer"),
    "mend": ("如何整改", "How to mend"),
    "remedies": ("可能的建议", "Recommendations that may follow"),
    "none": ("无", "none"),
    "office": ("本单位设定，非国家标准", "set by the office, no national standard"),
    "official": ("文件规定", "prescribed"),
    "default": ("缺省", "default"),
    "detail": ("细则", "In detail"),
}
_ANSWER = {
    "certain": (
        "这条规则依据申报值、登记值或日期得出。值填错的，改正后重新报送表格或登记簿；属实的，写明整改时间；有例外的，写明依据。",
        "This rule follows from a declared value, a register or a date. Where the value is wrong, correct it and send the form or "
        "register again. Where it is right, say by when it is mended. Where an exception applies, name its basis.",
    ),
    "probable": (
        "这条规则由多项证据推出，可能有误。请逐条看“理由”：不属实的，说明哪一条、为什么；属实的，写明整改时间；有例外的，写明依据。",
        "This rule infers from several pieces of evidence and may be wrong. Read the reasons one by one: say which does not hold and "
        "why. Where they hold, say by when it is mended. Where an exception applies, name its basis.",
    ),
    "question": (
        "这条规则只提问，不作结论。请补填或更正所列信息项；确实没有的填“无”，不适用的填“不适用”。",
        'This rule only asks and concludes nothing. Fill in or correct the fields listed; where there is none, answer "none", '
        'and where it does not apply, "not applicable".',
    ),
}
# what rules read that is no field of a record
_NO_RECORD = {
    "Page.exposed": ("抓取网页上可校验的个人号码", "Personal numbers with a valid check digit on fetched pages"),
    "Finding.status": ("台账中发现的状态", "Status of a finding in the register"),
    "Finding.owner": ("台账中发现的责任人", "Who corrects a finding, by the register"),
    "Finding.due": ("台账中发现的整改期限", "By when a finding is to be corrected, by the register"),
    "Refusal.locator": ("导入时拒收的口令、密钥所在位置", "Where an import refused a password or key"),
}
_COMMAND = 'auditor finding answer FINDING --by ACCOUNT --text "…" --evidence FILE'


def _word(key: str, language: str) -> str:
    return _WORDS[key][0 if language == "zh" else 1]


def _field(name: str, language: str) -> str:
    if name in _NO_RECORD:
        return f"{_NO_RECORD[name][0 if language == 'zh' else 1]} (`{name}`)"
    entity, _, field = name.partition(".")
    spec = entities()[entity]
    return f"{spec.title(language)} · {spec.fields[field].title(language)} (`{name}`)"


def _threshold(name: str, language: str) -> str:
    setting = SETTINGS[name]
    unit = _UNITS[setting.unit][0 if language == "zh" else 1]
    origin = f"{_word('official', language)}: {setting.origin}" if setting.official else _word("office", language)
    return f"{setting.title.of(language)} (`{name}`): {_word('default', language)} {setting.default:g} {unit}; {origin}"


def _clauses(rule: Rule, language: str) -> list[str]:
    lines = []
    for clause in rule.basis:
        text = rule_sources()[clause.source]
        title = (text.title_zh or text.title_en) if language == "zh" else text.title_en
        title = f"《{title}》" if language == "zh" and text.title_zh else title
        in_force = _word("in_force", language).format(day=text.effective) if text.effective else ""
        facts = ", ".join(part for part in (text.number, text.date, text.date_note, in_force) if part)
        lines.append(
            f"{clause.source}: {title}{f' ({facts})' if facts else ''} — {clause.clause}. *{_verified(clause.verified, language)}*"
        )
    return lines


def _verified(code: str, language: str) -> str:
    return f"{message(language, f'verified.{code}')} ({code})"


def _list(lines: list[str], language: str) -> list[str]:
    return [f"- {line}" for line in lines] or [f"- {_word('none', language)}"]


def _part(rule: Rule, function: RuleFunction, language: str) -> list[str]:
    """One language's half of a page."""
    facts = (
        ("dimension", caption("dimension", rule.dimension, language)),
        ("severity", caption("severity", rule.severity, language)),
        ("certainty", caption("certainty", rule.certainty, language)),
        ("cause", caption("cause", rule.cause, language)),
        ("confirm", caption("account_role", rule.must_confirm, language)),
        ("version", str(rule.version)),
    )
    screened = [caption("screen_category", category, language) for category, rule_id in SCREENED.items() if rule_id == rule.id]
    detail = rule.detail_zh if language == "zh" else " ".join((getdoc(function) or "").split())
    lines = [f"## {_word('language', language)}: {rule.title.of(language)}", "", f"### {_word('checks', language)}", ""]
    lines += [rule.checks.of(language), ""]
    if detail:
        lines += [f"{_word('detail', language)}{'：' if language == 'zh' else ': '}{detail}", ""]
    lines += [f"- {_word(key, language)}: {value}" for key, value in facts]
    lines += ["", f"### {_word('basis', language)}", "", *_list(_clauses(rule, language), language), ""]
    lines += [f"{_word('weakest', language)}: {_verified(rule.verified, language)}", ""]
    lines += [f"### {_word('fields', language)}", "", *_list([_field(name, language) for name in rule.reads], language), ""]
    if screened:
        lines += [f"### {_word('screened', language)}", "", *_list(screened, language), ""]
    lines += [f"### {_word('thresholds', language)}", "", *_list([_threshold(name, language) for name in rule.thresholds], language), ""]
    lines += [f"### {_word('answer', language)}", "", _ANSWER[rule.certainty][0 if language == "zh" else 1], ""]
    lines += ["```", _COMMAND, "```", "", f"### {_word('mend', language)}", "", rule.mend.of(language), ""]
    lines += [f"{_word('remedies', language)}:", ""]
    return lines + _list([caption("recommendation", kind, language) for kind in rule.remedies], language) + [""]


def page(rule: Rule, function: RuleFunction) -> str:
    """The page of one rule, first in Chinese, then in English."""
    code = function.__module__.replace(".", "/")
    lines = [_MADE, "", f"# {rule.id} {rule.title.zh} / {rule.title.en}", "", f"`{code}.py`", ""]
    lines += [*_part(rule, function, "zh"), *_part(rule, function, "en")]
    return "\n".join(lines).rstrip() + "\n"


def index() -> str:
    """The table of all rules, by dimension."""
    lines = [_MADE, "", "# 规则 / Rules", "", f"规则包 / rule pack {PACK_VERSION}: {len(rules())} 条 / rules.", ""]
    lines += [
        "“核对程度”是依据中最弱一条的核对程度：full 条文已通读，part 条文部分核对，meta 仅核对题名文号，memory 未核对。引用前请核对正式文本。",
        "",
        '"Verified" is how far the weakest clause of the basis was read: full, part, meta (title and number only), '
        "memory (not verified). Check the official text before you rely on it.",
        "",
    ]
    for code, term in terms("dimension").items():
        of_dimension = [rule for rule, _ in rules().values() if rule.dimension == code]
        if not of_dimension:
            continue
        lines += [f"## {term.zh} / {term.en}", "", "| 规则 / rule | 名称 / title | 严重 / severity | 确定 / certainty | 核对 / verified |"]
        lines += ["| --- | --- | --- | --- | --- |"]
        lines += [
            f"| [{r.id}]({r.id}.md) | {r.title.zh}<br>{r.title.en} | {r.severity} | {r.certainty} | {r.verified} |" for r in of_dimension
        ]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def pages() -> dict[str, str]:
    """File name → content of everything in docs/rules/."""
    return {"README.md": index(), **{f"{name}.md": page(rule, function) for name, (rule, function) in rules().items()}}


def versions() -> dict[str, tuple[str, str, str]]:
    """Rule → version, the day from which rounds use it, and a digest of the file that it stands in."""
    return {
        name: (
            str(rule.version),
            rule.since.isoformat() if rule.since else "",
            sha256(Path(getfile(function)).read_bytes()).hexdigest()[:16],
        )
        for name, (rule, function) in rules().items()
    }


def unversioned(known: str) -> list[str]:
    """Rules whose file is another than `known` (versions.csv) says while their version is the same."""
    before = {row["rule"]: row for row in csv.DictReader(known.splitlines())}
    return [
        name
        for name, (version, _, digest) in versions().items()
        if name in before and before[name]["version"] == version and before[name]["digest"] != digest
    ]


def versions_text() -> str:
    """The content of docs/rules/versions.csv."""
    return "\n".join(["rule,version,since,digest", *(",".join((name, *facts)) for name, facts in versions().items())]) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them."""
    wanted = {**pages(), "versions.csv": versions_text()}
    known = {path.name: path.read_text(encoding="utf-8") for path in (*FOLDER.glob("*.md"), *FOLDER.glob("versions.csv"))}
    wrong = sorted(name for name in wanted.keys() | known.keys() if wanted.get(name) != known.get(name))
    if "--check" in arguments:
        for name in wrong:
            print(f"docs/rules/{name} is not what the rules say: run python docs/generate_rules.py", file=sys.stderr)
        return 1 if wrong else 0
    changed = unversioned(known.get("versions.csv", ""))
    if changed and "--same-findings" not in arguments:
        print(
            f"the files of {', '.join(changed)} changed under the same version: where a rule finds something else now, raise `version`, set `since` "
            "and keep the version before in EARLIER; where it does not, say so with --same-findings",
            file=sys.stderr,
        )
        return 1
    FOLDER.mkdir(exist_ok=True)
    for name in wrong:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
