"""What the place of a sentence says: items under a prohibition impose nothing; reports name a body."""

import re

_PROHIBITS = re.compile(
    r"不得|严禁|禁止|不准|不许|整治|负面清单|情形之一|自查|是否存在|有无|问题类型|责令|不允许|避免|杜绝|防止|以下(?:问题|做法)|下列(?:问题|做法|行为|情形)|作废|废止|废除|不再执行|must not|not allowed|prohibited|banned|forbidden"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:县|市|区|镇|乡|街道|局|小学|中学|医院|办事处|村)(?!级)|\b[A-Z][a-z]+ (?:District|County|Council|Housing|Office)|\b(?:district|council|housing office)\b"
)


def prohibits(lead: str) -> bool:
    """Tell whether a lead-in or heading forbids, or asks about, what its items name (cue N5)."""
    return bool(_PROHIBITS.search(lead))


def reported_body(original: str) -> str | None:
    """The body that a report names."""
    found = _BODY.search(original)
    return found.group(0) if found else None
