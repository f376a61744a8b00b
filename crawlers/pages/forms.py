"""Data fields seen from outside: web forms, and data dictionaries on pages."""

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from crawlers.pages.channels import table_rows
from crawlers.pages.text import squeezed

_NOT_DATA = {"hidden", "submit", "button", "reset", "image"}
_NOT_DATA_NAME = re.compile(
    r"^(?:q|wd|kw|key|keyword|keywords|search|query|csrf.*|.*token|_.*|captcha|verify_?code|yzm|validatecode|checkcode|rand.*|page|pageno|pagesize|order|sort)$",
    re.I,
)
_NOT_DATA_LABEL = re.compile(r"搜索|检索|关键[词字]|验证码|记住|校验码|图形码|请输入内容$|^同意|已阅读")
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
)
_CODE_COLUMN = ("英文名称", "字段英文名", "字段代码", "英文名", "列名", "字段名", "标识符")


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


def forms(soup: BeautifulSoup, heading: str) -> list[SeenDataset]:
    """Web forms with at least two data fields; log-in forms are marked, search boxes left out."""
    found = []
    for form in soup.find_all("form"):
        fields: dict[str, SeenField] = {}
        is_login = False
        for control in form.find_all(["input", "select", "textarea"]):
            kind = str(control.get("type") or "text").lower() if control.name == "input" else control.name
            is_login = is_login or kind == "password"
            name = str(control.get("name") or control.get("id") or "")
            label = _label(control, form)
            if kind in _NOT_DATA or kind == "password" or _NOT_DATA_NAME.match(name) or not label or _NOT_DATA_LABEL.search(label):
                continue
            required = control.has_attr("required") or control.get("aria-required") == "true" or "*" in _raw_label(control, form)
            fields.setdefault(label, SeenField(label, name[:64], _TYPES.get(kind, "string"), _length(control), required))
        if len(fields) >= 2 or (is_login and fields):
            found.append(SeenDataset(_form_name(form, heading), "form", tuple(fields.values()), is_login=is_login))
    return found


def _length(control: Tag) -> str:
    value = str(control.get("maxlength") or "")
    return f"an..{value}" if value.isdigit() and len(value) <= 5 else ""


def _form_name(form: Tag, heading: str) -> str:
    legend = form.find(["legend", "caption", "h1", "h2", "h3"])
    if isinstance(legend, Tag) and len(squeezed(legend.get_text())) >= 3:
        return squeezed(legend.get_text())[:120]
    before = form.find_previous(["h1", "h2", "h3", "h4"])
    return (squeezed(before.get_text()) if isinstance(before, Tag) else "")[:120] or heading[:120]


def _label(control: Tag, form: Tag) -> str:
    return re.sub(r"[*＊:：\s]+|[（(](?:必填|选填|可选)[)）]", "", _raw_label(control, form))[:60]


def _raw_label(control: Tag, form: Tag) -> str:
    identifier = control.get("id")
    if identifier:
        label = form.find("label", attrs={"for": identifier})
        if isinstance(label, Tag) and squeezed(label.get_text()):
            return squeezed(label.get_text())
    parent = control.find_parent("label")
    if isinstance(parent, Tag):
        text = squeezed("".join(t for t in parent.find_all(string=True) if t.find_parent(["option", "select", "textarea"]) is None))
        if text:
            return text
    for name in ("aria-label", "title"):
        if control.get(name):
            return squeezed(str(control[name]))
    cell = control.find_parent(["td", "dd"])
    if isinstance(cell, Tag):
        before = cell.find_previous_sibling(["td", "th", "dt"])
        if isinstance(before, Tag) and squeezed(before.get_text()):
            return squeezed(before.get_text())
    previous = control.find_previous(string=lambda text: bool(text and text.strip()))
    near = squeezed(str(previous)) if previous is not None and form in list(getattr(previous, "parents", ())) else ""
    if near and len(near) <= 20:
        return near
    hint = squeezed(str(control.get("placeholder") or ""))
    return re.sub(r"^请(?:输入|填写|选择)(?:您的)?", "", hint)


def dictionaries(soup: BeautifulSoup, heading: str) -> list[SeenDataset]:
    """Tables that list data items: a column of item names and one of types, lengths or codes."""
    found = []
    for table in soup.find_all("table"):
        rows = table_rows(table)
        for position, header in enumerate(rows[:3]):
            label_at = _at(header, _NAME_COLUMN)
            code_at = _at(header, _CODE_COLUMN, other_than=label_at)
            type_at = _at(header, ("数据类型", "类型"), other_than=label_at)
            length_at = _at(header, ("长度", "数据长度"), other_than=label_at)
            if label_at is None or (code_at is None and type_at is None):
                continue
            fields: dict[str, SeenField] = {}
            for row in rows[position + 1 :]:
                label = _cell(row, label_at)
                if label and label not in header:
                    fields.setdefault(
                        label, SeenField(label[:128], _cell(row, code_at)[:64], _cell(row, type_at)[:20], _cell(row, length_at)[:40])
                    )
            if len(fields) >= 2:
                caption = table.find("caption")
                name = squeezed(caption.get_text()) if isinstance(caption, Tag) else _before(table) or heading
                found.append(SeenDataset(name[:120], "catalogue", tuple(fields.values())))
            break
    return found


def _before(table: Tag) -> str:
    heading = table.find_previous(["h2", "h3", "h4", "h1"])
    return (
        re.sub(r"(?:的)?(?:数据项|信息项|字段|数据字典)(?:列表|说明|清单)?$", "", squeezed(heading.get_text()))
        if isinstance(heading, Tag)
        else ""
    )


def _at(header: list[str], words: tuple[str, ...], other_than: int | None = None) -> int | None:
    for word in words:
        for position, title in enumerate(header):
            if position != other_than and squeezed(title).replace(" ", "") == word:
                return position
    return None


def _cell(row: list[str], position: int | None) -> str:
    return row[position] if position is not None and position < len(row) else ""
