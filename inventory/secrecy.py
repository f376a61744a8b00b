"""What may not enter: secret rows, credentials, personal numbers. Says where they stood, never what they were."""

import re
from functools import lru_cache
from urllib.parse import unquote

from inventory.names import fold, plain

_CREDENTIAL_HEADERS = {
    plain(word)
    for word in (
        "密码",
        "口令",
        "登录密码",
        "访问密码",
        "账号密码",
        "账户密码",
        "用户密码",
        "初始密码",
        "密钥",
        "私钥",
        "令牌",
        "password",
        "passwd",
        "pwd",
        "visit_password",
        "db_password",
        "secret",
        "secret_key",
        "access_key",
        "api_key",
        "apikey",
        "token",
        "access_token",
        "private_key",
        "credential",
        "credentials",
        "appsecret",
    )
}
_CREDENTIAL_VALUE = re.compile(
    r"(?:密\s*码|口\s*令|密钥|pass\s*word|passwd|\bpwd|secret|api[_-]?key|access[_-]?key|token)\s*(?:为|是(?!否)|[:：=])\s*\S{3,}"
    r"|://[^/\s:@]{1,64}:[^/\s@]{1,64}@"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:AKIA|LTAI)[0-9A-Za-z]{12,}\b",
    re.I,
)
_SECRET = re.compile(
    r"(?:该?系统)?(?:绝\s*密|机\s*密|秘\s*密|涉\s*密|内部秘密)(?:系统|事项|信息)?(?:级|[★☆*·]|[0-9]+年|\(|（|$)|secret$|top secret$|confidential$",
    re.I,
)
_SPEAKS_OF_SECRETS = re.compile(r"密|secret|confidential|[^\u0000-\u02ff\u3000-\u9fff]", re.I)
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_FIFTEEN_DIGITS = re.compile(r"[0-9]{15}")
_CITIZEN = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])(?:62|4|5)[0-9]{14,18}(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@lru_cache(maxsize=10_000)
def is_credential_header(header: str) -> bool:
    """Tell whether a column of this name would hold passwords or keys."""
    return plain(header) in _CREDENTIAL_HEADERS


def has_credential(text: str) -> bool:
    """Tell whether the text carries something like a password, key or address with a password."""
    return bool(_CREDENTIAL_VALUE.search(text))


def is_secret_mark(text: str) -> bool:
    """Tell whether a cell marks its row as secret (涉密)."""
    return len(text) <= 40 and _SPEAKS_OF_SECRETS.search(text) is not None and _SECRET.match(fold(text).strip()) is not None


def is_citizen_number(text: str) -> bool:
    """Check the 18 characters of a citizen number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if not _CITIZEN.fullmatch(text):
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[remainder] == text[17].upper()


def is_bank_card_number(text: str) -> bool:
    """Check a card number of 16 to 19 digits by the Luhn formula (ISO/IEC 7812-1)."""
    if not _CARD.fullmatch(text) or not 16 <= len(text) <= 19:
        return False
    total = 0
    for position, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def personal_numbers(text: str) -> list[tuple[int, int, str]]:
    """Where the text shows numbers whose check digit proves them personal: start, end, `citizen_id` or `bank_card`."""
    if _FIFTEEN_DIGITS.search(text) is None:
        return []
    found = [(m.start(), m.end(), "citizen_id") for m in _CITIZEN.finditer(text) if is_citizen_number(m.group())]
    found += [(m.start(), m.end(), "bank_card") for m in _CARD.finditer(text) if is_bank_card_number(m.group())]
    return sorted(found)


def may_be_personal(text: str) -> bool:
    """Tell whether the text has digits enough in a row for any personal number."""
    return _ELEVEN_DIGITS.search(text) is not None


def masked(text: str) -> str:
    """The text with citizen numbers, bank cards and mobile numbers masked, its length unchanged."""
    if not may_be_personal(text):
        return text
    spans = personal_numbers(text) + [(m.start(), m.end(), "mobile") for m in _MOBILE.finditer(text)]
    characters = list(text)
    for start, end, _ in spans:
        for position in range(start + 3, end - 2):
            characters[position] = "*"
    return "".join(characters)


# one sign of an address: as it stands, or percent-encoded
_SIGN = re.compile(r"%[0-9A-Fa-f]{2}|.", re.S)


def names_a_person(url: str) -> bool:
    """Tell whether an address holds a citizen, card or mobile number, also one that is percent-encoded."""
    plain = unquote(url)
    return masked(plain) != plain


@lru_cache(maxsize=10_000)
def masked_address(url: str) -> str:
    """The address with personal numbers in it masked, percent-encoded ones too: its length in decoded signs is unchanged."""
    if not names_a_person(url):
        return url
    signs = _SIGN.findall(url)
    # numbers are of ASCII: what stands for other bytes is one sign that no number has
    shown = masked("".join(sign if len(sign) == 1 else _decoded(sign) for sign in signs))
    return "".join("*" if after == "*" else sign for sign, after in zip(signs, shown, strict=True))


def _decoded(sign: str) -> str:
    byte = int(sign[1:], 16)
    return chr(byte) if byte < 0x80 else "\ufffd"
