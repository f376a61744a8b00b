import pytest

GOOD = "91350100M000100Y43"  # the example of GB 32100-2015


def body(**more: object) -> dict[str, object]:
    return {"id": "mz", "name": "云溪县民政局", "level": "county", **more}


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({"uscc": GOOD[:-1] + "4"}, ["inventory.uscc_check"]),
        ({"uscc": "1143060300"}, ["inventory.uscc_format"]),
        ({"uscc": GOOD[:-1] + "I"}, ["inventory.uscc_format"]),
        ({"region": "43060"}, ["inventory.region"]),
        ({"region": "0430603"}, ["inventory.region"]),
        ({"uscc": GOOD[:-1] + "4", "region": "43060"}, ["inventory.uscc_check", "inventory.region"]),
    ],
)
def test_a_wrong_code_is_only_asked_about(town, run, row, codes) -> None:
    found = run("INV-03", town(organisations=[body(**row)])).says("question", ["mz"], codes, severity="low")
    assert found.organisations == ("mz",)


@pytest.mark.parametrize(
    "row",
    [
        {"uscc": GOOD},
        {"uscc": GOOD.lower()},
        {"region": "43"},
        {"region": "4306"},
        {"region": "430603"},
        {"region": "430603101"},
        {"region": "430603101001"},
    ],
)
def test_right_codes_are_silent(town, run, row) -> None:
    run("INV-03", town(organisations=[body(**row)])).is_silent()


@pytest.mark.parametrize(
    "row", [{}, {"uscc": "无", "region": "无"}, {"region": "云溪县"}], ids=["blank", "none", "a name instead of a code"]
)
def test_no_code_is_no_wrong_code(town, run, row) -> None:
    run("INV-03", town(organisations=[body(**row)])).is_silent()
