"""What the types and comments of columns say, in whatever schema they stand."""

import re

_TYPES = (
    ("boolean", r"bool|boolean|bit(?! varying)"),
    ("datetime", r"datetime.*|smalldatetime|timestamp.*|time|timetz|time with.*"),
    ("date", r"date"),
    ("binary", r".*blob|bytea|binary(?!_).*|varbinary|image|raw|long raw|longvarbinary|rowversion|bfile"),
    ("number", r"(?:big|small|tiny|medium)?int(?:eger)?[0-9]*(?: .*)?|dec|decimal.*|numeric.*|number.*|float.*|double.*|real|(?:small)?money|(?:big|small)?serial[0-9]*|year|binary_(?:float|double)"),
    ("string", r".*char.*|.*text|.*clob|string|uuid|uniqueidentifier|enum|set|jsonb?|xml(?:type)?|long|longvarchar|citext|inet|cidr|sysname|rowid|hstore|(?:long )?(?:var)?graphic"),
)  # fmt: skip
_LABEL_ENDS = re.compile(r"[(（:：,，;；\n\t]|--|——|\s{2,}| [-=] ")


def label_of(comment: str) -> tuple[str, str | None]:
    """The label in a column's comment, and the whole comment where it says more (codes, remarks)."""
    text = " ".join(comment.split()) if "\n" not in comment else comment.strip()
    label = _LABEL_ENDS.split(text, maxsplit=1)[0].strip(" .。、")
    if not label or len(label) > 60:
        label = ""
    return label, (text if text and text != label else None)


def data_type(name: str) -> str | None:
    """The code of the list `data_type` for a column type of any dialect; None for one that fits none."""
    text = re.sub(r"\s+(?:unsigned|signed|zerofill)\b", "", name.casefold()).strip()
    return next((code for code, pattern in _TYPES if re.fullmatch(pattern, text)), None)
