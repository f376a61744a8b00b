"""auditor.toml: every wrong setting is refused in one line that names its place."""

import datetime as dt
import tomllib

import pytest

from auditor.settings import FILE, Settings, read_settings, remember_crawl, settings_text
from graphs.thresholds import SETTINGS
from inventory.problems import InputError

GOOD = '[workspace]\nname = "云溪县"\n'
OIDC = GOOD + '[oidc]\nissuer = "https://login.example/realms/county"\nclient_id = "auditor"\npublic_url = "https://audit.example"\n'

WRONG = [
    ("", "workspace"),
    ("[workspace]\n", "workspace.name"),
    ("[workspace]\nname = 7\n", "workspace.name"),
    (f'[workspace]\nname = "{"长" * 101}"\n', "workspace.name"),
    (GOOD + 'lang = "fr"\n', "workspace.lang"),
    (GOOD + 'region = "9901231234567"\n', "workspace.region"),
    (GOOD + 'audit_date = "yesterday"\n', "workspace.audit_date"),
    (GOOD + "audit_date = 2026-02-30\n", FILE),
    (GOOD + 'colour = "red"\n', "workspace.colour"),
    (GOOD + "[review]\nhands = 0\n", "review.hands"),
    (GOOD + "[review]\nhands = 6\n", "review.hands"),
    (GOOD + '[review]\nhands = "two"\n', "review.hands"),
    (GOOD + "[review]\nreply_days = -1\n", "review.reply_days"),
    (GOOD + "[review]\nhand = 2\n", "review.hand"),
    (GOOD + "[crawl]\ndelay_seconds = 61\n", "crawl.delay_seconds"),
    (GOOD + "[crawl]\nmax_pages = 0\n", "crawl.max_pages"),
    (GOOD + "[crawl]\nmax_depth = 51\n", "crawl.max_depth"),
    (GOOD + "[crawl]\nhours = 0\n", "crawl.hours"),
    (GOOD + f'[crawl]\npurpose = "{"长" * 301}"\n', "crawl.purpose"),
    (GOOD + "[plan]\nwaves = 13\n", "plan.waves"),
    (GOOD + "[plan]\nmigration_yuan = [1]\n", "plan.migration_yuan.1"),
    (GOOD + '[plan]\nexchange_yuan = ["a", 2]\n', "plan.exchange_yuan.0"),
    (GOOD + '[binding]\n"CN-01" = "soon"\n', "binding.CN-01"),
    (GOOD + "[thresholds]\nduplicate_cut = true\nno_such = 1\n", "thresholds"),
    (GOOD + '[thresholds]\nduplicate_cut = "half"\n', "thresholds.duplicate_cut"),
    (GOOD + "[thresholds]\nno_such = 1\n", "thresholds"),
    (GOOD + "[unknown]\na = 1\n", "unknown"),
    (OIDC.replace("issuer", "isuer"), "oidc.issuer"),
    (OIDC.replace("https://login.example/realms/county", "http://login.example"), "oidc.issuer"),
    (OIDC.replace("https://login.example/realms/county", "https://user@login.example"), "oidc.issuer"),
    (OIDC.replace("https://login.example/realms/county", "https://login.example/?x=1"), "oidc.issuer"),
    (OIDC.replace("https://login.example/realms/county", "https://[login"), "oidc.issuer"),
    (OIDC.replace("https://login.example/realms/county", "ftp://localhost/"), "oidc.issuer"),
    (OIDC.replace("https://audit.example", "https://audit.example/sub"), "oidc.public_url"),
    (OIDC + 'client_secret = "in-the-open"\n', "oidc.client_secret"),
    (OIDC + 'client_secret = "env:"\n', "oidc.client_secret"),
    (OIDC + 'algorithms = ["RS256", "HS256"]\n', "oidc.algorithms.1"),
    (OIDC + 'algorithms = ["none"]\n', "oidc.algorithms.0"),
    (OIDC + "algorithms = []\n", "oidc.algorithms"),
    (OIDC + 'role_claim = "groups"\n', "oidc"),
    (OIDC + '[oidc.roles]\nx = "auditor"\n', "oidc"),
    (OIDC + 'role_claim = "groups"\n[oidc.roles]\nx = "king"\n', "oidc.roles.x"),
    (OIDC + '[oidc.organisations]\nx = "org-a"\n', "oidc"),
    (OIDC + 'accounts = "create"\n', "oidc"),
    (OIDC + 'accounts = "create"\nnew_role = "king"\n', "oidc.new_role"),
    (OIDC + 'password = "nobody"\n', "oidc.password"),
    (OIDC + 'scopes = ["a b"]\n', "oidc.scopes.0"),
    (OIDC + 'hosts = ["https://other.example"]\n', "oidc.hosts.0"),
    ("[workspace\n", FILE),
    (GOOD + GOOD, FILE),
    ("workspace = 3\n", "workspace"),
]


@pytest.mark.parametrize(("text", "where"), WRONG)
def test_a_wrong_setting_is_named(tmp_path, text, where) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path)
    assert caught.value.code == "bad_settings"
    assert caught.value.params["where"] == where
    for language in ("zh", "en"):
        assert where in caught.value.sentence(language)
        assert "\n" not in caught.value.sentence(language)


@pytest.mark.parametrize(
    "more",
    [
        "[plan]\nmigration_yuan = [9, 1]\n",
        "[plan]\nmigration_yuan = [-5, 1]\n",
        "[thresholds]\nduplicate_cut = nan\n",
        '[binding]\n"XX-99" = 2026-01-01\n',
    ],
)
def test_a_senseless_value_is_named_too(tmp_path, more) -> None:
    (tmp_path / FILE).write_text(GOOD + more, encoding="utf-8")
    with pytest.raises(InputError):
        read_settings(tmp_path)


def test_bytes_that_are_no_text(tmp_path) -> None:
    (tmp_path / FILE).write_bytes(b'[workspace]\nname = "\xff\xfe"\n')
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path)
    assert (caught.value.code, caught.value.params["where"]) == ("bad_settings", FILE)


def test_a_folder_without_settings_is_no_workspace(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path, tmp_path / "none", tmp_path / "file"):
        with pytest.raises(InputError) as caught:
            read_settings(folder)
        assert caught.value.code == "no_workspace"


def test_a_new_file_reads_back_with_every_threshold_at_its_default(tmp_path) -> None:
    for name in ("云溪县", 'a"b\\c', "x\n[review]\nhands = 1"):
        (tmp_path / FILE).write_text(settings_text(name=name, region="990123", lang="en", db="env:DB"), encoding="utf-8")
        settings = read_settings(tmp_path)
        assert (settings.workspace.name, settings.workspace.region, settings.workspace.lang, settings.workspace.db) == (
            name,
            "990123",
            "en",
            "env:DB",
        )
        assert settings.thresholds == {}
        assert settings.review.hands == 2
    text = settings_text(name="n", region=None, lang="zh", db=None)
    assert [s.name for s in SETTINGS.values() if not s.official and f"# {s.name} = {s.default:g}" not in text] == []
    # every commented line is a setting that can be taken as it stands
    lines = [line.lstrip("# ") for line in text.splitlines() if line.startswith("# ") and "=" in line]
    tomllib.loads(text.replace("# purpose", "purpose").replace("# contact", "contact"))
    assert len(lines) > len([s for s in SETTINGS.values() if not s.official])


def test_dates_and_numbers_are_read(tmp_path) -> None:
    name = next(name for name, s in SETTINGS.items() if not s.official)
    (tmp_path / FILE).write_text(
        GOOD + f'audit_date = 2026-11-24\n[binding]\n"CN-01" = 2026-03-01\n[thresholds]\n{name} = 0.7\n', encoding="utf-8"
    )
    settings = read_settings(tmp_path)
    assert settings.workspace.audit_date == dt.date(2026, 11, 24)
    assert settings.binding == {"CN-01": dt.date(2026, 3, 1)}
    assert settings.thresholds == {name: 0.7}


def test_a_log_in_service_is_read_with_its_tables_in_their_order(tmp_path) -> None:
    more = 'role_claim = "realm_access.roles"\norganisation_claim = "department"\nclient_secret = "file:/run/secrets/oidc"\n'
    tables = '[oidc.roles]\nz = "administrator"\na = "auditor"\n[oidc.organisations]\n"数据局" = ""\n"民政局" = "org-b"\n'
    (tmp_path / FILE).write_text(OIDC + more + tables, encoding="utf-8")
    oidc = read_settings(tmp_path).oidc
    assert (list(oidc.roles), list(oidc.organisations)) == (["z", "a"], ["数据局", "民政局"])
    assert (oidc.accounts, oidc.password, oidc.account_claim) == ("known", "everybody", "preferred_username")
    assert not [name for name in oidc.algorithms if name.startswith("HS") or name == "none"]
    (tmp_path / FILE).write_text(OIDC.replace("https://login.example/realms/county", "http://127.0.0.1:8080/"), encoding="utf-8")
    assert read_settings(tmp_path).oidc.issuer == "http://127.0.0.1:8080/"
    (tmp_path / FILE).write_text(GOOD, encoding="utf-8")
    assert read_settings(tmp_path).oidc is None


def test_texts_of_a_crawl_are_kept_and_the_rest_stays(tmp_path) -> None:
    text = settings_text(name="云溪县", region=None, lang="zh", db=None)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    for purpose in ("清查", '再"查\\一次'):
        remember_crawl(tmp_path, purpose=purpose, contact="办公室", approved_by="局务会")
        settings = read_settings(tmp_path)
        assert (settings.crawl.purpose, settings.crawl.contact, settings.crawl.approved_by) == (purpose, "办公室", "局务会")
    kept = (tmp_path / FILE).read_text(encoding="utf-8")
    assert [
        line for line in text.splitlines() if not line.startswith(("# purpose", "# contact", "# approved_by")) and line not in kept
    ] == []
    (tmp_path / FILE).write_text(GOOD, encoding="utf-8")
    remember_crawl(tmp_path, purpose="清查")
    assert read_settings(tmp_path).crawl.purpose == "清查"
    assert list(tmp_path.iterdir()) == [tmp_path / FILE]


def test_defaults_stand_in_the_model() -> None:
    settings = Settings.model_validate({"workspace": {"name": "n"}})
    assert (settings.review.hands, settings.review.reply_days, settings.plan.waves, settings.crawl.delay_seconds) == (2, 10, 3, 1.0)
