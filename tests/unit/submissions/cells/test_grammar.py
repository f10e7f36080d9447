"""The grammar of single cells, and that whole columns follow it."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.submissions.cells import grammar

# A busy machine is no fault of the grammar.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

FULL_WIDTH = str.maketrans("0123456789.,-%", "０１２３４５６７８９．，－％")
missing = st.sampled_from([*sorted(grammar.MISSING_WORDS), " — ", "　", "／", "\u00a0"])
whole = st.integers(-(10**9), 10**9)
#: Amounts with up to four decimals, as forms have them.
amounts = st.integers(-(10**12), 10**12).map(lambda value: value / 10_000)


@given(whole)
def test_a_whole_number_reads_the_same_however_it_is_typed(value: int) -> None:
    for text in (
        value,
        float(value),
        str(value),
        f"{value:,}",
        f" {value}\u00a0",
        str(value).translate(FULL_WIDTH),
    ):
        assert grammar.read_count(text) == value
    if value >= 0:
        assert grammar.read_count(f"'{value}") == value


@pytest.mark.parametrize("mark", ["\u200e", "\u202a", "\u2066", "\u00ad"])
def test_marks_that_nobody_sees_change_nothing(mark: str) -> None:
    """They come along with what is copied out of a web page."""
    assert grammar.read_count(f"{mark}671{mark}") == 671


@pytest.mark.parametrize("text", ['"671"', "“671”", "‘671’", "`671"])
def test_quotation_marks_only_keep_a_figure_text(text: str) -> None:
    assert grammar.read_count(text) == 671


@pytest.mark.parametrize("text", ["1()", "''", '"671', "671(个)"])
def test_brackets_and_quotes_that_hold_something_else_are_rejected(text: str) -> None:
    with pytest.raises(grammar.Unreadable):
        grammar.read_count(text, unit="人")


@given(missing)
def test_words_for_nothing_are_missing_and_never_zero(word: str) -> None:
    assert grammar.read_count(word) is None
    assert grammar.read_number(word) is None
    assert grammar.read_code(word, 10) is None
    assert grammar.read_text(word) is None
    assert grammar.read_date(word) is None
    assert grammar.read_year(word) is None


@pytest.mark.parametrize(
    "text",
    [
        "12人",
        "约500",
        "3间",
        "1,20",
        "12,3456",
        "1e3",
        "(5)",
        "5-6",
        "十二",
        "1.2.3",
        "95%",
        "≈3",
        "12 3",
        "nan",
        "671①",
        "5²",
        "2½",
        "1.5万",
        "1,234,56",
        "12人3",
        "1 234,567",
    ],
)
def test_text_in_a_number_is_rejected_with_the_raw_text(text: str) -> None:
    with pytest.raises(grammar.Unreadable) as rejected:
        grammar.read_count(text)
    assert rejected.value.code == "NOT_A_NUMBER"
    assert text in str(rejected.value)


@pytest.mark.parametrize("value", [True, datetime.date(2024, 9, 1), datetime.time(1, 2)])
def test_cells_of_other_types_are_no_numbers(value: Any) -> None:
    with pytest.raises(grammar.Unreadable):
        grammar.read_number(value)


@given(st.floats(-1e6, 1e6).filter(lambda value: not value.is_integer() and abs(value) > 1e-5))
def test_a_count_is_whole(value: float) -> None:
    rounded = Decimal(repr(value)).quantize(Decimal("0.000001"))
    if rounded == rounded.to_integral_value():
        return
    with pytest.raises(grammar.Unreadable) as rejected:
        grammar.read_count(value)
    assert rejected.value.code == "NOT_WHOLE"


@given(amounts)
def test_an_amount_is_exact_in_the_landing_unit(value: float) -> None:
    exact = Decimal(repr(value))
    assert grammar.read_number(value) == exact
    assert grammar.read_number(value, Fraction(10_000)) == exact * 10_000 or abs(exact) >= 10**9
    expected = (exact * 2000 / 3).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
    assert grammar.read_number(value, Fraction(2000, 3)) == expected


def test_percent_only_where_the_unit_is_a_share() -> None:
    assert grammar.read_number("95%", Fraction(1), is_share=True) == Decimal("0.95")
    assert grammar.read_number("９５％", Fraction(1, 100), is_share=True) == Decimal("0.95")
    assert grammar.read_number(95, Fraction(1, 100), is_share=True) == Decimal("0.95")
    assert grammar.read_number("0.95", Fraction(1), is_share=True) == Decimal("0.95")


def test_negative_numbers_are_values() -> None:
    assert grammar.read_count(-3.0) == -3
    assert grammar.read_number("−3.5") == Decimal("-3.5")


def test_a_figure_larger_than_the_landing_holds_is_rejected() -> None:
    with pytest.raises(grammar.Unreadable) as rejected:
        grammar.read_number(2e9, Fraction(10_000))
    assert rejected.value.code == "NUMBER_TOO_LARGE"


@given(st.integers(1_000_000_000, 9_999_999_999))
def test_a_code_is_one_code_however_it_is_typed(code: int) -> None:
    text = str(code)
    for cell in (text, code, float(code), f" {text} ", f"'{text}", text.translate(FULL_WIDTH), f"{text}.0"):
        assert grammar.read_code(cell, 10) == text
    assert grammar.read_code(f"{code:,}", 10) == text
    for cell in (f"码：{text}", f"学校标识码:{text}", f"“{text}”", f"\u200e{text}", f"{text[:4]} {text[4:]}"):
        assert grammar.read_code(cell, 10) == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2.142E+09", "LOST_DIGITS"),
        ("214202000", "CODE_LENGTH"),
        (214202000.0, "CODE_LENGTH"),
        ("21420200023", "CODE_LENGTH"),
        ("2142O20002", "NOT_A_CODE"),
        (2142020002.5, "NOT_A_CODE"),
        ("-142020002", "NOT_A_CODE"),
        (True, "NOT_A_CODE"),
    ],
)
def test_a_code_with_lost_or_foreign_characters_is_rejected(cell: Any, code: str) -> None:
    with pytest.raises(grammar.Unreadable) as rejected:
        grammar.read_code(cell, 10)
    assert rejected.value.code == code


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("'是", True),
        ("✔", True),
        ("Y", True),
        ("不存在", False),
        ("是", True),
        (" 否 ", False),
        (True, True),
        (0.0, False),
        ("—", None),
        ("无", None),
        ("", None),
    ],
)
def test_flags(cell: Any, flag: bool | None) -> None:
    assert grammar.read_flag(cell) is flag


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_is_one_date_however_it_is_typed(day: datetime.date) -> None:
    texts = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        day.strftime("%Y%m%d"),
    )
    moment = datetime.datetime(day.year, day.month, day.day)
    times = (f"{day.year}/{day.month}/{day.day} 0:00", f"{day.isoformat()}T08:30:00.5")
    spaced = (f"{day.year}年 {day.month}月 {day.day}日", day.isoformat().replace("-", "—"))
    for cell in (day, moment, day.isoformat(), *texts, *times, *spaced):
        assert grammar.read_date(cell) == day.isoformat()


@pytest.mark.parametrize("cell", ["2024-02-30", "去年", 45000.0, "2024-13-01"])
def test_what_is_no_date_is_rejected(cell: Any) -> None:
    with pytest.raises(grammar.Unreadable):
        grammar.read_date(cell)


@pytest.mark.parametrize(
    "cell",
    [
        1998.0,
        "'1998",
        "1,998",
        "１,９９８",
        "1998年",
        "1998年9月",
        "1998.9",
        "1998-12-31",
        "1998-09-01",
        "1998/9",
    ],
)
def test_a_year_however_much_of_the_day_is_said(cell: Any) -> None:
    assert grammar.read_year(cell) == 1998


@pytest.mark.parametrize(
    "cell",
    [
        *("98年", "19,98", "1998-2001", "1998、2005", 45000.0, "九八年"),
        *("2023-24", "1998-99", "1998.25", "1998-00", "1998-9-32", "1998年13月"),
        *(2012.25, 2012.5, 1998.1),
    ],
)
def test_what_is_no_year_is_rejected(cell: Any) -> None:
    with pytest.raises(grammar.Unreadable):
        grammar.read_year(cell)


def test_choices_compare_like_headers() -> None:
    levels = {"Ⅲ": "Ⅲ", "Ⅳ": "Ⅳ"}
    assert grammar.read_choice("III", levels) == "Ⅲ"
    with pytest.raises(grammar.Unreadable):
        grammar.read_choice("Ⅴ", levels)


factors = st.sampled_from([Fraction(1), Fraction(10_000), Fraction(2000, 3), Fraction(1, 100)])

# Any spelling of a number gives that number; any other text gives none.

SPACES = ("", " ", "\u00a0", "\u2009", "\u202f", "\u3000", "\u200b", "\ufeff", "\t")
#: A cell's own unit, and the factor of the stated unit: «12.5万元» under 万元 is 125000 yuan.
UNITS: dict[str, Fraction] = {
    **dict.fromkeys(("人", "间", "册", "台", "班", "元", "平方米"), Fraction(1)),
    "万元": Fraction(10_000),
    "亩": Fraction(2000, 3),
}


@st.composite
def spellings(draw: st.DrawFn) -> tuple[Decimal, str]:
    """A number of at most four decimals and one way to type it."""
    whole, part = draw(st.integers(0, 10**8)), draw(st.from_regex(r"(\.[0-9]{1,4})?", fullmatch=True))
    negative = draw(st.booleans())
    grouped = draw(st.sampled_from([str(whole), f"{whole:,}", f"{whole:,}".replace(",", "\u202f")]))
    sign = draw(st.sampled_from(["-", "−", "－"])) if negative else draw(st.sampled_from(["", "+"]))
    text = f"{sign}{grouped}{part}"
    text = text.translate(FULL_WIDTH) if draw(st.booleans()) else text
    quote = draw(st.sampled_from(["", "'", "’", "＇"]))
    before, after = draw(st.sampled_from(SPACES)), draw(st.sampled_from(SPACES))
    number = Decimal(f"{whole}{part or ''}")
    return -number if negative else number, f"{before}{quote}{text}{after}"


@given(spellings())
def test_every_spelling_of_a_number_gives_that_number(spelling: tuple[Decimal, str]) -> None:
    number, text = spelling
    assert grammar.read_number(text) == number


@given(spellings(), st.sampled_from(sorted(UNITS)), st.sampled_from(SPACES))
def test_the_columns_own_unit_changes_nothing(spelling: tuple[Decimal, str], unit: str, space: str) -> None:
    number, text = spelling
    factor = UNITS[unit]
    with pytest.raises(grammar.Unreadable) as noted:
        grammar.read_number(f"{text}{space}{unit}", factor, unit=unit)
    assert noted.value.code == "UNIT_IN_CELL"
    assert noted.value.value == grammar.read_number(number_cell := str(number), factor), number_cell


@given(spellings(), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_another_unit_is_rejected_and_never_converted(
    spelling: tuple[Decimal, str], filed: str, stated: str
) -> None:
    if filed == stated:
        return
    with pytest.raises(grammar.Unreadable) as rejected:
        grammar.read_number(f"{spelling[1]}{filed}", UNITS[stated], unit=stated)
    assert (rejected.value.code, rejected.value.value) == ("NOT_A_NUMBER", None)


@given(spellings(), factors)
def test_a_figure_is_scaled_by_the_stated_factor_and_nothing_else(
    spelling: tuple[Decimal, str], factor: Fraction
) -> None:
    number, text = spelling
    exact = (number * factor.numerator / factor.denominator).quantize(Decimal("0.000001"))
    assert grammar.read_number(text, factor) == exact


@given(spellings(), st.sampled_from([("%", 100), ("‰", 1000), ("％", 100)]), factors)
def test_shares_say_their_own_size(
    spelling: tuple[Decimal, str], sign: tuple[str, int], factor: Fraction
) -> None:
    number, text = spelling
    expected = (number / sign[1]).quantize(Decimal("0.000001"))
    assert grammar.read_number(text + sign[0], factor, is_share=True) == expected
    with pytest.raises(grammar.Unreadable):
        grammar.read_number(text + sign[0], factor)


ALPHABET = "0123456789０９.,，。-−+ '\u00a0%‰万千百亿人间约①²½Ⅲ一十eE()（）/〇零\u200b"


def plainly(text: str) -> Decimal | None:
    """The number that a text is beyond doubt: digits with regular separators, else nothing."""
    bare = (
        text.translate(str.maketrans("０９，−", "09,-")).replace("\u200b", "").replace("\u00a0", " ").strip()
    )
    if len(bare) > 1 and bare[0] == bare[-1] == "'":
        bare = bare[1:-1].strip()
    bare = bare[1:].strip() if bare.startswith("'") else bare
    for separator in (",", " "):
        groups = bare.lstrip("+-").split(".")[0].split(separator)
        if len(groups) > 1 and 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]):
            bare = bare.replace(separator, "")
    sound = bare.removeprefix("-").removeprefix("+")
    digits = sound.split(".")
    if len(digits) > 2 or not all(part.isascii() and part.isdigit() for part in digits):
        return None
    return Decimal(bare) if len(bare) - len(sound) <= 1 else None


@given(st.text(ALPHABET, max_size=12))
def test_any_other_text_is_rejected_or_missing_and_never_another_number(text: str) -> None:
    try:
        read = grammar.read_number(text)
    except grammar.Unreadable as reason:
        assert reason.value is None
        return
    if read is None:
        assert not any(letter.isdigit() for letter in text)
    else:
        assert read == plainly(text)


#: Anything but digits, separators, signs and what says «nothing».
words = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "So", "Sc", "Po"), exclude_characters="',.，．＇"),
    min_size=1,
    max_size=6,
).filter(lambda text: text.strip() not in ("人", "％", "%", "‰", "﹪"))


@given(words, st.integers(0, 10**6))
def test_a_figure_beside_other_words_is_not_taken(word: str, number: int) -> None:
    """«约500», «500余», «共500», «500/600», «500㏠»."""
    for text in (f"{word}{number}", f"{number}{word}"):
        with pytest.raises(grammar.Unreadable) as rejected:
            grammar.read_number(text, is_share=False, unit="人")
        assert rejected.value.value is None, text
