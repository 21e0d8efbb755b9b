"""Commands given what they cannot use: one Chinese line, status 2, and nothing of the user's is overwritten."""

import os
from pathlib import Path

import pytest

from evaldsl.cli import main

RULES = """规则集 某省
总分 10分
等级 优：9分（含）以上；差：不满9分
约定 得分保留2位小数
数据 编制数（人）
数据 在职人员数（人）
指标 人员控制（6分）
评分 在职人员数不超过100人得6分，每超出1人扣0.5分，扣完为止。
指标 编制（4分）
评分 编制数不超过100人得4分，否则不得分。
"""
COUNTY = "规则集 某县\n沿用 省.rubric\n依据 某财绩〔2024〕1号\n施行 2024年度起\n调整 人员控制 扣0.5分 → 扣0.4分\n理由 过渡。\n"
TABLE = "单位,在职人员数（人）,编制数（人）\n甲局,101,90\n乙局,90,120\n"
OTHER = "规则集 别的\n总分 4分\n指标 公开（4分）\n评分 按时公开得4分，否则不得分。\n"
UNIT = "单位: 甲局\n年度: 2024\n数据:\n  在职人员数: 101人\n  编制数: 90人\n"
PUBLISHED = "指标,分值,得分\n人员控制,6,5.5\n编制,4,4\n"
KEPT = {
    "省.rubric": RULES,
    "县.rubric": COUNTY,
    "表.csv": TABLE,
    "别的.rubric": OTHER,
    "甲.yaml": UNIT,
    "公布.csv": PUBLISHED,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base, an overlay, a table."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("省.rubric", RULES), ("县.rubric", COUNTY), ("表.csv", TABLE)):
        Path(name).write_text(text, encoding="utf-8")
    Path("别的.rubric").write_text(OTHER, "utf-8")
    Path("甲.yaml").write_text(UNIT, "utf-8")
    Path("同甲.yaml").symlink_to("甲.yaml")
    Path("公布.csv").write_text(PUBLISHED, "utf-8")
    Path("多").mkdir()
    for name in "abcdef":
        Path(f"多/{name}.rubric").write_text(OTHER, "utf-8")
    Path("引号.csv").write_text(TABLE.replace("乙", '"乙') + "丙局,90,90\n", "utf-8")
    Path("空.csv").write_text("", "utf-8")
    Path("坏.yaml").write_text("一句话", "utf-8")
    Path("表.parquet").write_bytes(b"PAR1PAR1")
    Path("零.csv").symlink_to("/dev/zero")
    Path("标准.rubric").write_text("规则集 某县\n沿用 -\n依据 某\n", "utf-8")
    return tmp_path


UNUSABLE = [
    ("compare 别的.rubric 省.rubric --facts 表.csv", "没有第1份规则要读的数据"),
    ("compare 省.rubric --facts 表.csv ./表.csv", "写了两次"),
    ("compare 省.rubric --facts 空.csv", "“空.csv”是空的，没有数据"),
    ("compare 省.rubric --facts 坏.yaml", "没有读出数据"),
    ("compare 省.rubric --facts 表.parquet", "不是完整的Parquet文件，也许没有写完或已损坏"),
    ("compare 省.rubric --facts 零.csv", "超过200MB；请用 evaldsl batch"),
    ("compare 省.rubric --facts 表.csv -o 表.csv", "结果不能写到“表.csv”自己上面"),
    ("show 县.rubric --merged -o 县.rubric", "结果不能写到“县.rubric”自己上面"),
    ("diff 省.rubric 县.rubric --format md -o 县.rubric", "结果不能写到“县.rubric”自己上面"),
    ("tune 省.rubric --list --format md -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("template 省.rubric --columns --format csv -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("batch 省.rubric 表.csv --format csv -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("score 省.rubric 甲.yaml --format csv -o 甲.yaml", "结果不能写到“甲.yaml”自己上面"),
    ("score 省.rubric 甲.yaml --format csv -o ./甲.yaml", "结果不能写到“甲.yaml”自己上面"),
    ("score 省.rubric 甲.yaml --format csv -o 同甲.yaml", "结果不能写到“甲.yaml”自己上面"),
    ("score 县.rubric 甲.yaml --format csv -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("score 省.rubric 甲.yaml --published 公布.csv -o 公布.csv", "结果不能写到“公布.csv”自己上面"),
    ("compare 县.rubric --facts 表.csv --format csv -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("batch 县.rubric 表.csv --format csv -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("template 县.rubric -o 省.rubric --format csv", "结果不能写到“省.rubric”自己上面"),
    ("check 县.rubric --format json -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("show 县.rubric --merged -o 省.rubric", "结果不能写到“省.rubric”自己上面"),
    ("show 县.rubric --merged -o 别的.rubric", "“别的.rubric”已经有了"),
    ("score 省.rubric 甲.yaml -o 没有/甲.md", "没有这个文件夹"),
    ("score 多 甲.yaml", "有6个规则文件（a.rubric、b.rubric、c.rubric、d.rubric、e.rubric等），请写明是哪一个"),
    (
        "compare 省.rubric --facts 引号.csv",
        "引号.csv:3:1 错误[bad-syntax] 这里的双引号没有配对，后面的内容都算进了这一格",
    ),
    ("score 省.rubric 表.csv", "多个单位的宽表（一行一个单位）用 evaldsl batch"),
    ("batch - -", "标准输入只能读一次"),
    ("tune - --facts - --edges", "标准输入只能读一次"),
    ("tune 省.rubric --facts 表.csv --edges --most 0", "应为不小于1的整数"),
    ("tune 省.rubric --facts 表.csv --edges --most -1", "应为不小于1的整数"),
    ("tune 省.rubric --facts 表.csv --edges --set 人员控制.扣=1", "不能与 --set 一起用"),
    ("tune 省.rubric --facts 表.csv --edges --before 没有.csv", "用不到 --before，不能与 --before 一起用"),
    ("tune 省.rubric --facts 表.csv --edges --goal 均分=9", "不能与 --goal 一起用"),
    ("tune 省.rubric --facts 表.csv --to 优 --edges", "不能与 --to 一起用"),
    ("tune 省.rubric --facts 表.csv --to 优 --before 没有.csv", "不能与 --before 一起用"),
    ("tune 省.rubric --facts 表.csv --set 人员控制.扣=1 --unit 没有", "不能与 --unit 一起用"),
    ("tune 省.rubric --list --set 人员控制.扣=1", "不能与 --set 一起用"),
    ("batch 省.rubric 表.csv --table 表", "不能与 --table 一起用"),
    ("batch 省.rubric 表.csv --create-table", "不能与 --create-table 一起用"),
    ("batch 省.rubric --sql duckdb --format parquet", "不能与 --format 一起用"),
    ("batch 省.rubric 表.csv --chunk " + "9" * 5000, "应为1至10000000的整数"),
    ("rule --jsonl --step 进一", "不能与 --step 一起用"),
    ("score 省.rubric " + "长" * 300, "”：文件名太长"),
    ("template 省.rubric -o " + "长" * 300 + ".csv", "”：文件名太长"),
    ("tune 省.rubric --facts 表.csv --set 人员控制.扣 --goal 优+优≥1", "同一个等级写了两次"),
    ("show 标准.rubric --merged", "不能是标准输入"),
]


@pytest.mark.parametrize(("line", "message"), UNUSABLE, ids=[line for line, _ in UNUSABLE])
def test_what_cannot_be_used_is_told(line: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing stands on stdout, and the files are as they were."""
    assert main(line.split()) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""
    assert {name: Path(name).read_text("utf-8") for name in KEPT} == KEPT


@pytest.mark.parametrize("command", ["check", "fmt", "test", "verify", "show", "template", "score", "explain"])
def test_an_empty_name_is_not_this_folder(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A variable of a script that is not set names nothing."""
    assert main([command, "", *["甲.yaml", "编制"][: 2 * (command == "explain")]]) == 2
    assert "写的是空的" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder in which not even root may write")
@pytest.mark.parametrize("line", ["score 省.rubric 甲.yaml -o /proc/甲.md", "batch 省.rubric 表.csv -o /proc/甲.csv"])
def test_a_folder_that_takes_no_files_is_not_said_to_be_missing(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder is there: what cannot be done is to write in it."""
    assert main(line.split()) == 2
    assert "这个文件夹里不能写文件" in capsys.readouterr().err


@pytest.mark.parametrize("large", [10**6, 0])
def test_a_row_of_sums_is_told(large: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not ranked as a unit; in a small table and in one that is read as columns."""
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", large)
    Path("表.csv").write_text(f"{TABLE}合计,191,210\n", "utf-8")
    assert main(["compare", "省.rubric", "--facts", "表.csv"]) == 0
    shown = capsys.readouterr()
    assert "表.csv：第4行像是合计、平均" in shown.err
    assert "合计" not in shown.out


def test_a_file_of_nothing_but_mistakes_is_not_told_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The first 200, and how many more there are."""
    Path("坏数据.yaml").write_text("数据:\n" + "".join(f"  键{i}: 1\n" for i in range(300)), "utf-8")
    main(["score", "省.rubric", "坏数据.yaml"])
    said = capsys.readouterr().err
    assert said.count("[unknown-fact]") == 200
    assert "坏数据.yaml：……还有100处" in said


def test_results_and_forms_are_written_again(capsys: pytest.CaptureFixture[str]) -> None:
    """What a command has written itself is no input: the same command may run once more."""
    for line in (
        "score 省.rubric 甲.yaml -o 得分.csv",
        "template 省.rubric -o 空表.yaml",
        "batch 省.rubric 表.csv -o 评.csv",
    ):
        assert [main(line.split()), main(line.split())] == [0, 0], capsys.readouterr().err


def test_a_result_does_not_replace_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor a device."""
    os.mkfifo("管道")
    assert main(["batch", "省.rubric", "表.csv", "--format", "csv", "-o", "管道"]) == 2
    assert "不是普通文件" in capsys.readouterr().err
    assert Path("管道").is_fifo()


def test_the_folder_of_unfinished_results_deletes_nothing_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of that name with something else in it stays."""
    Path("结果.csv.part").mkdir()
    Path("结果.csv.part/论文.docx").write_text("一", "utf-8")
    assert main(["batch", "省.rubric", "表.csv", "-o", "结果.csv"]) == 2
    assert "里面却有别的文件" in capsys.readouterr().err
    assert Path("结果.csv.part/论文.docx").exists()


def test_a_kept_column_that_is_a_fact_is_read_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    """It is passed through and scored."""
    assert main(["batch", "省.rubric", "表.csv", "--keep", "编制数（人）"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == '2,"甲局","90",5.50,4.00,9.50,"优",,,"已评",,'


YEARS = ["compare 县.rubric --facts 表.csv", "tune 县.rubric --facts 表.csv --edges", "batch 县.rubric 表.csv"]


@pytest.mark.parametrize("line", YEARS)
def test_units_of_a_year_in_which_the_rules_are_not_in_force_are_told(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once, however many they are; those of the right year are not."""
    right = "丙局,2024,9,9\n" if line.startswith("batch") else ""  # the others take the units of one year alone
    Path("表.csv").write_text(
        f"单位,年度,在职人员数（人）,编制数（人）\n甲局,2023,9,9\n乙局,2023,9,9\n{right}", "utf-8"
    )
    assert main(line.split()) == 0
    said, other = capsys.readouterr().err, "里有2023年度的单位" if right else "是2023年度的"
    assert said.count(f"注意：“表.csv”{other}，“县.rubric”的施行日期是") == 1
    assert said.count("表.csv：第2、3行是2023年度的") == bool(right)


def write_units(years: list[str], form: str) -> str:
    """Units of these years as a file of some kind."""
    name = f"单位.{form}"
    rows = [("甲局", year, "101", "90") for year in years]
    head = ("单位", "年度", "在职人员数（人）", "编制数（人）")
    if form == "yaml":
        Path(name).write_text(f"单位: 甲局\n年度: {years[0]}\n数据:\n  在职人员数: 101人\n  编制数: 90人\n", "utf-8")
    elif form == "csv":
        Path(name).write_text("\n".join(",".join(row) for row in (head, *rows)), "gb18030")
    else:
        pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(pyarrow.table(dict(zip(head, map(list, zip(*rows, strict=True)), strict=True))), name)
    return name


OF_YEAR = [
    *(("tune 版本 --facts {} --edges", form) for form in ("csv", "parquet", "yaml")),
    ("compare 版本 --facts {}", "csv"),
    ("compare 版本 --facts {}", "yaml"),
    ("batch 版本 {}", "csv"),
    ("batch 版本 {}", "parquet"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "form"), OF_YEAR)
def test_of_several_versions_the_one_for_the_year_of_the_data_is_taken(
    line: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """That of a facts file or of a column; of several one has to be said."""
    Path("版本").mkdir()
    for year, taken in ((2023, "0.5"), (2024, "0.4")):
        text = RULES.replace("规则集 某省\n", f"规则集 某省\n施行 {year}年度\n").replace("扣0.5分", f"扣{taken}分")
        Path(f"版本/{year}.rubric").write_text(text, "utf-8")
    assert main(line.format(write_units(["2023年度"], form)).split()) == 0
    assert "9.5" in capsys.readouterr().out

    if form != "yaml":
        for first in (1, 60_000):
            assert main(line.format(write_units([*["2023"] * first, "2024"], form)).split()) == 2
            assert "数据有2个年度（2023、2024），用 --year 写明" in capsys.readouterr().err
