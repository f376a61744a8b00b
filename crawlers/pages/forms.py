"""Data fields seen from outside: web forms, and data dictionaries on pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawlers.pages.channels import Table
from inventory.texts.html import Tree, before, squeezed, text_of

_NOT_DATA = {"hidden", "submit", "button", "reset", "image"}
_NOT_DATA_NAME = re.compile(
    r"^(?:q|wd|kw|key|keyword|keywords|search|query|csrf.*|.*token|_.*|captcha|verify_?code|yzm|validatecode|checkcode|rand.*|page|pageno|pagesize|order|sort)$",
    re.I,
)
_NOT_DATA_LABEL = re.compile(r"搜索|检索|关键[词字]|验证码|记住|校验码|图形码|请输入内容$|^同意|已阅读")
_PERSONAL = re.compile(r"身份证|证件号|姓名|住址|地址|银行卡|出生|性别|单位名称|统一社会信用代码")
_TYPES = {
    "date": "date",
    "datetime-local": "datetime",
    "month": "date",
    "number": "number",
    "range": "number",
    "checkbox": "boolean",
    "file": "binary",
}
_NAME_COLUMN = (
    "信息项名称",
    "信息项",
    "数据项名称",
    "数据项",
    "字段中文名",
    "字段描述",
    "中文名称",
    "字段说明",
    "字段名称",
    "字段名",
    "指标名称",
    "中文名",
    "字段中文名称",
)
_CODE_COLUMN = (
    "英文名称", "字段英文名", "字段代码", "英文名", "列名", "字段名", "标识符", "字段", "字段标识", "英文字段", "物理字段名", "name", "field", "参数名", "参数",
)  # fmt: skip
# what names an item only beside a column of technical names
_KNOWN_TITLES = frozenset((*_NAME_COLUMN, *_CODE_COLUMN))
_BESIDE_CODE = ("名称", "说明", "描述", "注释", "含义", "备注", "label", "description", "参数说明")


@dataclass(frozen=True, slots=True)
class SeenField:
    """One item that a form asks or a dictionary lists."""

    label: str
    name: str = ""
    type: str = ""
    length: str = ""
    required: bool | None = None


@dataclass(frozen=True, slots=True)
class SeenDataset:
    """A web form or dictionary table with its items; `kind` is form or catalogue."""

    name: str
    kind: str
    fields: tuple[SeenField, ...]
    sharing: str = ""
    code: str = ""
    is_login: bool = field(default=False)


def forms(root: Tree, heading: str) -> list[SeenDataset]:
    """Web forms with at least two data fields; log-in forms are marked, search boxes left out."""
    found = []
    for form in root.iter("form"):
        fields: dict[str, SeenField] = {}
        is_login = False
        labels = {
            label.get("for"): squeezed(text_of(label)) for label in reversed(list(form.iter("label"))) if label.get("for") is not None
        }
        choices = _choice_names(form)
        for control in form.iter("input", "select", "textarea"):
            kind = str(control.get("type") or "text").lower() if control.tag == "input" else control.tag
            is_login = is_login or kind == "password"
            name = str(control.get("name") or control.get("id") or "")
            raw = choices.get(name) if kind in ("radio", "checkbox") and name in choices else _raw_label(control, form, labels)
            label = re.sub(r"[*＊※★:：\s]+|[（(](?:必填|选填|可选)[)）]", "", raw or "")[:60]
            if kind in _NOT_DATA or kind == "password" or _NOT_DATA_NAME.match(name) or not label or _NOT_DATA_LABEL.search(label):
                continue
            required = control.get("required") is not None or control.get("aria-required") == "true" or bool(set("*＊※★") & set(raw or ""))
            fields.setdefault(label, SeenField(label, name[:64], _TYPES.get(kind, "string"), _length(control), required))
        # who registers gives more than an account name; who logs in does not
        is_login = is_login and not any(_PERSONAL.search(label) for label in fields) and len(fields) <= 3
        if len(fields) >= 2 or (is_login and fields):
            found.append(SeenDataset(_form_name(form, heading), "form", tuple(fields.values()), is_login=is_login))
    return found


def _length(control: Tree) -> str:
    value = str(control.get("maxlength") or "")
    return f"an..{value}" if value.isdigit() and len(value) <= 5 else ""


def _form_name(form: Tree, heading: str) -> str:
    legend = next(form.iter("legend", "caption", "h1", "h2", "h3"), None)
    if legend is not None and len(squeezed(text_of(legend))) >= 3:
        return squeezed(text_of(legend))[:120]
    above = before(form, "h1", "h2", "h3", "h4")
    return ("" if above is None else squeezed(text_of(above)))[:120] or heading[:120]


def _choice_names(form: Tree) -> dict[str, str]:
    """The question above a group of radio buttons or boxes of one name: the text before the first; each label is a choice only."""
    groups: dict[str, list[Tree]] = {}
    for control in form.iter("input"):
        if (control.get("type") or "").lower() in ("radio", "checkbox"):
            groups.setdefault(control.get("name") or "", []).append(control)
    found = {}
    for name, controls in groups.items():
        if name and len(controls) > 1:
            first = next(controls[0].iterancestors("label"), controls[0])
            group = next(first.iterancestors("fieldset"), None)
            title = None if group is None else next(group.iter("legend"), None)
            found[name] = _near(first, form) if title is None else squeezed(text_of(title))
    return found


def _near(control: Tree, form: Tree) -> str:
    cell = next(control.iterancestors("td", "dd"), None)
    if cell is not None:
        beside = next(cell.itersiblings("td", "th", "dt", preceding=True), None)
        if beside is not None and (text := squeezed(text_of(beside))):
            return text
    near = squeezed(_text_before(control, form))
    return near if len(near) <= 20 else ""


def _text_before(control: Tree, form: Tree) -> str:
    """The last text that stands before a control in its form."""
    at = control
    while at is not form:
        for sibling in at.itersiblings(preceding=True):
            if (sibling.tail or "").strip():
                return str(sibling.tail)
            if texts := [text for text in sibling.itertext() if text.strip()]:
                return str(texts[-1])
        at = at.getparent()
        if at is None:
            return ""
        if (at.text or "").strip():
            return str(at.text)
    return ""


def _raw_label(control: Tree, form: Tree, labels: dict[str, str]) -> str:
    identifier = control.get("id")
    if identifier and labels.get(str(identifier)):
        return labels[str(identifier)]
    parent = next(control.iterancestors("label"), None)
    if parent is not None and (text := squeezed("".join(_own_texts(parent)))):
        return text
    for name in ("aria-label", "title"):
        if control.get(name):
            return squeezed(control.get(name))
    near = _near(control, form)
    if near:
        return near
    hint = squeezed(str(control.get("placeholder") or ""))
    return re.sub(r"^请(?:输入|填写|选择)(?:您的)?", "", hint)


def _own_texts(label: Tree) -> Iterator[str]:
    """The texts of a label without those that the controls in it hold."""
    inside = 0
    for event, tag in etree.iterwalk(label, events=("start", "end")):
        is_control = tag.tag in ("option", "select", "textarea")
        if event == "start":
            inside += is_control
            if not inside:
                yield tag.text or ""
        else:
            inside -= is_control
            if not inside and tag is not label:
                yield tag.tail or ""


def dictionaries(tables: list[Table], heading: str) -> list[SeenDataset]:
    """Tables that list data items: a column of item names and one of types, lengths or codes."""
    found = []
    for table, rows in tables:
        fields = _items_listed(rows)
        if fields:
            caption = next(table.iter("caption"), None)
            name = _before(table) or heading if caption is None else squeezed(text_of(caption))
            found.append(SeenDataset(name[:120], "catalogue", fields))
    return found


def dictionaries_in(lines: list[str], heading: str) -> list[SeenDataset]:
    """The same in a document's text, where the cells of a row are joined by tabs; a line above a table names it."""
    found: list[SeenDataset] = []
    rows: list[list[str]] = []
    above = last = ""
    for line in [*lines, ""]:
        if "\t" in line:
            above = above if rows else last
            rows.append([squeezed(cell) for cell in line.split("\t")])
            continue
        if rows and (fields := _items_listed(rows)):
            found.append(SeenDataset((above or heading)[:120], "catalogue", fields))
        rows, last = [], line if 2 <= len(line) <= 60 else ""
    return found


def _items_listed(rows: list[list[str]]) -> tuple["SeenField", ...]:
    """The items of a table whose head names columns of a dictionary; none for another table."""
    for position, header in enumerate(rows[:3]):
        titles = [squeezed(title).replace(" ", "") for title in header]
        if not _KNOWN_TITLES.intersection(titles):
            continue
        label_at = _at(titles, _NAME_COLUMN)
        code_at = _at(titles, _CODE_COLUMN, other_than=label_at)
        below = [_cell(row, label_at) for row in rows[position + 1 :]]
        if label_at is None or (code_at is None and below and sum(text.isascii() for text in below) > len(below) / 2):
            beside = _at(titles, _BESIDE_CODE, other_than=label_at if code_at is None else code_at)
            code_at = code_at if code_at is not None else label_at
            label_at = beside if code_at is not None else None
        type_at = _at(titles, ("数据类型", "类型", "字段类型", "参数类型", "type"), other_than=label_at)
        length_at = _at(titles, ("长度", "数据长度", "字段长度"), other_than=label_at)
        if label_at is None or (code_at is None and type_at is None):
            continue
        fields: dict[str, SeenField] = {}
        for row in rows[position + 1 :]:
            label = _cell(row, label_at)
            if label and label not in header:
                fields.setdefault(
                    label, SeenField(label[:128], _cell(row, code_at)[:64], _cell(row, type_at)[:20], _cell(row, length_at)[:40])
                )
        return tuple(fields.values()) if len(fields) >= 2 else ()
    return ()


def _before(table: Tree) -> str:
    heading = before(table, "h2", "h3", "h4", "h1")
    return "" if heading is None else re.sub(r"(?:的)?(?:数据项|信息项|字段|数据字典)(?:列表|说明|清单)?$", "", squeezed(text_of(heading)))


def _at(titles: list[str], words: tuple[str, ...], other_than: int | None = None) -> int | None:
    for word in words:
        for position, title in enumerate(titles):
            if position != other_than and title == word:
                return position
    return None


def _cell(row: list[str], position: int | None) -> str:
    return row[position] if position is not None and position < len(row) else ""
