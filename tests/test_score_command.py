"""``evaldsl score`` and ``explain``, of a small rubric and of those that are shipped."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from evaldsl.render.widths import display_width
from tests.command_line import FACTS, FULL, PUBLISHED, RUBRIC, Run, ruled, shipped


def test_score_writes_the_table_to_stdout(run: Run, folder: Path) -> None:
    """By path, by folder; the facts beside the rules are the default."""
    for argument in (folder, folder / "测试.rubric"):
        status, out, err = run("score", argument)
        assert (status, err) == (0, "")
        assert "总分  6.3分（满分10分）" in out


def test_score_in_json_has_exact_strings(run: Run, folder: Path) -> None:
    """The contract, through the command."""
    status, out, _ = run("score", folder, "--format", "json")
    made = json.loads(out, parse_float=lambda text: pytest.fail(f"a bare number: {text}"))
    assert status == 0
    assert (made["score"], made["interval"], made["grade"]) == ("6.3", ["6.3", "6.3"], "差")
    assert [one["score"] for one in made["indicators"]] == ["1.3", "5"]


def test_score_writes_files_by_their_suffix(run: Run, folder: Path) -> None:
    """CSV begins with a mark for Excel and ends its lines as Excel does."""
    begins = {"json": b"{", "csv": b"\xef\xbb\xbf", "md": b"# ", "txt": "测试".encode(), "html": b"<!DOCTYPE html>"}
    for name, begin in ((f"a.{ending}", begin) for ending, begin in begins.items()):
        assert run("score", folder, "-o", folder / name)[:2] == (0, "")
        assert (folder / name).read_bytes().startswith(begin)
    assert b"\r\n" in (folder / "a.csv").read_bytes()
    assert not list(folder.glob(".evaldsl-*"))


def test_score_as_a_page_holds_what_the_table_holds(run: Run, folder: Path) -> None:
    """The rows, the total, the published points beside it; what the page rests on; no script, a break that Word knows."""
    (folder / "published.csv").write_text(PUBLISHED, encoding="utf-8")
    status, out, _ = run("score", folder, "--compare", "--format", "html")
    assert status == 0
    assert "在职人员控制率106%，超过100% 6个百分点" in out
    assert all(words in out for words in ("总分  6.3分（满分10分）", "与公布得分的比较", "SHA-256", "<td>合计</td>"))
    assert "<script" not in out


@pytest.mark.parametrize(
    ("name", "instead"),
    [("a.xlsx", "Excel、WPS打得开.csv、.html"), ("a.docx", "Word、WPS打得开.html"), ("a.pdf", ".html用浏览器打开")],
)
def test_score_tells_what_serves_instead_of_office_files(run: Run, folder: Path, name: str, instead: str) -> None:
    """They are not written yet: what these programs open is named."""
    status, _, err = run("score", folder, "-o", folder / name)
    assert status == 2
    assert f"，{instead}" in err


def test_score_with_missing_facts_is_clean_and_open(run: Run, folder: Path) -> None:
    """An interval is a result, not a fault."""
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    status, out, _ = run("score", folder)
    assert status == 0
    assert "最值得补的数据" in out


def test_score_with_a_faulty_fact_leaves_it_out(run: Run, folder: Path) -> None:
    """The message stands on stderr, the status is 2, the score is open and therefore not wrong."""
    status, out, err = run("score", folder, "-", "--format", "json", stdin=(FACTS + FULL).replace("53人", "53万元"))
    assert status == 2
    assert "unit-mismatch" in err
    made = json.loads(out)
    assert made["score"] is None


def test_score_fails_under_a_mark(run: Run, folder: Path) -> None:
    """1 below, 0 at the mark; a score that may be below counts as below."""
    assert run("score", folder, "--fail-under", "6.3")[0] == 0
    assert run("score", folder, "--fail-under", "６.31分")[0] == 1
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    status, _, err = run("score", folder, "--fail-under", "6.3")
    assert status == 1
    assert "数据不全" in err


def test_score_compares_with_what_was_published(run: Run, folder: Path) -> None:
    """0 when all agree, 1 when not."""
    assert run("score", folder, "--compare")[0] == 0
    other = folder / "其他.csv"
    other.write_bytes(PUBLISHED.replace("1.3", "2").encode("gbk"))
    status, out, _ = run("score", folder, "--published", other)
    assert status == 1
    assert "人员控制：公布2分，按规则1.3分，公布多0.7分" in out
    made = json.loads(run("score", folder, "--published", other, "--format", "json")[1])
    assert made["indicators"][0]["published"]["difference"] == "0.7"
    (folder / "published.csv").unlink()
    assert run("score", folder, "--compare")[0] == 2


def test_score_says_when_the_facts_are_for_other_rules(run: Run, folder: Path) -> None:
    """Not an error, but not silent."""
    (folder / "facts.yaml").write_text((FACTS + FULL).replace("规则集: 测试", "规则集: longhui-2021"), encoding="utf-8")
    status, _, err = run("score", folder)
    assert status == 0
    assert "写明按“longhui-2021”评分" in err


def test_rules_and_facts_cannot_both_be_stdin(run: Run) -> None:
    """There is one stdin."""
    assert run("score", "-", "-", stdin=RUBRIC)[0] == 2


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_rubric_can_be_scored_by_name(run: Run, name: str) -> None:
    """A folder of facts alone names the rubric it is scored by. Everything shown fits a GBK console."""
    status, out, err = run("score", name)
    assert status in (0, 2)
    assert "总分" in out
    assert "意外" not in err
    lines = out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("一级"))
    body = lines[start : lines.index("", start)]
    assert ruled(body)
    status, out, _ = run("score", name, "--format", "json")
    made = json.loads(out)
    for one in made["indicators"]:
        if one["score"] is not None:
            taken = sum(Fraction(deduction["points"]) for deduction in one["deductions"])
            assert taken == Fraction(one["full"]) - Fraction(one["score"])


@pytest.mark.parametrize("name", [name for name in shipped() if name != "zhuhui-sanitation-2023"])
def test_every_indicator_of_a_shipped_rubric_can_be_explained(run: Run, name: str) -> None:
    """No fault, no line too wide."""
    made = json.loads(run("score", name, "--format", "json")[1])
    for one in made["indicators"]:
        _, out, err = run("explain", name, one["path"][-1])
        assert "得分  " in out
        assert "意外" not in err
        assert max(display_width(line) for line in out.splitlines()) <= 100


def test_explain_finds_an_indicator_by_a_part_of_its_name(run: Run, folder: Path) -> None:
    """Unless several have it."""
    status, out, _ = run("explain", folder, folder / "facts.yaml", "合规")
    assert status == 0
    assert out.startswith("资金使用合规性（6分）\n过程\n")
    status, out, _ = run("explain", folder, "")
    assert status == 2


WIDE = """单位,年度,统一社会信用代码,编制数（人）,在职人员数（人）,人员控制.②,资金使用合规性.①,资金使用合规性.①.不符合（例）
甲局,2023,91430000000000001A,50,53,否,是,2
乙局,2023,,50,约53,否,是,0
丙局,2022,,50,50,是,是,0
丙局,2023,,50,50,否,是,0
合计,,,200,206,,,
"""


def test_one_unit_of_a_wide_table(run: Run, folder: Path) -> None:
    """It scores as its own file does; what is wrong with others is not told."""
    (folder / "宽.csv").write_text(WIDE, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS + FULL, encoding="utf-8")
    own = run("score", folder, "--format", "json", "--year", "2023")[1].replace("某单位", "甲局")
    for name in ("甲局", "91430000000000001A"):
        assert run("score", folder, folder / "宽.csv", "--unit", name, "--format", "json", "--year", "2023") == (
            0,
            own,
            "",
        )
    status, out, err = run("score", folder, folder / "宽.csv", "--unit", "乙局", "--year", "2023")
    assert (status, "待定" in out) == (2, True)
    assert "约53" in err and "第3行有1个错误" in err
    status, out, _ = run("explain", folder, folder / "宽.csv", "人员控制", "--unit", "丙局", "--year", "2023")
    assert status == 0
    assert "聘用人员数与批复数一致：否" in out
    assert run("score", folder, folder / "宽.csv", "--unit", "甲局", "--year", "2023", "--format", "csv")[1].startswith(
        "\ufeff单位,年度,一级,二级,指标"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("宽.csv", "--unit", "甲"), "没有“甲”这个单位，是不是“甲局”"),
        (("宽.csv", "--unit", "合计"), "没有“合计”这个单位"),
        (("宽.csv", "--unit", "乙局", "--year", "2022"), "“乙局”没有2022年度的数据"),
        (("facts.yaml", "--unit", "某单位"), "不是CSV的宽表"),
        (("--unit", "某单位"), "没有写宽表"),
        (("无名.csv", "--unit", "甲局", "--year", "2023"), "没有“单位”一列"),
        (("同名.csv", "--unit", "甲局", "--year", "2023"), "有2行是“甲局”（第2行、第3行）"),
    ],
)
def test_a_unit_that_is_not_there(run: Run, folder: Path, given: tuple[str, ...], message: str) -> None:
    """Near names are told, sums are no units."""
    (folder / "宽.csv").write_text(WIDE, encoding="utf-8")
    (folder / "无名.csv").write_text("编制数（人）,在职人员数（人）\n50,53\n", encoding="utf-8")
    (folder / "同名.csv").write_text("单位,编制数（人）\n甲局,50\n甲局,51\n", encoding="utf-8")
    more = () if "--year" in given else ("--year", "2023")
    files = [folder / one if one.endswith((".csv", ".yaml")) else one for one in given]
    status, _, err = run("score", folder, *files, *more)
    assert status == 2
    assert message in err
