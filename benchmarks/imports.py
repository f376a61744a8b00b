"""Measures imports side by side with what they are compared to, in one run: `python benchmarks/imports.py [--rows N] [--fields N]`.

- a dump of 700 tables and 7,000 fields between 4 MB of INSERT and procedures: seconds and peak memory (aim: 5 s, 300 MiB);
- a workbook of 50,000 systems, read by openpyxl (values only, no validation), and imported with validation and provenance
  into SQLite (aim: at most 0.35 of openpyxl's time);
- a million field rows from CSV into SQLite, and the same observations by a bare `executemany` (aim: at least 0.6 of its rate).

Every measurement runs in a process of its own, so that its peak memory is its own; seconds are those of the processor (one thread).
"""

import argparse
import csv
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
KINDS = ("居民", "企业", "事项", "证照", "低保", "房屋", "车辆", "社保", "医保", "教师")
ITEMS = ("姓名", "身份证号", "联系电话", "住址", "登记日期", "状态", "金额", "备注", "单位名称", "统一社会信用代码")


def write_dump(path: Path) -> None:
    """700 tables of ten columns each, with data, comments and procedures between them."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as out:
        out.write("-- MySQL dump 10.13  Distrib 8.0.36\n")
        for number in range(700):
            columns = ",\n".join(f"  `c{i}` varchar({20 + i}) DEFAULT NULL COMMENT '{ITEMS[i]}（第{i}项）'" for i in range(10))
            out.write(
                f"CREATE TABLE `t_{number:03}` (\n{columns},\n  KEY `k` (`c0`)\n) ENGINE=InnoDB COMMENT='{KINDS[number % 10]}表{number}';\n"
            )
            values = ",".join(f"({i},'CREATE TABLE `x` (a int); -- \\' {chance.random():.9f}')" for i in range(95))
            out.write(f"INSERT INTO `t_{number:03}` VALUES {values};\n")
            if number % 10 == 0:
                out.write(f"DELIMITER ;;\nCREATE PROCEDURE p{number}() BEGIN CREATE TABLE tmp (a int); END ;;\nDELIMITER ;\n")


def write_workbook(path: Path, rows: int) -> None:
    """A sheet of systems with twelve columns."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("systems")
    sheet.write_row(
        0,
        0,
        [
            "系统名称",
            "系统编码",
            "所属单位",
            "系统描述",
            "系统阶段",
            "系统类别",
            "启用时间",
            "承建单位",
            "用户数",
            "等级保护级别",
            "登录方式",
            "访问地址",
        ],
    )
    for number in range(rows):
        sheet.write_row(
            number + 1,
            0,
            [f"{KINDS[number % 10]}管理系统{number}", f"S{number:06}", f"某县第{number % 200}局", f"用于{KINDS[number % 10]}登记、查询和统计，第{number}个", "运行", "业务系统",
             f"20{10 + number % 15:02}-0{1 + number % 9}-1{number % 9}", f"某公司{number % 300}", number % 5000, "二级", "统一身份认证", f"https://s{number}.example/"],
        )  # fmt: skip
    book.close()


def write_fields(path: Path, rows: int) -> None:
    """Field rows in CSV, ten to a dataset."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["resource", "label", "name", "type", "length_format"])
        for number in range(rows):
            writer.writerow([f"数据集{number // 10}", f"{ITEMS[number % 10]}{number}", f"c{number}", "string", "64"])


def measured(step: str, *arguments: str) -> dict[str, float]:
    """Run one step of this file in a process of its own."""
    answer = subprocess.run([sys.executable, __file__, "--step", step, *arguments], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def run_step(step: str, path: Path) -> None:
    """One measurement; prints seconds and peak MiB."""
    started = time.process_time()
    if step == "import":
        started = import_file(path)
    elif step == "openpyxl":
        import openpyxl

        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book:
            for _row in sheet.iter_rows(values_only=True):
                pass
    elif step == "executemany":
        started = bare_insert(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.process_time() - started, "mib": peak}))


def import_file(path: Path) -> float:
    """Import into a new workspace; returns when the import began."""
    from auditor.workspace import create_workspace
    from inventory.importers.rows import Context
    from inventory.intake import import_path

    with tempfile.TemporaryDirectory() as folder:
        workspace = create_workspace(Path(folder) / "w", name="测", region=None, lang="zh", db=None)
        started = time.process_time()
        outcome = import_path(workspace.engine, path, now=workspace.now, context=Context("系统", "单位"))
        assert sum(outcome.changed.values()) > 0
        spent = time.process_time() - started
        workspace.engine.dispose()
    return time.process_time() - spent


def bare_insert(path: Path) -> float:
    """The same rows as finished tuples into two tables of the same columns, by executemany alone; returns when it began."""
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            values = json.dumps(
                {
                    "resource": row["resource"],
                    "label": row["label"],
                    "name": row["name"],
                    "type": row["type"],
                    "length": row["length_format"],
                },
                ensure_ascii=False,
            )
            rows.append(
                ("src-1", "DataField", f"fld-{number:012x}", "declared", f'{{"file": "fields.csv", "row": {number + 2}}}', values, None)
            )
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "a.db")
        base.execute(
            "create table o (id integer primary key, source text, entity text, record text, mode text, locator text, content text, cited text)"
        )
        base.execute("create index i1 on o (source)")
        base.execute("create index i2 on o (record)")
        base.execute(
            "create table f (id text primary key, resource text, label text, name text, type text, length text, sources text, modes text)"
        )
        started = time.process_time()
        with base:
            base.executemany("insert into o (source, entity, record, mode, locator, content, cited) values (?,?,?,?,?,?,?)", rows)
            base.executemany(
                "insert into f values (?,?,?,?,?,?,?,?)",
                ((r[2], "a", "b", "c", "string", "64", '["fields.csv#2"]', '["declared"]') for r in rows),
            )
        spent = time.process_time() - started
        base.close()
    return time.process_time() - spent


def main() -> None:
    """Make the inputs, measure, print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--fields", type=int, default=1_000_000)
    parser.add_argument("--step")
    parser.add_argument("path", nargs="?", type=Path)
    options = parser.parse_args()
    if options.step:
        run_step(options.step, options.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        dump, book, fields = (Path(folder) / name for name in ("dump.sql", "systems.xlsx", "fields.csv"))
        write_dump(dump)
        write_workbook(book, options.rows)
        write_fields(fields, options.fields)
        print(f"{'what':58} {'CPU s':>8} {'MiB':>6}  ratio")
        found = measured("import", str(dump))
        print(f"{f'dump of 700 tables, 7,000 fields, {dump.stat().st_size / 1e6:.1f} MB':58} {found['seconds']:8.2f} {found['mib']:6.0f}")
        peer = measured("openpyxl", str(book))
        found = measured("import", str(book))
        print(f"{f'workbook of {options.rows:,} rows read by openpyxl':58} {peer['seconds']:8.2f} {peer['mib']:6.0f}")
        print(
            f"{'the same imported':58} {found['seconds']:8.2f} {found['mib']:6.0f}  {found['seconds'] / peer['seconds']:.2f} of openpyxl's time"
        )
        peer = measured("executemany", str(fields))
        found = measured("import", str(fields))
        print(f"{f'{options.fields:,} rows by a bare executemany':58} {peer['seconds']:8.2f} {peer['mib']:6.0f}")
        print(
            f"{'the same imported from CSV':58} {found['seconds']:8.2f} {found['mib']:6.0f}  {peer['seconds'] / found['seconds']:.2f} of its rate"
        )


if __name__ == "__main__":
    main()
