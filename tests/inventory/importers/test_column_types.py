import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.importers.column_types import data_type, label_of


@pytest.mark.parametrize(
    ("comment", "label", "definition"),
    [
        ("姓名", "姓名", None), ("", "", None), ("   ", "", None), ("姓名。", "姓名", "姓名。"), (" 居民  身份证 ", "居民 身份证", None), ("create time", "create time", None),
        ("性别：1男 2女", "性别", "性别：1男 2女"), ("性别:1男", "性别", "性别:1男"), ("状态（0正常 1停发）", "状态", "状态（0正常 1停发）"), ("状态(0正常)", "状态", "状态(0正常)"), ("地址，到门牌", "地址", "地址，到门牌"), ("地址,到门牌", "地址", "地址,到门牌"), ("类别；见字典", "类别", "类别；见字典"),
        ("类别--见字典", "类别", "类别--见字典"), ("类别——见字典", "类别", "类别——见字典"), ("类别 - 见字典", "类别", "类别 - 见字典"), ("是否 = 1", "是否", "是否 = 1"), ("e-mail", "e-mail", None), ("类别\n一 城市\n二 农村", "类别", "类别\n一 城市\n二 农村"), ("（作废）", "", "（作废）"), (":x", "", ":x"),
        ("长" * 60, "长" * 60, None), ("长" * 61, "", "长" * 61), ("类别、名称", "类别、名称", None),
    ],
)  # fmt: skip
def test_a_comment_starts_with_a_label(comment: str, label: str, definition: str | None) -> None:
    assert label_of(comment) == (label, definition)


@given(comment=st.text(max_size=80))
def test_a_label_is_short_and_nothing_of_a_comment_is_lost(comment: str) -> None:
    label, definition = label_of(comment)
    assert len(label) <= 60
    assert "\n" not in label
    assert "".join((definition or label).split()) == "".join(comment.split())


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("string", "varchar VARCHAR2 nvarchar char NCHAR bpchar text tinytext LONGTEXT ntext clob NCLOB uuid uniqueidentifier enum set json jsonb xml XMLTYPE long citext inet sysname rowid hstore string"), ("number", "int INTEGER bigint smallint tinyint mediumint int2 int4 int8 decimal numeric NUMBER float float8 real money smallmoney serial bigserial serial8 year dec double"),
        ("datetime", "datetime datetime2 smalldatetime datetimeoffset timestamp TIMESTAMP timestamptz time timetz"), ("date", "date DATE"), ("boolean", "bool boolean bit BIT"), ("binary", "blob tinyblob LONGBLOB bytea binary varbinary image RAW rowversion bfile"),
    ],
)  # fmt: skip
def test_types_of_all_dialects_have_a_code(code: str, names: str) -> None:
    assert {name: data_type(name) for name in names.split()} == dict.fromkeys(names.split(), code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("int unsigned", "number"), ("bigint unsigned zerofill", "number"), ("double precision", "number"), ("character varying", "string"), ("national character varying", "string"), ("character large object", "string"), ("binary large object", "binary"), ("long raw", "binary"), ("timestamp with time zone", "datetime"),
        ("time without time zone", "datetime"), ("binary varying", "binary"), ("geometry", None), ("interval", None), ("", None), ("relief_kind", None), ("tsvector", None), ("bit varying", None), ("int4range", None), ("居民", None),
        ("BINARY_DOUBLE", "number"), ("binary_float", "number"),
    ],
)  # fmt: skip
def test_types_of_several_words_and_strange_ones(name: str, code: str | None) -> None:
    assert data_type(name) == code
