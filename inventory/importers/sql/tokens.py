"""Words, names, strings and marks of a statement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from inventory.importers.sql.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Token:
    """A token: kind `word`, `quoted`, `string`, `number`, `comment` or the character itself; `value` without quotes."""

    kind: str
    value: str
    start: int
    end: int

    def says(self, *words: str) -> bool:
        """Tell whether this is one of these unquoted words (lower case)."""
        return self.kind == "word" and self.value.casefold() in words


# what a build tool or client fills in before a script runs: ${prefix}, $(Schema), {{ prefix }}, {dbpre}, &owner.
_VARIABLE = r"(?:\$\{[\w.\-:]{1,64}\}|\$\(\w{1,64}\)|\{\{\s?[\w.]{1,64}\s?\}\}|\{\w{1,64}\}|&&?\w{1,30}\.)"


@cache
def _token(dialect: Dialect) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<space>\s++)|(?P<comment>{dialect.comment})|(?P<string>(?:[nNeEbBxX](?='))?{dialect.string})|(?P<quoted>{dialect.quoted})"
        rf"|(?P<word>[^\W\d][\w$#@]*+|[@#][\w$#@]++)|(?P<number>\d[\w.]*+)|(?P<body>{dialect.body})"
        rf"|(?P<templated>{_VARIABLE}(?>[\w$#@]++|{_VARIABLE})*)|(?P<mark>.)",
        re.S,
    )


def unquoted(text: str, dialect: Dialect) -> str:
    """A string literal or quoted name without its quotes and escapes."""
    is_escaped = dialect.backslash or (dialect.dollars and text[:1] in "eE")
    text = text.lstrip("nNeEbBxX") if text[:1] not in "'\"`[" else text
    quote, inner = text[0], text[1:-1]
    if dialect.q_quotes and quote == "'" and len(inner) > 1 and inner[0] + inner[-1] in ("[]", "{}", "()", "<>"):
        inner = inner[1:-1]
    inner = inner.replace("]]", "]") if quote == "[" else inner.replace(quote * 2, quote)
    if is_escaped and quote != "`":
        inner = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r", "0": ""}.get(m[1], m[1]), inner, flags=re.S)
    return inner


def _without_variables(name: str) -> str:
    """A name without what is filled in later; a name that is nothing else keeps the variable's own name."""
    return re.sub(_VARIABLE, "", name) or " ".join(re.findall(r"\w+", name))


def tokens(text: str, position: int, dialect: Dialect) -> Iterator[Token]:
    """Tokens from a position on; spaces left out, comments kept (they may name a column)."""
    for found in _token(dialect).finditer(text, position):
        kind = found.lastgroup or ""
        kind = "body" if kind == "tag" else kind
        if kind == "space":
            continue
        value = found.group()
        if kind in ("string", "quoted"):
            value = unquoted(value, dialect)
            if kind == "quoted" and "{" in value:
                value = _without_variables(value)
        elif kind == "templated":
            kind, value = "word", _without_variables(value)
        elif kind == "mark":
            kind = value
        yield Token(kind, value, found.start(), found.end())
