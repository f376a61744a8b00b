"""Log-ins: a new session each time, ended on the server; guessing is slow; nothing tells who has an account."""

import datetime as dt
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from auditor.accounts import add_account
from auditor.web import sessions
from auditor.web.asking import COOKIE
from auditor.web.sessions import IDLE, LIFE, TRIES, WINDOW, Slowed
from inventory.database import reading, writing
from inventory.models.ledger import AccessRow, AccountRow, SessionRow, TokenRow
from inventory.problems import InputError

NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)
READER = ("u-reader", "correct-horse-reader")
SECOND = dt.timedelta(seconds=1)


def is_in(browser) -> bool:
    return browser.get("/dashboard").status_code == 200


@pytest.fixture
def log_in(place):
    """One log-in straight at the tables."""

    def call(name: str = READER[0], password: str = READER[1], client: str = "10.0.0.1", now: dt.datetime = NOW) -> str | None:
        return sessions.log_in(place.engine, name, password, client, now)

    return call


def who(place, token: str, now: dt.datetime):
    with reading(place.engine) as session:
        found = sessions.who(session, token, now)
    return None if found is None else (found[0].name, found[1])


# --- one session


def test_each_log_in_opens_a_session_of_its_own_and_ends_the_browsers_last(office) -> None:
    browser = office.log_in(*READER)
    first = browser.cookies[COOKIE]
    browser.post("/login", data=dict(zip(("name", "password"), READER, strict=True)))
    second = browser.cookies[COOKIE]
    assert first != second
    assert min(len(first), len(second)) >= 40
    stranger = office.client()
    assert [stranger.get("/dashboard.json", headers={"cookie": f"{COOKIE}={t}"}).status_code for t in (first, second)] == [401, 200]


@pytest.mark.parametrize("planted", ["planted", "a" * 43, "x" * 5000, "%00", "' OR 1=1 --"])
def test_a_planted_session_is_worth_nothing_before_and_after(office, planted) -> None:
    browser = office.client()
    header = {"cookie": f"{COOKIE}={planted}"}
    assert browser.get("/dashboard.json", headers=header).status_code == 401
    answer = browser.post("/login", data=dict(zip(("name", "password"), READER, strict=True)), headers=header)
    assert answer.status_code == 303
    assert answer.cookies[COOKIE] != planted
    browser.cookies.clear()
    assert browser.get("/dashboard.json", headers=header).status_code == 401


def test_log_out_ends_the_session_on_the_server_and_only_by_the_button(office) -> None:
    browser = office.log_in(*READER)
    kept = {"cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    assert browser.get("/logout").status_code == 405
    assert browser.post("/logout").status_code == 403
    assert is_in(browser)
    answer = browser.send_form("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert COOKIE not in browser.cookies
    assert office.client().get("/dashboard.json", headers=kept).status_code == 401


def test_other_sessions_of_the_account_outlive_a_log_out(office) -> None:
    one, two = office.client("u-reader"), office.client("u-reader")
    one.send_form("/logout")
    assert (is_in(one), is_in(two)) == (False, True)


def test_the_token_is_kept_as_a_hash_alone(office) -> None:
    browser = office.log_in(*READER)
    with reading(office.engine) as session:
        kept = set(session.execute(select(SessionRow.token)).scalars())
    assert browser.cookies[COOKIE] not in kept
    assert all(len(token) == 64 for token in kept)


@pytest.mark.parametrize(
    ("opened", "seen", "holds"),
    [
        (IDLE, IDLE, True), (IDLE + SECOND, IDLE + SECOND, False), (LIFE, SECOND, True), (LIFE + SECOND, SECOND, False), (LIFE, IDLE, True),
        (LIFE * 100, SECOND, False), (SECOND, SECOND, True),
    ],
)  # fmt: skip
def test_a_session_ends_when_idle_and_at_the_end_of_its_life(place, log_in, opened, seen, holds) -> None:
    token = log_in()
    with writing(place.engine) as session:
        session.execute(update(SessionRow).values(opened_at=NOW - opened, seen_at=NOW - seen))
    assert (who(place, token, NOW) is not None) is holds


def test_asking_sets_the_idle_time_back_but_not_the_life(place, log_in) -> None:
    token, at = log_in(), NOW
    while at - NOW < LIFE - IDLE:
        at += IDLE - SECOND
        name, is_old = who(place, token, at)
        assert (name, is_old) == ("u-reader", True)
        with writing(place.engine) as session:
            sessions.touch(session, token, at)
        assert who(place, token, at + SECOND) == ("u-reader", False)
    assert who(place, token, NOW + LIFE) is not None
    with writing(place.engine) as session:
        sessions.touch(session, token, NOW + LIFE)
    assert who(place, token, NOW + LIFE + SECOND) is None


def test_idle_and_old_sessions_are_refused_by_the_server(office) -> None:
    for back, status in ((IDLE - dt.timedelta(minutes=1), 200), (IDLE + SECOND, 401), (LIFE + SECOND, 401)):
        browser = office.client("u-reader", back=back)
        assert browser.get("/dashboard.json").status_code == status
        assert browser.send_form("/logout").status_code == (303 if status == 200 else 401)


def test_the_session_of_a_removed_account_is_over(place, log_in) -> None:
    token = log_in()
    with writing(place.engine) as session:
        session.delete(session.get(AccountRow, "u-reader"))
    assert who(place, token, NOW) is None


def test_nobody_s_writing_waits_while_a_password_is_looked_at(place, log_in, monkeypatch) -> None:
    began, go_on = threading.Event(), threading.Event()
    verify = PasswordHasher.verify

    def slow(self, known, password):
        began.set()
        assert go_on.wait(20)
        return verify(self, known, password)

    monkeypatch.setattr(PasswordHasher, "verify", slow)
    found: list[str | None] = []
    thread = threading.Thread(target=lambda: found.append(log_in()))
    thread.start()
    assert began.wait(20)
    with writing(place.engine) as session:
        sessions.note(session, "u", "other", "", "", NOW)
    go_on.set()
    thread.join()
    assert found[0]


def test_guesses_that_come_at_once_are_counted_one_after_the_other(place, log_in) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: guess(log_in, n), range(12)))
    assert answers.count(None) == TRIES
    assert answers.count("slowed") == 12 - TRIES


def guess(log_in, number: int):
    try:
        return log_in(password="wrong", client=f"10.0.1.{number}")
    except Slowed:
        return "slowed"


def test_old_sessions_are_swept_at_the_next_log_in(place, log_in) -> None:
    log_in(now=NOW - LIFE - LIFE)
    log_in()
    with reading(place.engine) as session:
        assert session.execute(select(func.count()).select_from(SessionRow)).scalar_one() == 1


# --- passwords


def test_passwords_are_kept_by_argon2_and_nowhere_else(office) -> None:
    office.log_in(*READER)
    with reading(office.engine) as session:
        kept = session.get(AccountRow, "u-reader").password
        logged = [(r.account, r.action, r.subject, r.client) for r in session.execute(select(AccessRow)).scalars()]
    assert kept.startswith("$argon2id$")
    assert READER[1] not in repr(logged)
    for path in sorted(office.web.folder.rglob("*")):
        assert not path.is_file() or READER[1].encode() not in path.read_bytes(), path.name


def test_a_new_password_ends_every_session_and_token(own_office) -> None:
    browser, other = own_office.log_in(*READER), own_office.client("u-reader")
    token = own_office.client("u-reader").send_form("/me/token").text.partition("auditor_")[2][:43]
    program = {"authorization": f"Bearer auditor_{token}"}
    assert own_office.client().get("/dashboard.json", headers=program).status_code == 200
    answer = browser.send_form("/me/password", old=READER[1], password="another-long-password")
    assert answer.status_code == 303
    assert [is_in(b) for b in (browser, other)] == [False, False]
    assert own_office.client().get("/dashboard.json", headers=program).status_code == 401
    assert own_office.log_in(*READER).answer.status_code == 401
    assert own_office.log_in("u-reader", "another-long-password").answer.status_code == 303


def test_an_administrator_sets_a_password_anew_and_ends_the_sessions(own_office) -> None:
    browser = own_office.log_in(*READER)
    answer = own_office.client("u-administrator").send_form("/accounts/u-reader/password", password="another-long-password")
    assert (answer.status_code, is_in(browser)) == (303, False)


@pytest.mark.parametrize("word", ["", "short", "x" * 11])
def test_a_weak_password_is_refused_and_nothing_changes(own_office, word) -> None:
    browser = own_office.log_in(*READER)
    assert browser.send_form("/me/password", old=READER[1], password=word).status_code == 422
    assert own_office.client("u-administrator").send_form("/accounts/u-reader/password", password=word).status_code == 422
    assert is_in(browser)
    assert own_office.log_in(*READER).answer.status_code == 303


def test_the_own_password_asks_for_the_old_one(own_office) -> None:
    browser = own_office.log_in(*READER)
    answer = browser.send_form("/me/password", old="wrong", password="another-long-password")
    assert own_office.log_in(*READER).answer.status_code == 303
    assert 400 <= answer.status_code < 500


def test_guessing_the_old_password_is_slowed_too(own_office) -> None:
    browser = own_office.client("u-reader")
    told = [browser.send_form("/me/password", old=f"wrong-{n}", password="another-long-password").status_code for n in range(7)]
    assert told[-1] == 429


@pytest.mark.parametrize("word", ["密码".join("很长的中文口令一二三四"), "x" * 1000, " 两边有空格的口令也算数 ", "p@ss\twörd ünïcode"])
def test_any_letters_make_a_password(place, log_in, word) -> None:
    add_account(place, "new", "reader", organisation=None, password=word)
    assert log_in("new", word)
    assert log_in("new", word + "x") is None or len(word) == 1000


def test_a_very_long_password_still_logs_in(place, log_in) -> None:
    add_account(place, "new", "reader", organisation=None, password="x" * 1200)
    assert log_in("new", "x" * 1200)


# --- guessing


def test_unknown_names_and_wrong_passwords_get_the_same_answer(office) -> None:
    answers = [
        office.client().post("/login", data={"name": name, "password": "wrong-password"})
        for name in ("u-architect", "nobody-here", "clerk-b", "U-ARCHITECT", "' OR '1'='1", "u-architect\0")
    ]
    assert {a.status_code for a in answers} == {401}
    assert len({a.content for a in answers}) == 1
    assert {tuple(sorted(a.headers)) for a in answers} == {tuple(sorted(answers[0].headers))}
    assert not any(COOKIE in a.cookies for a in answers)


def test_unknown_names_take_as_long_as_known_ones(place, log_in) -> None:
    log_in("warm-up", "wrong", "10.0.0.9")

    def seconds(name: str, client: str) -> float:
        began = time.perf_counter()
        log_in(name, "wrong-password", client)
        return time.perf_counter() - began

    known = statistics.median(seconds("u-reviewer", "10.0.1.1") for _ in range(4))
    unknown = statistics.median(seconds(f"nobody-{n}", "10.0.1.2") for n in range(4))
    without = statistics.median(seconds("clerk-b", "10.0.1.3") for _ in range(4))
    assert 0.4 < known / unknown < 2.5
    assert 0.4 < known / without < 2.5


@pytest.mark.parametrize("name", ["u-reader", "nobody"])
def test_the_sixth_guess_at_a_name_is_not_looked_at_until_time_has_passed(log_in, name) -> None:
    for second in range(sessions.TRIES):
        assert log_in(name, "wrong", f"10.0.0.{second}", NOW + second * SECOND) is None
    with pytest.raises(Slowed) as caught:
        log_in(name, READER[1], "10.0.0.77", NOW + 10 * SECOND)
    assert caught.value.seconds == WINDOW.total_seconds() - 10
    with pytest.raises(Slowed):
        log_in(name, READER[1], "10.0.0.77", NOW + WINDOW - SECOND)
    assert (log_in(name, READER[1], "10.0.0.77", NOW + WINDOW + SECOND) is not None) is (name == "u-reader")


def test_four_wrong_guesses_do_not_stop_the_right_one(log_in) -> None:
    for _ in range(sessions.TRIES - 1):
        assert log_in(password="wrong") is None
    assert log_in() is not None


def test_a_client_that_guesses_at_many_names_is_slowed_and_others_are_not(place, log_in) -> None:
    with writing(place.engine) as session:
        for number in range(sessions.CLIENT_TRIES):
            sessions.note(session, f"name-{number}", "login_failed", "", "10.0.0.5", NOW)
    with pytest.raises(Slowed):
        log_in(client="10.0.0.5")
    assert log_in(client="10.0.0.6") is not None


def test_the_server_says_429_alike_for_known_and_unknown_names(own_office) -> None:
    told = {}
    for name in ("u-reader", "nobody"):
        answers = [own_office.client().post("/login", data={"name": name, "password": "wrong"}) for _ in range(sessions.TRIES + 1)]
        assert [a.status_code for a in answers] == [401] * sessions.TRIES + [429]
        told[name] = answers[-1].content
    assert told["u-reader"] == told["nobody"]
    assert own_office.log_in(*READER).answer.status_code == 429
    assert own_office.log_in("u-architect", "correct-horse-architect").answer.status_code == 303


def test_a_slowed_name_does_not_end_open_sessions(own_office) -> None:
    browser = own_office.client("u-reader")
    for _ in range(6):
        own_office.client().post("/login", data={"name": "u-reader", "password": "wrong"})
    assert is_in(browser)


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "client-ip"])
def test_a_client_cannot_choose_its_address(own_office, header) -> None:
    own_office.client().post("/login", data={"name": "u-reader", "password": "wrong"}, headers={header: "203.0.113.7"})
    with reading(own_office.engine) as session:
        assert set(session.execute(select(AccessRow.client)).scalars()) == {"127.0.0.1"}


@pytest.mark.parametrize("name", ["x" * 61, "x" * 10_000, "甲" * 500, "\0", "a\nb", "%00", "", " "])
def test_odd_names_are_answered_like_any_other(office, name) -> None:
    for data in ({"name": name, "password": "wrong"}, {"name": name}, {}):
        assert office.client().post("/login", data=data).status_code in (401, 429)
    assert office.client().post("/login", files={"name": ("f", b"x"), "password": ("f", b"x")}).status_code in (401, 429)


# --- tokens of programs


def test_a_new_token_voids_the_last_and_is_kept_as_a_hash(place) -> None:
    made = []
    for _ in range(2):
        with writing(place.engine) as session:
            made.append(sessions.make_token(session, "u-reader", NOW))
    with reading(place.engine) as session:
        people = [sessions.bearer(session, token) for token in made]
        kept = session.execute(select(TokenRow.token)).scalars().all()
    assert [p and p.name for p in people] == [None, "u-reader"]
    assert not set(made) & set(kept)
    assert all(token.startswith("auditor_") and len(token) > 40 for token in made)


def test_there_is_no_token_and_no_password_for_nobody(place) -> None:
    for call in (lambda s: sessions.make_token(s, "nobody", NOW), lambda s: sessions.change_password(s, "nobody", "x" * 20)):
        with pytest.raises(InputError) as caught, writing(place.engine) as session:
            call(session)
        assert caught.value.code == "not_found"


def test_a_session_is_no_token_and_a_token_no_session(office) -> None:
    browser = office.log_in(*READER)
    header = {"authorization": f"Bearer {browser.cookies[COOKIE]}"}
    assert office.client().get("/dashboard.json", headers=header).status_code == 401
    with writing(office.engine) as session:
        token = sessions.make_token(session, "u-reader", office.workspace.now)
    assert office.client().get("/dashboard.json", headers={"cookie": f"{COOKIE}={token}"}).status_code == 401


def test_the_log_keeps_who_came_and_went_but_no_secrets(own_office) -> None:
    own_office.client().post("/login", data={"name": "u-reader", "password": "a-wrong-secret-word"})
    browser = own_office.log_in(*READER)
    browser.send_form("/me/token")
    browser.send_form("/logout")
    rows = own_office.client("u-administrator").get("/log.json").json()["rows"]
    assert [row["action"] for row in rows if row["account"] == "u-reader"] == ["logout", "token", "login", "login_failed"]
    assert not [word for word in ("secret-word", READER[1], "auditor_") if word in repr(rows)]


def test_a_long_line_of_the_log_is_cut(place) -> None:
    with writing(place.engine) as session:
        sessions.note(session, "x" * 500, "y" * 500, "z" * 500, "c" * 500, NOW)
    with reading(place.engine) as session:
        row = session.execute(select(AccessRow)).scalars().one()
    assert [len(v) for v in (row.account, row.action, row.subject, row.client)] == [60, 40, 200, 64]
