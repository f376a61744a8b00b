"""One form about a project in every shape in which offices send it: the same parts, each with its exact place."""

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest

from inventory.texts.documents import document_text
from inventory.texts.form_labels import labels
from inventory.texts.proposals import read_proposal
from reports.audit_report.pdf import render_pdf

FUNCTIONS = ["统一身份认证登录", "电子证照签发", "短信发送"]
ROWS = [
    ("项目名称", "云溪县一网通办统一门户"),
    ("申报单位", "云溪县政务服务和数据管理局"),
    ("建设内容", "1. 统一身份认证登录 2. 电子证照签发 3. 短信发送"),
    ("使用对象", "全县群众和窗口人员"),
    ("所需数据", "姓名、公民身份号码、户籍地址"),
    ("投资估算", "98万元"),
]


def xlsx(*rows: tuple[object, ...]) -> str:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return document_text(stream.getvalue())


def word(rows: list[tuple[str, str]]) -> str:
    """The form as a table in Word; the functions are paragraphs of one cell, without numbers."""
    document = docx.Document()
    document.add_paragraph("云溪县信息化项目申报表")
    table = document.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text = label
        cells[1].text = FUNCTIONS[0] if label == "建设内容" else value
        for function in FUNCTIONS[1:] if label == "建设内容" else ():
            cells[1].add_paragraph(function)
    stream = io.BytesIO()
    document.save(stream)
    return document_text(stream.getvalue())


def pdf(rows: list[tuple[str, str]]) -> str:
    table = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows)
    return document_text(render_pdf(f"<h1>云溪县信息化项目申报表</h1><table>{table}</table>", title="x"))


def lines(form: str) -> Callable[[list[tuple[str, str]]], str]:
    return lambda rows: "\n".join(form.format(n=n, cn="一二三四五六七八"[n - 1], label=a, value=v) for n, (a, v) in enumerate(rows, 1))


SHAPES: dict[str, Callable[[list[tuple[str, str]]], str]] = {
    "xlsx": lambda rows: xlsx(*rows),
    "xlsx with a heading": lambda rows: xlsx(("信息化项目申报表",), *rows),
    "xlsx with merged cells": lambda rows: xlsx(*((label, None, value) for label, value in rows)),
    "xlsx in four columns": lambda rows: xlsx(rows[0] + rows[1], ("联系人", "张三", "联系电话", "0730-1234567"), *rows[2:], ("备注", "无")),
    "xlsx with the value below": lambda rows: xlsx(*rows[:2], (rows[2][0],), (rows[2][1],), *rows[3:]),
    "xlsx with decorated labels": lambda rows: xlsx(
        *((f"*{n}、{' '.join(label)}（必填）：", value) for n, (label, value) in enumerate(rows, 1))
    ),
    "word": word,
    "pdf": pdf,
    "lines": lines("{label}：{value}"),
    "numbered lines": lines("{n}. {label}：{value}"),
    "lines with another": lambda rows: lines("{cn}、{label}：{value}")([*rows, ("其他事项", "无线网络 300000 元")]),
    "label above value": lines("{label}\n{value}"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_is_read_alike_in_every_shape(shape) -> None:
    text = SHAPES[shape](ROWS)
    found = read_proposal(text)
    assert (found.title, found.body) == ("云溪县一网通办统一门户", "云溪县政务服务和数据管理局")
    assert [p.text for p in found.functions] == FUNCTIONS
    assert found.users is not None
    assert found.users.text == "全县群众和窗口人员"
    assert found.data is not None
    assert found.data.text == "姓名、公民身份号码、户籍地址"
    assert found.total_yuan == 980_000
    for passage in (*found.functions, found.users, found.data):
        assert text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        (("投资估算（万元）", 98), 980_000),
        (("投资估算\n（万元）", 98.5), 985_000),
        (("项目总投资（元）", 1200000), 1_200_000),
        (("资金来源", "县财政九十八万元"), 980_000),
        (("投资估算", 98), None),  # of what?
        (("投资估算（万元）", "待定"), None),
    ],
)
def test_money_is_read_with_the_unit_of_its_label(row, amount) -> None:
    assert read_proposal(xlsx(*ROWS[:5], row)).total_yuan == amount


def test_a_value_that_reads_like_a_label_is_a_value() -> None:
    found = read_proposal(xlsx(*ROWS[:3], ("使用对象", "用户"), ("所需数据", "数据资源"), ROWS[5]))
    assert (found.users and found.users.text, found.data and found.data.text) == ("用户", "数据资源")


def test_an_english_form_is_read() -> None:
    found = read_proposal(
        xlsx(
            ("Project name", "One portal"), ("Applicant", "Data bureau"), ("Functions", "1. Sign-in 2. Licences issued 3. SMS sent"),
            ("Users", "everybody"), ("Data needed", "names"), ("Budget", "980000 yuan"),
        )
    )  # fmt: skip
    assert (found.title, found.body, [p.text for p in found.functions], found.total_yuan) == (
        "One portal", "Data bureau", ["Sign-in", "Licences issued", "SMS sent"], 980_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "关于项目建设的请示\n建设单位：云溪县住建局\n一、背景\n略\n二、建设内容\n（一）安装扬尘仪；（二）超标报警。\n三、投资\n10万元",
        "软件开发\t60万元\n数据治理\t20万元\n功能测试\t5万元",  # a budget
        "",
        "\t" * 5_000,
        "项目名称\t" * 2_000,
        "建设内容：" * 2_000,
        " " * 500_000 + "x" * 100,
        "x" + " " * 500_000 + "y",
        "（" * 100_000,
        ("主要" * 20 + "\n") * 20_000,
    ],
)
def test_what_is_no_form_is_none(text) -> None:
    assert labels(text) == []
