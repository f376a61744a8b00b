import pytest

from graphs.rules import rules
from graphs.thresholds import SETTINGS, Thresholds

UNITS = {"ratio", "count", "days", "working_days", "months", "years", "times"}
# item 4 of section 0 of RULES.md and the sharing regulation: what a text prescribes
PRESCRIBED = {
    "accounts_per_platform",
    "account_idle_days",
    "reply_unconditional",
    "reply_conditional",
    "reply_extension",
    "supply_days",
    "correction_days",
    "catalogue_update",
    "catalogue_extension",
    "log_years",
}


def test_every_setting_has_a_unit_words_and_an_origin() -> None:
    for name, setting in SETTINGS.items():
        assert setting.name == name
        assert setting.unit in UNITS
        assert setting.title.zh
        assert setting.title.en
        assert setting.origin
        assert setting.unit != "ratio" or 0 <= setting.default <= 1


def test_only_what_a_text_prescribes_is_called_official() -> None:
    assert {name for name, setting in SETTINGS.items() if setting.official} == PRESCRIBED
    assert {name for name in PRESCRIBED if not SETTINGS[name].origin.startswith("CN-")} == set()


def test_what_the_office_set_is_never_called_official() -> None:
    office = Thresholds({"supply_days": 30})
    assert (office["supply_days"], office.used("supply_days").official) == (30, False)
    assert (Thresholds({})["supply_days"], Thresholds({}).used("supply_days").official) == (20, True)


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(KeyError):
        Thresholds({})["no_such_setting"]


def test_every_setting_is_read_somewhere() -> None:
    from importlib.resources import files

    code = "".join(
        path.read_text(encoding="utf-8")
        for room in ("graphs", "auditor", "reports", "inventory")
        for path in _sources(files(room))
        if path.name != "thresholds.py"
    )
    used = {name for rule, _ in rules().values() for name in rule.thresholds}
    assert [name for name in SETTINGS if name not in used and f'"{name}"' not in code] == []


def _sources(folder):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry
