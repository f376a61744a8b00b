"""Broken files of every kind end in a sentence and in nothing else.

pytest runs a short round with fixed seeds. `python tests/test_fuzz_readers.py --seconds 600 [--reader NAME]` goes on for as long
as it is told, with seeds of its own, and keeps what breaks a reader in the folder `fuzz-findings`.
"""

import argparse
import io
import json
import random
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.importers.interpret import interpret
from inventory.importers.recognise import READERS, read_path, recognise
from inventory.problems import InputError, Problems

ROUNDS = 60


def _workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("系统清查表")
    sheet.merge_range(0, 0, 0, 3, "云溪县信息系统清查表（单位：万元）")
    sheet.write_row(1, 0, ["系统名称*", "所属单位", "运行状态", "年度运维费"])
    sheet.write_row(2, 0, ["养老平台", "民政局", "运行", 12.5])
    sheet.write_row(3, 0, ["低保系统", "民政局", "停用", "3"])
    book.close()
    return out.getvalue()


def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "a.db")
        connection.execute("CREATE TABLE 居民 (id INTEGER PRIMARY KEY, 姓名 VARCHAR(50) NOT NULL)")
        connection.commit()
        connection.close()
        return (Path(folder) / "a.db").read_bytes()


SEEDS: dict[str, tuple[str, bytes]] = {
    "live_database": ("a.db", _sqlite()),
    "inventory_json": ("a.json", json.dumps({"schema_version": 1, "systems": [{"id": "s1", "name": "甲", "users": 3, "aliases": ["乙"]}]}).encode()),
    "csv": ("systems.csv", "系统名称,所属单位,用户数\n甲,民政局,3\n\"乙,丙\",卫健委,x\n".encode()),
    "excel": ("a.xlsx", _workbook()),
    "sql_dump": (
        "a.sql",
        "-- MySQL dump 10.13\nCREATE TABLE `jm` (\n `xm` varchar(50) DEFAULT 'a\\'b' COMMENT '姓名', -- 注\n `zt` enum('a','b') NOT NULL,\n PRIMARY KEY (`xm`(10))\n"
        ") ENGINE=InnoDB COMMENT='居民';\nINSERT INTO jm VALUES ('x;');\nDELIMITER ;;\nCREATE PROCEDURE p() BEGIN SELECT 1; END ;;\nDELIMITER ;\nALTER TABLE jm ADD a int;\n".encode(),
    ),
    "openapi": (
        "a.yaml",
        "openapi: 3.0.3\ninfo: {title: 低保接口}\npaths:\n  /a:\n    get:\n      responses:\n        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\n"
        "components:\n  schemas:\n    A: {type: object, required: [xm], properties: {xm: {type: string}, b: {$ref: '#/components/schemas/A'}}}\n".encode(),
    ),
    "ckan": ("a.json", b'{"help": "h", "success": true, "result": {"count": 3, "results": [{"name": "a", "title": "b", "resources": [{"schema": {"fields": [{"name": "x"}]}}]}]}}'),
    "dcat": ("a.ttl", '@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n<http://x/1> a dcat:Dataset ; dct:title "低保"@zh .\n'.encode()),
    "data_json": ("a.json", b'{"conformsTo": "x", "dataset": [{"title": "a", "accessLevel": "public", "publisher": {"name": "p"}}]}'),
    "publiccode": ("a.yml", "publiccodeYmlVersion: '0.4'\nname: 低保\ndevelopmentStatus: stable\ndescription: {zh: {shortDescription: 发放}}\n".encode()),
    "api_catalogue": ("a.csv", b"dateAdded,dateUpdated,url,name,description,documentation,license,maintainer,areaServed,startDate,endDate,provider\n2020-01-01,,http://a,A,d,http://d,,,,,,p\n"),
    "archimate": (
        "a.xml",
        '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><elements><element identifier="e1" '
        'xsi:type="ApplicationComponent"><name>低保</name></element></elements><relationships><relationship identifier="r" source="e1" target="e1" xsi:type="Flow"/></relationships></model>'.encode(),
    ),
    "notice": ("a.txt", "云教〔2026〕12号\n关于做好“云溪教育”推广工作的通知\n各校要组织家长下载安装，安装率须达到100%。\n云溪县教育局\n2026年3月5日\n".encode()),
}  # fmt: skip
TOKENS = [b"\x00", b"'", b'"', b"`", b"$$", b"/*", b"--", b";", b"(", b")", b"[", b"]", b"{", b"}", b"<", b">", b"&a;", b"*a", b"&a", b"<<", b"..", b"\n", b"\r", b"\xff\xfe", b"\xef\xbb\xbf",
          "居".encode("gb18030"), "居".encode(), b"9" * 30, b"1e999", b"-", b"null", b"$ref", b"CREATE TABLE ", b"COMMENT ON ", b"GO\n", b"DELIMITER ", b"\\", b"%00", b"=", b"#", b"@", b"\xed\xa0\x80"]  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with a few pieces lost, doubled, exchanged, or put in."""
    for _ in range(chance.randint(1, 6)):
        position, other = chance.randint(0, len(data)), chance.randint(0, len(data))
        start, end = min(position, other), max(position, other)
        match chance.randint(0, 6):
            case 0:
                data = data[:position]
            case 1:
                data = data[:start] + data[min(end, start + 40) :]
            case 2:
                data = data[:position] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 3, 50)) + data[position:]
            case 3:
                data = data[:position] + data[start : min(end, start + 200)] + data[position:]
            case 4 if data:
                at = min(position, len(data) - 1)
                data = data[:at] + bytes([chance.randint(0, 255)]) + data[at + 1 :]
            case 5:
                data = data[: start + 1] + data[start:end][::-1] + data[end:]
            case _:
                data = data[:position] + bytes(chance.randint(0, 255) for _ in range(chance.randint(1, 8))) + data[position:]
    return data[:200_000]


def broken_by(reader: str, data: bytes, folder: Path) -> str | None:
    """The traceback of a reader that a file broke, or None."""
    path = folder / SEEDS[reader][0]
    path.write_bytes(data)
    for as_format in (reader, None):
        try:
            problems = Problems()
            document = read_path(path, problems, as_format=as_format or recognise(path))
            interpret(document.rows, problems)
            for problem in (*problems.rejected, *problems.questions, *problems.ignored):
                for language in ("zh", "en"):
                    problem.sentence(language)
        except InputError as error:
            error.sentence("zh")
        except Exception:
            return traceback.format_exc()
    return None


@pytest.mark.parametrize("reader", SEEDS)
def test_a_broken_file_ends_in_a_sentence(reader: str, tmp_path: Path) -> None:
    for number in range(ROUNDS):
        data = mutated(SEEDS[reader][1], random.Random(f"{reader} {number}"))
        assert broken_by(reader, data, tmp_path) is None, (number, data[:2000])


def test_every_reader_of_files_is_fuzzed() -> None:
    assert set(READERS) - set(SEEDS) == {"csv_folder"}


@pytest.mark.parametrize("reader", SEEDS)
def test_an_unbroken_seed_is_read(reader: str, tmp_path: Path) -> None:
    path = tmp_path / SEEDS[reader][0]
    path.write_bytes(SEEDS[reader][1])
    assert recognise(path) == reader
    problems = Problems()
    assert interpret(read_path(path, problems).rows, problems)


def _main(say: Callable[[str], None] = print) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--reader", choices=list(SEEDS))
    options = parser.parse_args()
    findings = Path("fuzz-findings")
    until, tried, broken = time.monotonic() + options.seconds, 0, 0
    start = random.randrange(10**9)
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            for reader in [options.reader] if options.reader else list(SEEDS):
                data = mutated(SEEDS[reader][1], random.Random(f"{start} {reader} {tried}"))
                began = time.monotonic()
                told = broken_by(reader, data, Path(folder))
                spent = time.monotonic() - began
                tried += 1
                if told or spent > 10:
                    broken += 1
                    findings.mkdir(exist_ok=True)
                    kept = findings / f"{reader}-{start}-{tried}-{SEEDS[reader][0]}"
                    kept.write_bytes(data)
                    say(f"{kept}: {told or f'{spent:.0f} s'}")
    say(f"{tried} files, {broken} broke a reader")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(_main())
