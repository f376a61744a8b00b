"""Which SQL a dump is written in, as far as that decides where its strings, comments and statements end."""

import re
from dataclasses import dataclass

# Repeated groups stand in atomic groups: Python 3.11.0 to 3.11.4 mismatch a possessive repeat of alternatives.

# signs of a dialect in a dump's first part; one that a tool writes on purpose weighs more than a habit
_SIGNS: dict[str, tuple[tuple[str, int], ...]] = {
    "mysql": ((r"^-- (?:MySQL|MariaDB) dump|Source Server Type\s*: (?:MySQL|MariaDB)|phpMyAdmin|HeidiSQL|Navicat MySQL", 9),
              (r"\bENGINE\s*=", 4), (r"^\s*`\w", 3), (r"\bAUTO_INCREMENT\b", 3), (r"^\s*(?:create|drop) table[^\n(]*`", 3)),
    "postgresql": ((r"PostgreSQL database dump|Source Server Type\s*: PostgreSQL|SET statement_timeout|^\\connect", 9),
                   (r"::\w+|\bpg_catalog\b|\bOWNER TO\b", 4), (r"\bcharacter varying\b|\b(?:big)?serial\b|\bint[248]\b|\$\$", 3)),
    "sqlserver": ((r"Source Server Type\s*: SQL Server|sp_addextendedproperty|\[dbo\]\.|USE \[", 9),
                  (r"^[ \t]*GO[ \t]*\r?$", 5), (r"\bIDENTITY\s*\(\s*1\s*,|\bCLUSTERED\b|\bnvarchar\b", 3)),
    "oracle": ((r"Source Server Type\s*: Oracle|Oracle SQL Developer", 9), (r"\bVARCHAR2\b|\bNUMBER\s*\(|\bSEGMENT CREATION\b", 5),
               (r"\bCLUSTERBTR\b|\bSTORAGE\s*\(\s*ON\b|\"SYSDBA\"|\bCLUSTER PRIMARY KEY\b", 6), (r"^[ \t]*/[ \t]*\r?$|\bTABLESPACE\b", 3)),
}  # fmt: skip
SAMPLE = 400_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How text is read: `backslash` escapes in strings, `[name]` quotes, `#` starts a comment, `$$` and q'[…]' quote."""

    name: str
    backslash: bool = False
    brackets: bool = False
    hash: bool = False
    dollars: bool = False
    q_quotes: bool = False

    @property
    def string(self) -> str:
        """The pattern of a string literal."""
        escaped = r"'(?>(?>[^'\\]++|\\.|'')*)'"
        if self.backslash:
            return escaped
        plain = r"'(?>(?>[^']++|'')*)'"
        # one with a prefix that no mark closes yet must not be read as a plain one
        if self.dollars:
            plain = rf"(?<=[^\w][eE]){escaped}|(?<![^\w][eE]){plain}"
        if self.q_quotes:
            plain = (
                r"(?<=[^\w][qQ])'(?:\[(?s:.*?)\]|\{(?s:.*?)\}|\((?s:.*?)\)|<(?s:.*?)>|(?P<q>[^\s\w\[{(<'])(?s:.*?)(?P=q))'|(?<![^\w][qQ])"
                + plain
            )
        return plain

    @property
    def quoted(self) -> str:
        """The pattern of a quoted name."""
        double = r'"(?>(?>[^"\\]++|\\.|"")*)"' if self.backslash else r'"(?>(?>[^"]++|"")*)"'
        return double + r"|`(?>(?>[^`]++|``)*)`" + (r"|\[(?=[^\W\d]|\$?\{)(?>(?>[^\]\n]|\]\]){1,256})\]" if self.brackets else "")

    @property
    def comment(self) -> str:
        """The pattern of a comment."""
        dashes = r"--(?=[\s\-]|\Z)[^\n]*+" if self.name == "mysql" else r"--[^\n]*+"
        return dashes + r"|/\*(?>(?>[^*]++|\*(?!/))*)\*/" + (r"|\#[^\n]*+" if self.hash else "")

    @property
    def body(self) -> str:
        """The pattern of a dollar-quoted body, or one that never matches."""
        return r"\$(?P<tag>(?:[^\W\d]\w*+)?)\$(?s:.*?)\$(?P=tag)\$" if self.dollars else r"(?!)"

    @property
    def open_end(self) -> str:
        """The pattern of a string, name, comment or body that the text ends in."""
        escaped = r"'(?>(?>[^'\\]++|\\.|''|\\\Z)*)\Z"
        string = escaped if self.backslash else (rf"(?<=[^\w][eE]){escaped}|" if self.dollars else "") + r"'(?>(?>[^']++|'')*)\Z"
        if self.q_quotes:
            string = r"(?<=[^\w][qQ])'[^\s\w'](?s:.*)\Z|" + string
        double = r'"(?>(?>[^"\\]++|\\.|""|\\\Z)*)\Z' if self.backslash else r'"(?>(?>[^"]++|"")*)\Z'
        return string + "|" + double + r"|`(?>(?>[^`]++|``)*)\Z|" + self.open_comment

    @property
    def open_comment(self) -> str:
        """The pattern of a comment or body that the text ends in."""
        body = r"|\$(?:[^\W\d]\w*+)?\$(?s:.*)\Z|\$\w*+\Z" if self.dollars else ""
        return r"/\*(?>(?>[^*]++|\*(?!/))*)\Z" + body


DIALECTS = {
    "mysql": Dialect("mysql", backslash=True, hash=True),
    "postgresql": Dialect("postgresql", dollars=True),
    "sqlserver": Dialect("sqlserver", brackets=True),
    "oracle": Dialect("oracle", q_quotes=True),
    "generic": Dialect("generic", brackets=True, dollars=True),
}


def dialect_of(sample: str) -> Dialect:
    """The dialect whose signs weigh most in the dump's first part."""
    weights = {name: sum(weight for pattern, weight in signs if re.search(pattern, sample, re.M | re.I)) for name, signs in _SIGNS.items()}
    is_ticked = re.search(r"^\s*(?:create|drop) table[^\n(]*`", sample, re.M | re.I) is not None
    if not is_ticked and re.search(r"^\s*COMMENT ON (?:TABLE|COLUMN)\b", sample, re.M | re.I):
        weights["mysql"] = 0  # a script made over from MySQL keeps its tool's header, not its comments
    best = max(weights, key=lambda name: weights[name])
    return DIALECTS[best if weights[best] else "generic"]


def looks_like_sql(text: str) -> int:
    """How many table definitions (twice) and other statements of dumps stand at line starts."""
    definitions = len(
        re.findall(r"^[ \t]*(?:create\s+(?:\w+\s+)?table|comment\s+on\s+(?:table|column)|alter\s+table)\b", text, re.I | re.M)
    )
    settings = r"set\s+(?:names|foreign_key\w+|ansi_\w+|define|sql_mode|statement_\w+|client_\w+|session|@\w+)"
    others = len(
        re.findall(
            rf"^[ \t]*(?:insert\s+into|drop\s+table|{settings}|use\s+[`\[]?\w+[`\]]?\s*;?\s*$|go\s*$|/\*!\d+|lock\s+tables|copy\s+\S+\s*\()",
            text,
            re.I | re.M,
        )
    )
    return definitions * 2 + others
