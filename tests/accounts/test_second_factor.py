"""The second factor: enrolled, asked for, taken once, recovered (case 48 of the attacks)."""

import html
import re
import time
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gloss import clock
from gloss.accounts import recovery_codes, second_factor, signing_in
from gloss.accounts.models import AccountEvent, Deed, Moderator, ModeratorSession, RecoveryCode
from gloss.accounts.sessions import Begun
from gloss.database import db, write
from tests.accounts.browser import DESK, NOON, SIGN_IN, AccountsBrowser, count
from tests.cast import PASSWORD

SECOND_FACTOR = "/moderation/account/second-factor"
HERE = signing_in.Browser(None, "", "")
CODE = "/moderation/sign-in/code"
RECOVERY = "/moderation/sign-in/recovery-code"
SECRET = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')
CODES = re.compile(r"<li><code>([0-9a-z-]{19})</code></li>")


class Phone:
    """An app that shares the secret, and can show codes of other half minutes."""

    def __init__(self, secret: str) -> None:
        self.app = pyotp.TOTP(secret.replace(" ", ""))

    def code(self, later: int = 0) -> str:
        step = int(clock.now().timestamp()) // second_factor.STEP_SECONDS
        return self.app.generate_otp(step + later)


@pytest.fixture(autouse=True)
def _beginning_of_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the clock back to when the code of the moment was new, so that no test meets its end."""
    passed = clock.seconds() % second_factor.STEP_SECONDS
    monkeypatch.setattr(clock, "seconds", lambda: time.time() - passed)


@pytest.fixture
def phone(browser: AccountsBrowser, mo: int) -> Phone:
    """Return Mo's phone, enrolled by a code of half a minute ago."""
    return enrolled(browser)[0]


def enrolled(browser: AccountsBrowser) -> tuple[Phone, list[str]]:
    """Sign in and add a second factor; return the phone and the recovery codes."""
    browser.sign_in()
    phone = Phone(shown_secret(browser))
    answer = browser.send(SECOND_FACTOR, code=phone.code(-1))
    assert answer.status_code == 200, answer.text
    return phone, CODES.findall(answer.text)


def shown_secret(browser: AccountsBrowser) -> str:
    found = SECRET.search(browser.get(SECOND_FACTOR).text)
    assert found is not None
    return found[1]


def deeds() -> list[Deed]:
    db.session.rollback()
    return [event.deed for event in db.session.query(AccountEvent).order_by(AccountEvent.id)]


def test_enrolling_shows_ten_codes_once_and_keeps_this_browser_signed_in(
    browser: AccountsBrowser, mo: int
) -> None:
    _phone, codes = enrolled(browser)
    assert (len(set(codes)), count(RecoveryCode), browser.is_signed_in()) == (10, 10, True)
    assert "10 codes are left" in browser.get(SECOND_FACTOR).text
    assert not CODES.search(browser.get(SECOND_FACTOR).text)


def test_the_codes_can_be_saved_as_a_file(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    page = browser.send(SECOND_FACTOR, code=Phone(shown_secret(browser)).code()).text
    assert re.search(r'href="data:text/plain;charset=utf-8;base64,[\w+/=]+" download=', page)


def test_a_wrong_code_enrols_nobody_and_the_secret_stays_the_same(
    browser: AccountsBrowser, mo: int
) -> None:
    browser.sign_in()
    before = shown_secret(browser)
    for wrong in ("000000", "", "1" * 7, "abcdef", "１２３", "x" * 10_000, "\0"):
        answer = browser.send(SECOND_FACTOR, code=wrong)
        assert answer.status_code == 422
    assert (shown_secret(browser), count(RecoveryCode)) == (before, 0)


def test_the_picture_says_what_the_letters_say(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    page = html.unescape(browser.get(SECOND_FACTOR).text)
    assert 'src="data:image/svg+xml;base64,' in page
    secret = shown_secret(browser).replace(" ", "")
    assert f"otpauth://totp/Tidewater:Mo?secret={secret}&issuer=Tidewater" in page


def test_other_browsers_are_signed_out_by_enrolling_and_by_removing(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    other_browser.sign_in()
    phone, _codes = enrolled(browser)
    assert (other_browser.is_signed_in(), browser.is_signed_in()) == (False, True)
    other_browser.sign_in()
    assert other_browser.send(CODE, code=phone.code()).status_code == 303
    stolen = browser.cookie()
    token = browser.form_token(SECOND_FACTOR)
    assert browser.post(f"{SECOND_FACTOR}/removal", data={"csrf_token": token}).status_code == 303
    assert (other_browser.is_signed_in(), browser.is_signed_in()) == (False, True)
    other_browser.set_cookie("gloss", stolen, path="/moderation")
    assert not other_browser.is_signed_in()  # the token of this browser was changed as well


def test_sign_in_asks_for_a_code_and_goes_on_where_one_wanted_to(
    phone: Phone, other_browser: AccountsBrowser
) -> None:
    page = other_browser.get(DESK).location
    answer = other_browser.send(page, name="Mo", password=PASSWORD)
    assert answer.location.startswith(CODE)
    assert not other_browser.is_signed_in()
    assert other_browser.send(answer.location, code=phone.code()).location == DESK
    assert other_browser.is_signed_in()


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0:.3} {0:.0}", "wide"])
def test_spaces_and_wide_digits_do_not_matter(
    phone: Phone, other_browser: AccountsBrowser, typed: str
) -> None:
    code = phone.code()
    written = {
        "{0:.3} {0:.0}": f"{code[:3]} {code[3:]}",
        "wide": "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code),
    }.get(typed, typed.format(code))
    other_browser.sign_in()
    assert other_browser.send(CODE, code=written).status_code == 303


def test_a_code_is_taken_once_only(
    phone: Phone, other_browser: AccountsBrowser, app: Flask
) -> None:
    code = phone.code()
    other_browser.sign_in()
    assert other_browser.send(CODE, code=code).status_code == 303
    eve = app.test_client()
    assert isinstance(eve, AccountsBrowser)
    eve.sign_in()
    assert eve.send(CODE, code=code).status_code == 422
    assert deeds()[-1] is Deed.CODE_REFUSED


def test_a_code_from_before_the_last_one_is_not_taken_either(mo: int) -> None:
    seed = "a" * 32
    secret = second_factor.secret(seed)

    def spent(typed: str) -> bool:
        def work(session: Session) -> bool:
            return second_factor.spend(session, session.get_one(Moderator, mo), typed, NOON)

        return write(work)

    write(lambda s: setattr(s.get_one(Moderator, mo), "second_factor", seed))
    step = int(NOON.timestamp()) // 30
    codes = [pyotp.TOTP(secret).generate_otp(step + apart) for apart in (-2, -1, 0, 1, 2)]
    assert [spent(codes[at]) for at in (4, 0, 2, 1, 2, 3, 3)] == [
        *(False, False),  # a minute early, a minute late
        *(True, False, False),  # now; the one before; now again
        *(True, False),
    ]


def test_the_code_that_enrolled_does_not_sign_in(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    browser.sign_in()
    phone = Phone(shown_secret(browser))
    code = phone.code()
    browser.send(SECOND_FACTOR, code=code)
    other_browser.sign_in()
    assert other_browser.send(CODE, code=code).status_code == 422


def test_a_recovery_code_lets_in_once_in_any_writing(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    _phone, codes = enrolled(browser)
    other_browser.sign_in()
    written = codes[0].upper().replace("-", " ").replace("0", "O").replace("1", "l")
    assert other_browser.send(RECOVERY, code=written).status_code == 303
    assert "9 are left" in other_browser.get("/moderation/account/").text
    browser.sign_in()
    other_browser.post("/moderation/sign-out", data={"csrf_token": other_browser.form_token(DESK)})
    other_browser.sign_in()
    assert other_browser.send(RECOVERY, code=codes[0]).status_code == 422


def test_a_recovery_code_of_somebody_else_is_none(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    enrolled(browser)
    others = write(lambda session: recovery_codes.renew(session, mo))
    taken = write(lambda session: recovery_codes.spend(session, mo + 1, others[0]))
    assert (taken, count(RecoveryCode)) == (False, 10)


def test_renewed_codes_end_the_ones_before(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    _phone, old = enrolled(browser)
    token = browser.form_token(SECOND_FACTOR)
    page = browser.post("/moderation/account/recovery-codes", data={"csrf_token": token}).text
    new = CODES.findall(page)
    other_browser.sign_in()
    assert other_browser.send(RECOVERY, code=old[3]).status_code == 422
    assert other_browser.send(RECOVERY, code=new[3]).status_code == 303


def test_neither_secret_nor_codes_are_stored(browser: AccountsBrowser, mo: int) -> None:
    phone, codes = enrolled(browser)
    db.session.rollback()
    kept = " ".join(
        str(row)
        for model in (Moderator, RecoveryCode, AccountEvent, ModeratorSession)
        for row in db.session.execute(model.__table__.select())
    )
    assert str(phone.app.secret) not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_guessing_codes_comes_to_an_end_from_all_networks_together(
    phone: Phone, app: Flask
) -> None:
    answers = []
    for n in range(11):
        eve = app.test_client()
        assert isinstance(eve, AccountsBrowser)
        eve.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
        eve.sign_in()
        answers.append(eve.send((CODE, RECOVERY)[n % 2], code="000000").status_code)
    assert answers == [422] * 10 + [429]


def test_a_password_alone_opens_nothing(phone: Phone, other_browser: AccountsBrowser) -> None:
    other_browser.sign_in()
    assert other_browser.get("/moderation/account/").status_code == 303
    assert other_browser.get(DESK).status_code == 303


@pytest.mark.parametrize("page", [CODE, RECOVERY])
def test_without_a_password_there_is_nothing_to_finish(
    browser: AccountsBrowser, mo: int, page: str
) -> None:
    assert browser.get(page).location == SIGN_IN
    sent = {"csrf_token": browser.form_token(), "code": "000000"}
    assert browser.post(page, data=sent).location == SIGN_IN


def test_a_password_changed_between_the_steps_ends_the_sign_in(
    phone: Phone, other_browser: AccountsBrowser, mo: int
) -> None:
    other_browser.sign_in()
    token = other_browser.form_token(CODE)
    write(lambda s: setattr(s.get_one(Moderator, mo), "password_hash", "another"))
    sent = {"csrf_token": token, "code": phone.code()}
    assert other_browser.post(CODE, data=sent).location == SIGN_IN
    assert not other_browser.is_signed_in()


def test_after_ten_minutes_the_password_is_asked_for_again(mo: int) -> None:
    write(lambda s: setattr(s.get_one(Moderator, mo), "second_factor", "a" * 32))
    proof = signing_in.check(db.session(), "Mo", PASSWORD)
    assert proof is not None
    half = write(lambda s: signing_in.go_halfway(s, proof, NOON))
    assert half is not None
    code = signing_in.Code("000000", signing_in.by_app)

    def finished(later: timedelta) -> Begun | None:
        return write(lambda s: signing_in.finish(s, half, code, HERE, NOON + later))

    assert finished(timedelta(minutes=9)) is None
    with pytest.raises(signing_in.Lapsed):
        finished(timedelta(minutes=11))


def test_a_field_for_codes_can_be_filled_by_a_phone_and_pasted_into(
    phone: Phone, other_browser: AccountsBrowser
) -> None:
    other_browser.sign_in()
    field = re.findall(r'<input[^>]*name="code"[^>]*>', other_browser.get(CODE).text)[0]
    assert 'autocomplete="one-time-code"' in field
    assert "onpaste" not in field
    assert 'maxlength="100"' in field


def test_older_keys_of_the_site_still_make_the_same_codes(app: Flask, mo: int) -> None:
    seed, now = "b" * 32, clock.now()
    code = pyotp.TOTP(second_factor.secret(seed)).generate_otp(int(now.timestamp()) // 30)
    ours = app.extensions["gloss.settings"]
    renewed = ours.model_copy(update={"secret_keys": ("n" * 32, *ours.secret_keys)})
    app.extensions["gloss.settings"] = renewed
    assert second_factor.step_of(seed, code, now) is not None
    app.extensions["gloss.settings"] = ours.model_copy(update={"secret_keys": ("n" * 32,)})
    assert second_factor.step_of(seed, code, now) is None
