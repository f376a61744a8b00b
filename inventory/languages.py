"""The gettext catalogues `zh` and `en`, and how a message is looked up."""

import locale
import os
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """All messages of one language by their key. Raises KeyError for an unknown language."""
    from babel.messages.pofile import read_po

    if language not in LANGUAGES:
        raise KeyError(language)
    with (files("inventory") / "locales" / f"{language}.po").open("rb") as stream:
        return {str(entry.id): str(entry.string) for entry in read_po(stream, locale=language) if entry.id}


def message(language: str, key: str, **params: Any) -> str:
    """The message `key` with its `{parameters}` filled. Raises KeyError for a key that the catalogue lacks."""
    return catalogue(language)[key].format(**params)


def locale_language() -> str:
    """`zh` where the machine's locale is Chinese, else `en`."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name:
        name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
