"""``evaldsl tune``: what cannot be done, large tables, forms."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from evaldsl.cli import main
from evaldsl.many_units.choice import units_to_tune
from tests.tuned_rubrics import SMALL, Subject

TABLE = """单位,在职人员数（人）,编制数（人）,三公经费控制率（%）,预算执行率（%）,信息公开.①.按时公开,信息公开.②.错误（处）,完成率（%）
教育局,120,100,101,96.5,是,0,100
民政局,53,36,90,97,是,1,99
水利局,40,40,107,93,否,3,110
"""


def files(folder: Path) -> list[str]:
    """A rubric and a table of units in *folder*, as arguments."""
    rubric, table = folder / "规则.rubric", folder / "单位.csv"
    rubric.write_text(SMALL, encoding="utf-8")
    table.write_text(TABLE, encoding="utf-8")
    return ["tune", str(rubric), "--facts", str(table)]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--set", "人员控制.①.扣：0.1,0.2"], "要用等号，是不是“人员控制.①.扣=0.1,0.2”"),
        (["--set", "人员管制.扣=0.1"], "没有“人员管制.扣”这个数；是不是“人员控制.①.扣”"),
        (["--set", "信息公开.得=1"], "可以指2个数"),
        (["--set", "人员控制=1"], "里有5个数，请写明是哪一个"),
        (["--set", "人员控制.扣="], "等号后面没有写值"),
        (["--set", "人员控制.扣=很多"], "“很多”不是数"),
        (["--set", "人员控制.扣=-1"], "“-1”是负数"),
        (["--set", "人员控制.扣=0.1,−0.5分"], "“−0.5分”是负数"),
        (["--set", f"人员控制.扣={'1' * 40}"], "太长；一个数最多30位"),
        (["--set", f"人员控制.扣=0.{'1' * 24}"], "的小数位太多；最多20位"),
        (["--set", "人员控制.扣=0.5..0.1/0.1"], "不是从小到大"),
        (["--set", "人员控制.扣=0..5/0.001"], "要试5001个值"),
        (["--set", "人员控制.每=0"], "每一步不能是0"),
        (["--set", "人员控制.线=1.05"], "现在是100%，“1.05”没有写%；是不是105%；确是1.05%的，写成1.05%"),
        (["--set", "人员控制.线=0.9..1.1/0.1"], "“1.1”没有写%；是不是110%"),
        (["--set", "人员控制.线=0.95,1"], "“1”没有写%；是不是100%"),
        (["--set", "人员控制.扣=0.1万"], "“0.1万”的单位不对：“人员控制.①.扣”现在是"),
        (["--set", "人员控制.线=90%..100人"], "“100人”的单位不对"),
        (["--set", "人员控制.扣=1", "--set", "人员控制.①.扣=2"], "写了两次"),
        (["--set", "人员控制.扣=0.1,0.3", "--goal", "均分=15"], "不能只试几个值"),
        (["--set", "人员控制.扣=0.1", "--to", "优"], "不能只试几个值"),
        (["--set", "人员控制.扣", "--to", "优", "--goal", "均分=15"], "不能与 --goal 一起用"),
        (["--set", "人员控制.扣", "--goal", "优≤110%"], "超过了100%"),
        (["--set", "人员控制.扣", "--goal", "均分不错"], "没有读懂"),
        (["--set", "人员控制.扣", "--goal", "甲≤3"], "“甲”不是等级"),
        (["--to", "极好"], "没有“极好”这个等级"),
        (["--edges", "--unit", "教育"], "是不是“教育局”"),
        ([], "请写明做什么"),
    ],
)
def test_what_cannot_be_done_is_told(
    more: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address, a value, a goal or a unit that is none: one line with what is near, and status 2."""
    assert main([*files(tmp_path), *more]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert not captured.out


@pytest.mark.parametrize("setting", ["线=1.05%", "线=1,100", "线=0.9%..1.1%/0.1", "每=0.5", "扣=1"])
def test_small_numbers_that_are_meant_are_tried(
    setting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A % that is written, a number near today's and points are taken as they are."""
    assert main([*files(tmp_path), "--set", f"人员控制.{setting}"]) == 0
    assert "没有写%" not in capsys.readouterr().err


def test_a_table_without_units_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A header alone is no unit, and units that lack facts have no total."""
    arguments = files(tmp_path)
    Path(arguments[-1]).write_text(TABLE.splitlines()[0] + "\n", encoding="utf-8")
    assert main([*arguments, "--edges"]) == 2
    Path(arguments[-1]).write_text("单位,编制数（人）\n教育局,3\n", encoding="utf-8")
    assert main([*arguments, "--edges"]) == 2
    assert "没有一个单位数据齐全" in capsys.readouterr().err


BAD_ROWS = "林业局,不知道,36,90,97,是,1,99\n卫健局,20,100,101,96.5,是,0,100\n农业局,,36,90,97,是,1,99\n"


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
@pytest.mark.parametrize(
    "more",
    [
        ["--set", "人员控制.扣=0.1,0.3"],
        ["--set", "人员控制.扣"],
        ["--set", "三公经费.每", "--goal", "均分≥19"],
        ["--edges"],
        ["--to", "优"],
        ["--set", "人员控制.扣", "--to", "优"],
    ],
    ids=" ".join,
)
def test_a_large_table_is_tuned_like_a_small_one(
    more: list[str], ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns of any kind of file give what the units one by one give: also cells that cannot be read or are empty."""
    pyarrow, feather, parquet = (pytest.importorskip(f"pyarrow{one}") for one in ("", ".feather", ".parquet"))
    arguments = files(tmp_path)
    table = Path(arguments[-1])
    table.write_text(TABLE + BAD_ROWS, encoding="utf-8")
    assert main([*arguments, *more]) == 2
    one_by_one = capsys.readouterr()

    rows = [line.split(",") for line in (TABLE + BAD_ROWS).splitlines()]
    columns = pyarrow.table({name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])})
    other = table.with_suffix(ending)
    if ending == ".parquet":
        parquet.write_table(columns, other)
    elif ending == ".arrow":
        feather.write_feather(columns, other)
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 10)
    assert main([*arguments[:-1], str(other), *more]) == 2
    found = capsys.readouterr()
    line = 5 if ending == ".csv" else 4

    assert found.out == one_by_one.out
    assert f"{other}:{line} “在职人员数（人）”列：" in found.err
    assert "有1行的数据有错误" in found.err


def test_units_of_one_name_in_large_tables_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the file and the row; a unit without a name has its row for one."""
    pytest.importorskip("pyarrow")
    table = tmp_path / "单位.csv"
    table.write_text(TABLE + "教育局,1,1,1,1,是,0,1\n,1,1,1,1,是,0,1\n", encoding="utf-8")
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 10)
    units = units_to_tune([str(table)], Subject("small", 1, 1).population.rubric, "测试").units
    names = [units.name(place) for place in range(len(units))]
    assert [names[0], *names[3:]] == [f"教育局（{table}:2）", f"教育局（{table}:5）", "第6行"]


def test_tables_and_facts_files_are_tuned_together_without_columns_that_are_no_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large table beside a small one gives what both give in one; an unknown column is a mistake unless left out."""
    pytest.importorskip("pyarrow")
    arguments = files(tmp_path)
    table, other = Path(arguments[-1]), tmp_path / "另.csv"
    header, first, *rest = TABLE.splitlines()
    other.write_text(f"{header},电话\n{first},0\n", encoding="utf-8")
    table.write_text("\n".join([header, *rest]) + "\n" * 400, encoding="utf-8")
    more = ["--set", "人员控制.扣=0.1"]
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 300)
    assert main([*arguments, str(other), *more]) == 2
    assert "电话" in capsys.readouterr().err
    assert main([*arguments, str(other), *more, "--ignore-columns"]) == 0
    mixed = capsys.readouterr().out
    table.write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 10**6)
    assert main([*arguments, *more]) == 0
    assert mixed == capsys.readouterr().out


def test_a_header_that_is_not_understood_is_told_for_a_large_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is computed, and the file is not read twice."""
    pytest.importorskip("pyarrow")
    arguments = files(tmp_path)
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 10)
    assert main([*arguments, arguments[-1], "--edges"]) == 2
    assert "写了两次" in capsys.readouterr().err
    Path(arguments[-1]).write_text(TABLE.replace("编制数", "编制书"), encoding="utf-8")
    assert main([*arguments, "--edges"]) == 2
    captured = capsys.readouterr()
    assert "表头第3列" in captured.err and "是不是“编制数”" in captured.err
    assert not captured.out


def test_the_forms_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON holds exact numbers, CSV and Markdown the table, the page its charts; a file is written whole."""
    arguments = [*files(tmp_path), "--set", "人员控制.扣=0.1"]
    assert main([*arguments, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["set"] for row in rows] == [{"人员控制.①.扣": "0.2"}, {"人员控制.①.扣": "0.1"}]
    assert all(re.fullmatch(r"\d+(\.\d+|/\d+)?", row["mean"]) for row in rows)
    assert main([*arguments, "--format", "csv"]) == 0
    assert "0.2分（现在）," in capsys.readouterr().out
    assert main([*arguments, "--format", "md"]) == 0
    assert "| 0.2分（现在） |" in re.sub(" +", " ", capsys.readouterr().out)
    page = tmp_path / "调整.html"
    assert main([*arguments, "-o", str(page)]) == 0
    written = page.read_text(encoding="utf-8")
    assert 'class="chart"' in written
    digests = [sha256(Path(one).read_bytes()).hexdigest() for one in (arguments[1], arguments[3])]
    assert all(f"SHA-256 {one}" in written for one in digests)


def test_the_grades_before_may_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """等级不变 is about the grades of last year then; a unit that the file lacks is told."""
    arguments = [*files(tmp_path), "--set", "人员控制.扣=0.2", "--before", str(tmp_path / "上年.csv")]
    (tmp_path / "上年.csv").write_text("单位,等级\n教育局,差\n民政局,差\n水利局,差\n", encoding="utf-8")
    assert main(arguments) == 0
    assert "教育局（差→" in capsys.readouterr().out
    (tmp_path / "上年.csv").write_text("单位,等级\n教育局,差\n", encoding="utf-8")
    assert main(arguments) == 2
    assert "没有2个单位的等级" in capsys.readouterr().err
    (tmp_path / "上年.csv").write_text("单位,等级\n教育局,差\n教育局,良\n民政局,差\n水利局,差\n", encoding="utf-8")
    assert main(arguments) == 2
    assert "“教育局”有几行，等级不同，分不清是哪一个" in capsys.readouterr().err


def test_the_lines_for_an_overlay_change_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pasted into an overlay they give the rubric at the value that was advised."""
    arguments = [*files(tmp_path), "--set", "人员控制.扣", "--goal", "均分≥18.5", "--format", "json"]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    overlay = tmp_path / "县.rubric"
    lines = "\n".join(told["overlay"])
    overlay.write_text(f"沿用 规则.rubric\n依据 某文〔2024〕1号\n{lines}试。\n", encoding="utf-8")
    assert main(["tune", str(overlay), "--list", "人员控制.①.扣", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["value"] == told["taken"]["value"]


def test_what_went_to_a_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it went, and a goal that no value reaches; on stdout nothing."""
    rules, facts, page = (str(tmp_path / name) for name in ("甲.rubric", "甲.yaml", "甲.html"))
    Path(rules).write_text(SMALL, "utf-8")
    Path(facts).write_text(
        "在职人员数: 53人\n编制数: 50人\n三公经费控制率: 90%\n预算执行率: 96%\n按时公开: 是\n错误: 0\n完成率: 100%\n",
        "utf-8",
    )
    status = main(["tune", rules, "--facts", facts, "--set", "人员控制.扣", "--goal", "均分=1", "-o", page])
    out, err = capsys.readouterr()
    verdict = "没有达到目标均分=1的值：人员控制.①.扣在0～5分里怎样调都达不到，最接近的是"
    assert (status, out) == (1, "") and f"已写入“{page}”\n" in err and f"\n{verdict}" in err
    body = Path(page).read_text("utf-8").partition("<body>")[2]
    assert 0 < body.index(f'<p class="verdict">{verdict}') < body.index('class="chart"')
    assert main(["compare", rules, "--facts", facts, "-o", page]) == 0
    assert capsys.readouterr() == ("", f"已写入“{page}”\n")


def test_as_many_ways_as_units_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five ways to a grade where nobody says, as many as --most says where that is more."""
    names = "一二三四五六七"
    cells = "".join(f"指标 {name}（10分）\n评分 {name}率达到90%得10分，每低1%扣1分，扣完为止。\n" for name in names)
    head = "规则集 某项目\n总分 70分\n约定 不足1个百分点的按比例计\n等级 优：67.5分（含）以上；良：不满67.5分\n"
    (tmp_path / "甲.rubric").write_text(head + cells, encoding="utf-8")
    rows = [",".join(["单位", *(f"{name}率" for name in names)]), ",".join(["甲局", *["87%"] * 3, *["90%"] * 4])]
    rows += [",".join(["乙局", *["89.6%"] * 7])]
    (tmp_path / "甲.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    command = ["tune", str(tmp_path / "甲.rubric"), "--facts", str(tmp_path / "甲.csv"), "--to", "优"]
    for more, ways in (([], "等7种"), (["--most", "1"], "等7种"), (["--most", "6"], "等7种"), (["--most", "7"], "")):
        assert main([*command, *more]) == 0
        shown = capsys.readouterr().out
        assert (ways in shown) if ways else ("等7种" not in shown), shown
        assert shown.count("89.6%→") == max(5, *(int(one) for one in more[1:]), 0)


def test_units_that_no_total_helps_come_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule keeps them from the grade: those that can reach it are told first, the nearest of them before others."""
    (tmp_path / "甲.rubric").write_text(
        "规则集 某项目\n总分 10分\n约定 不足1个百分点的按比例计\n等级 优：9分（含）以上；良：不满9分\n"
        "指标 甲（10分）\n评分 完成率达到90%得10分，每低1%扣1分，扣完为止；弄虚作假的，年度等级定为“良”。\n",
        encoding="utf-8",
    )
    rows = ["单位,完成率（%）,弄虚作假", "甲局,90,是", "乙局,80,否", "丙局,88,否"]
    (tmp_path / "甲.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    command = [
        "tune",
        str(tmp_path / "甲.rubric"),
        "--facts",
        str(tmp_path / "甲.csv"),
        "--to",
        "优",
        "--format",
        "json",
    ]
    assert main(command) == 0
    assert [one["unit"] for one in json.loads(capsys.readouterr().out)] == ["丙局", "乙局", "甲局"]
