"""The rows of a CSV stream, none of which may fill the memory: a line without an end costs itself and not the rows after it."""

import csv
from collections.abc import Iterator
from typing import TextIO

from inventory.limits import ROW_CHARACTERS

# the standard's own bound of a cell, below which no bound of ours may fall: it is one for the whole process
_CELL = 131_072


def csv_rows(stream: TextIO, *, delimiter: str = ",", strict: bool = False) -> Iterator[list[str] | None]:
    """The rows as they are asked for; None for one with a line of `ROW_CHARACTERS` or more. Raises csv.Error where quotes go wrong."""
    csv.field_size_limit(max(_CELL, ROW_CHARACTERS))
    is_overlong = False

    def lines() -> Iterator[str]:
        nonlocal is_overlong
        last = ""
        while line := stream.readline(ROW_CHARACTERS):
            # the bound may fall between the two signs of one line end
            if line == "\n" and last.endswith("\r"):
                last = line
                continue
            last = line
            if len(line) == ROW_CHARACTERS and not line.endswith(("\n", "\r")):
                is_overlong = True
                while not last.endswith(("\n", "\r")) and (rest := stream.readline(ROW_CHARACTERS)):
                    last = rest
                # a quote that it may have closed is told by the rows after it
                line = "\n"
            yield line

    for row in csv.reader(lines(), delimiter=delimiter, strict=strict):
        yield None if is_overlong else row
        is_overlong = False
