"""What any output is made of: widths and tables, numbers, findings at their place."""

import json
import re
from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from wcwidth import wcwidth

from evaldsl.render import diagnostics
from evaldsl.render.markdown import plain
from evaldsl.render.numbers import ends, exact, interval_text, points_text
from evaldsl.render.widths import clean, display_width, fitted, quoted, table, wrap
from evaldsl.text.diagnostics import Place, error, info, warning
from tests.command_line import ruled

NUMBERS = re.compile(r"[\d.]+(?:%|分|个百分点)")


# ---- widths


def test_counted_widths_are_those_of_wcwidth() -> None:
    """The characters that are counted without wcwidth have its widths."""
    plain = [chr(code) for code in range(0x20, 0x11000) if not 0xD800 <= code < 0xE000]
    wrong = [char for char in plain if wcwidth(char) >= 0 and display_width(char) != wcwidth(char)]
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["在职人员控制率147.22%", "𠮷é①“”…—×≤", "a\u0301", "\x1b[31m红", "\ud800", ""], ids=range(6)
)
def test_any_text_has_a_width(text: str) -> None:
    """Control characters and lone surrogates have a width as well."""
    assert display_width(text) >= 0


def test_clean_text_has_no_escapes() -> None:
    """What a file holds cannot move the cursor or turn the direction of writing."""
    assert clean("a\x1b[2Jb\u202ec\td\x07") == "a?[2Jb?c d?"


def test_quotation_marks_inside_quotation_marks_are_single() -> None:
    """“三公经费”控制率 in quotation marks."""
    assert quoted('"三公经费"控制率') == "“‘三公经费’控制率”"


def test_wrapping_keeps_numbers_whole_and_signs_in_place() -> None:
    """No number is cut from its unit, no line begins with a closing sign or ends with an opening one."""
    text = "在职人员控制率147.22%，超过100% 47.22个百分点，每1个百分点扣0.2分，应扣9.44分（实扣1.5分），按“保留2位小数”计。"
    for width in range(18, 60):
        lines = wrap(text, width)
        assert all(display_width(line) <= width for line in lines)
        assert not any(line[0] in "，。）”、；" or line[-1] in "（“" for line in lines)
        assert [number for line in lines for number in NUMBERS.findall(line)] == NUMBERS.findall(text)


@given(st.text(alphabet="在职率，。（）“”0123456789.%分 ab\n𠮷", max_size=80), st.integers(2, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """Every character but blanks comes out, in order, and no line is too wide."""
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(display_width(line) <= width for line in lines)


@given(
    st.lists(st.tuples(*[st.text(max_size=30)] * 3), max_size=5),
    st.tuples(*[st.integers(2, 30)] * 3),
)
def test_tables_line_up(rows: list[tuple[str, str, str]], widest: tuple[int, int, int]) -> None:
    """No line of a table goes beyond its dashes, none ends in blanks, whatever stands in its cells."""
    lines = table(("名称", "x", "得分"), rows, ("left", "center", "right"), widest)
    assert ruled(lines)


# ---- numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3, 2), "1.5"),
        (Fraction(2, 3), "2/3"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(7), "7"),
        (Fraction(1, 2**40), "0.0000000000009094947017729282379150390625"),
        (inf, None),
    ],
)
def test_machines_get_exact_numbers(value: Fraction | float, text: str | None) -> None:
    """Decimals where they terminate, else fractions; no bound is null."""
    assert exact(value) == text


def test_intervals_are_told_in_words() -> None:
    """Infinite ends have words of their own."""
    assert interval_text((Fraction(0), Fraction(5, 2))) == "0～2.5分"
    assert interval_text((Fraction(1), inf)) == "1分以上（不封顶）"
    assert interval_text((-inf, Fraction(1))) == "1分以下（无下限）"
    assert interval_text((Fraction(1), Fraction(1))) == points_text(Fraction(1)) == "1分"
    assert ends((-inf, Fraction(1, 3))) == [None, "1/3"]


# ---- findings


TEXT = "规则集 甲\r\n评分 预算执行率90%以上得4分；80%得3分\r\n"


def test_a_finding_shows_its_line_and_a_caret_under_the_words() -> None:
    """The caret stands under the display columns of what is meant, in lines of two-column characters."""
    where = diagnostics.source("甲.rubric", TEXT)
    start = TEXT.index("80%")
    shown = diagnostics.text([warning("bands-gap", "断档", start, start + 3, "补一档", (Place(0, 3, "先写"),))], where)
    head, line, caret, other, other_caret, hint = shown.splitlines()
    assert head == "甲.rubric:2:18 警告[bands-gap] 断档"
    assert caret.index("^") == display_width(line[: line.index("80%")])
    assert caret.count("^") == 3
    assert other.endswith("规则集 甲")
    assert other_caret.endswith("^^^^^^ 先写")
    assert hint.strip() == "提示：补一档"


def test_a_long_line_is_cut_around_the_place() -> None:
    """A scoring cell of a thousand characters shows the part that matters."""
    text = "预算执行率达到要求，" * 100 + "错在这里" + "，其余从略" * 100
    start = text.index("错在这里")
    shown = diagnostics.text([error("x", "m", start, start + 4)], diagnostics.source("a", text)).splitlines()
    assert "错在这里" in shown[1]
    assert display_width(shown[1]) <= diagnostics.LONGEST_LINE + 8
    assert display_width(shown[1][: shown[1].index("错在这里")]) == shown[2].index("^")
    assert shown[2].count("^") == 8


@given(st.integers(20, 90))
def test_a_table_is_fitted_to_the_terminal(width: int) -> None:
    """Columns of words give way, the widest first; numbers and names that are to be typed do not, nor does anything beyond eight."""
    head, rows, aligns = (
        ("名称", "规则集", "分值"),
        [["longhui-from-hunan", "部门整体支出绩效评价指标体系", "100分"]],
        ("left", "left", "right"),
    )
    widths = fitted(head, rows, aligns, width, kept=[0])

    assert widths[0] == 18 and widths[2] == 5
    assert widths[1] == min(28, max(8, width - 27))


@pytest.mark.parametrize("width", [72, 80, 100, 160])
def test_a_line_is_cut_to_the_terminal(width: int) -> None:
    """With its number and its carets; no longer than it has ever been in a wide one."""
    text = "预算执行率达到要求，" * 20
    shown = diagnostics.text([error("x", "m", 40, 44)], diagnostics.source("a", text), width=width).splitlines()

    assert all(display_width(line) <= min(width, 100) for line in shown)
    assert shown[2].count("^") == 8


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_any_finding_can_be_shown(text: str, start: int, end: int) -> None:
    """No text and no offsets make a renderer fail, and nothing shown has control characters."""
    where = diagnostics.source("a\n.rubric", text)
    found = [error("x", f"m\n{text}", start, end, text, (Place(end, start, text),))]
    shown = diagnostics.text(found, where) + diagnostics.concise(found, where)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", shown)
    json.dumps(diagnostics.as_objects(found, where))


def test_machines_get_lines_and_columns_from_one() -> None:
    """Offsets and positions, both ends."""
    where = diagnostics.source("甲", TEXT)
    (one,) = diagnostics.as_objects([info("x", "m", 7, 9)], where)
    assert (one["line"], one["column"], one["end_line"], one["end_column"], one["start"]) == (2, 1, 2, 3, 7)
    assert one["severity"] == "info"


def test_the_exit_status_is_that_of_the_worst_finding() -> None:
    """Remarks alone are clean."""
    found = [info("a", "", 0, 0), warning("b", "", 0, 0), error("c", "", 0, 0)]
    assert [diagnostics.exit_status(found[:count]) for count in range(4)] == [0, 0, 1, 2]
    assert diagnostics.summary(found) == "1个错误，1个警告，1条说明"
    assert diagnostics.summary([]) == "没有发现问题"


def test_colour_is_asked_for() -> None:
    """No escapes unless the stream shows colours."""
    where = diagnostics.source("甲", TEXT)
    assert "\x1b" not in diagnostics.text([error("x", "m", 0, 1)], where)
    assert "\x1b[1;31m错误[x]\x1b[0m" in diagnostics.text([error("x", "m", 0, 1)], where, colour=True)


# ---- Markdown


@given(st.text("ab一_*`<>!/[]()|\\#+-=~&;: 1.", max_size=30))
def test_words_in_markdown_are_those_words(words: str) -> None:
    """As CommonMark reads them: no mark, no link, no HTML."""
    words = " ".join(words.split())
    if not words or re.match(r"\d+[.)]", words):
        return
    tokens = MarkdownIt("commonmark").parse(plain(words))
    inline = [one for token in tokens for one in token.children or ()]

    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {one.type for one in inline} <= {"text", "text_special"}
    assert "".join(one.content for one in inline) == words
