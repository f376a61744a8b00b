"""Where a crawl starts: addresses with the body that answers for them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inventory.importers.decode import decode_text
from inventory.limits import check_size
from inventory.problems import InputError
from inventory.secrecy import masked_address, names_a_person

KINDS = ("site", "open_data", "service_hall", "app_page")
_TITLES = {
    "url": ("url", "网址", "地址"),
    "name": ("name", "名称", "网站名称"),
    "owner": ("owner", "单位", "主办单位", "所属单位"),
    "kind": ("kind", "类型"),
}


@dataclass(frozen=True, slots=True)
class Seed:
    """An address to start from, the site's name, its owner (name, code or id) and its kind."""

    url: str
    name: str = ""
    owner: str = ""
    kind: str = "site"


def read_seeds(arguments: Sequence[str]) -> list[Seed]:
    """Seeds from addresses and CSV files. Raises InputError for one that is neither."""
    seeds: list[Seed] = []
    for argument in arguments:
        if argument.startswith(("http://", "https://")):
            seeds.append(Seed(argument))
        elif "://" in argument:
            raise InputError("bad_seed", seed=masked_address(argument)[:200])
        else:
            seeds += _read_file(Path(argument))
    for seed in seeds:
        if names_a_person(seed.url):
            raise InputError("personal_seed", seed=masked_address(seed.url)[:200])
    unique = {seed.url: seed for seed in seeds}
    return list(unique.values())


def _read_file(path: Path) -> list[Seed]:
    if not path.is_file():
        raise InputError("no_such_file", file=str(path))
    check_size(path, 20 * 1024 * 1024)
    try:
        rows = list(csv.reader(io.StringIO(decode_text(path.read_bytes(), path.name))))
    except csv.Error:
        raise InputError("broken_csv", file=path.name) from None
    header = [title.strip().lower() for title in rows[0]] if rows else []
    columns = {key: next((header.index(title) for title in titles if title in header), None) for key, titles in _TITLES.items()}
    if columns["url"] is None:
        raise InputError("seeds_without_url", file=path.name)
    seeds = []
    for row in rows[1:]:
        cells = {key: row[at].strip() if at is not None and at < len(row) else "" for key, at in columns.items()}
        if not cells["url"]:
            continue
        if not cells["url"].startswith(("http://", "https://")):
            raise InputError("bad_seed", seed=masked_address(cells["url"])[:200])
        kind = cells["kind"] if cells["kind"] in KINDS else "site"
        seeds.append(Seed(cells["url"], cells["name"], cells["owner"], kind))
    return seeds
