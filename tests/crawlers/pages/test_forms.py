import time

import pytest

from crawlers.pages.channels import tables_of
from crawlers.pages.forms import SeenDataset, SeenField, dictionaries, forms
from crawlers.pages.reading import read_page
from inventory.texts.html import parse_html

LAYOUTS = {
    "label": '<label for="n">申请人姓名：</label><input id="n" name="sqrxm" maxlength="50" required><label for="i">身份证号码*</label><input id="i" name="sfzh"><label for="h">户籍</label><select id="h" name="hj"><option>本县</option></select>',
    "wrapped": '<label>申请人姓名 <input name="sqrxm" maxlength="50" required></label><label>身份证号码（必填）<input name="sfzh" aria-required="true"></label><label>户籍<select name="hj"><option>本县</option></select></label>',
    "cells": '<table><tr><td>申请人姓名：</td><td><input name="sqrxm" maxlength="50" required></td></tr><tr><th>身份证号码<i>*</i></th><td><input name="sfzh"></td><td>户籍</td><td><select name="hj"><option>本县</option></select></td></tr></table>',
    "near": '<p>申请人姓名：<input name="sqrxm" maxlength="50" required></p><p><span>* 身份证号码</span><input name="sfzh"></p><input name="hj" placeholder="请填写您的户籍">',
}


def read(html: str) -> list[SeenDataset]:
    return forms(parse_html(html), "页面标题")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_fields_are_read_in_every_layout(layout: str) -> None:
    (dataset,) = read(f"<h2>低保申请</h2><form>{LAYOUTS[layout]}<input type=submit value=提交></form>")
    assert (dataset.name, dataset.kind, dataset.is_login) == ("低保申请", "form", False)
    assert [(f.label, f.name) for f in dataset.fields][:2] == [("申请人姓名", "sqrxm"), ("身份证号码", "sfzh")]
    assert dataset.fields[0] == SeenField("申请人姓名", "sqrxm", "string", "an..50", True)
    assert dataset.fields[1].required
    if layout != "near":
        assert dataset.fields[2] == SeenField("户籍", "hj", "string", "", False)


def test_placeholders_name_fields_where_nothing_else_does() -> None:
    (dataset,) = read('<form><input name="a" placeholder="请输入您的姓名"><input name="b" placeholder="请填写手机号码"></form>')
    assert [f.label for f in dataset.fields] == ["姓名", "手机号码"]
    assert dataset.name == "页面标题"


def test_a_legend_names_the_form_before_a_heading_does() -> None:
    (dataset,) = read(
        "<h2>办事</h2><form><fieldset><legend>参保登记表</legend><p>姓名<input name=a></p><p>电话<input name=b></p></fieldset></form>"
    )
    assert dataset.name == "参保登记表"


def test_types_follow_the_controls() -> None:
    controls = "".join(
        f"<p>项{kind}<input type={kind} name=n{i}></p>"
        for i, kind in enumerate(("date", "number", "file", "datetime-local", "checkbox", "tel"))
    )
    (dataset,) = read(f"<form>{controls}<p>说明<textarea name=t></textarea></p></form>")
    assert [f.type for f in dataset.fields] == ["date", "number", "binary", "datetime", "boolean", "string", "string"]


@pytest.mark.parametrize(
    "controls",
    [
        '<input name="q" placeholder="请输入关键词"><input type="submit">',
        '<input name="a" placeholder="站内搜索"><input type=hidden name=b>',
        "<p>姓名<input name=a></p><p>验证码<input name=yzm></p>",
        "<p>姓名<input name=a></p><input name=b type=button value=x>",
        "",
    ],
)
def test_search_boxes_and_lone_fields_are_no_datasets(controls: str) -> None:
    assert read(f"<form>{controls}</form>") == []


def test_a_login_form_is_marked_and_collects_nothing() -> None:
    html = "<form><p>用户名：<input name=u></p><p>密码：<input type=password name=p></p><p>验证码<input name=yzm></p></form>"
    (dataset,) = read(html)
    assert dataset.is_login
    assert [f.label for f in dataset.fields] == ["用户名"]
    assert read_page(html.encode(), "http://a.example/").datasets == []


def test_a_registration_form_is_data_although_it_asks_a_password() -> None:
    html = "<h1>用户注册</h1><form><p>姓名：<input name=a></p><p>身份证号：<input name=b></p><p>手机号：<input name=c></p><p>密码：<input type=password name=d></p></form>"
    (dataset,) = read_page(html.encode(), "http://a.example/").datasets
    assert [f.label for f in dataset.fields] == ["姓名", "身份证号", "手机号"]


def test_choices_in_a_cell_are_one_field() -> None:
    html = "<form><table><tr><td>姓名</td><td><input name=a></td></tr><tr><td>性别</td><td><input type=radio name=s>男 <input type=radio name=s>女</td></tr></table></form>"
    assert [f.label for f in read(html)[0].fields] == ["姓名", "性别"]


def test_choices_with_labels_of_their_own_are_one_field() -> None:
    html = "<form><p>姓名：<input name=a></p><p>性别：<label><input type=radio name=s>男</label><label><input type=radio name=s>女</label></p></form>"
    assert [f.label for f in read(html)[0].fields] == ["姓名", "性别"]


def test_a_dictionary_table_lists_fields_with_spans_filled_in() -> None:
    html = """<h3>学生信息的数据项列表</h3><table><tr><th>序号</th><th>信息项名称</th><th>英文名称</th><th>数据类型</th><th>长度</th></tr>
    <tr><td>1</td><td>姓名</td><td>XM</td><td rowspan=2>字符型</td><td>50</td></tr><tr><td>2</td><td>学号</td><td>XH</td><td>20</td></tr>
    <tr><td>3</td><td>出生日期</td><td>CSRQ</td><td>日期型</td><td></td></tr></table>"""
    (dataset,) = dictionaries(tables_of(parse_html(html)), "标题")
    assert (dataset.name, dataset.kind) == ("学生信息", "catalogue")
    assert dataset.fields == (
        SeenField("姓名", "XM", "字符型", "50"),
        SeenField("学号", "XH", "字符型", "20"),
        SeenField("出生日期", "CSRQ", "日期型", ""),
    )


def test_a_caption_names_the_dictionary_and_a_first_line_may_stand_above_the_header() -> None:
    html = "<table><caption>企业名单</caption><tr><td colspan=2>数据资源说明</td></tr><tr><td>字段名</td><td>类型</td></tr><tr><td>企业名称</td><td>字符</td></tr><tr><td>信用代码</td><td>字符</td></tr></table>"
    (dataset,) = dictionaries(tables_of(parse_html(html)), "")
    assert dataset.name == "企业名单"
    assert [f.label for f in dataset.fields] == ["企业名称", "信用代码"]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><th>姓名</th><th>电话</th></tr><tr><td>张三</td><td>1</td></tr><tr><td>李四</td><td>2</td></tr></table>",
        "<table><tr><th>数据项</th><th>类型</th></tr><tr><td>姓名</td><td>字符</td></tr></table>",
        "<table><tr><th>信息项名称</th><th>备注</th></tr><tr><td>甲</td><td>x</td></tr><tr><td>乙</td><td>y</td></tr></table>",
        "<table></table>",
    ],
)
def test_other_tables_are_no_dictionaries(html: str) -> None:
    assert dictionaries(tables_of(parse_html(html)), "") == []


def test_a_long_form_is_read_in_good_time() -> None:
    root = parse_html("<form>" + "".join(f"<label for=i{i}>项目{i}</label><input id=i{i} name=n{i}>" for i in range(10_000)) + "</form>")
    started = time.perf_counter()
    assert len(forms(root, "")[0].fields) == 10_000
    # a search of the whole form for every label takes minutes at this size on any machine, one pass a second or two
    assert time.perf_counter() - started < 30
