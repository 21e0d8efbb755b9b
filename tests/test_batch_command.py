"""``evaldsl batch``: files of every kind in and out, whatever is wrong with them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest

from evaldsl.cli import main
from evaldsl.tables import table_output
from tests.batch_tables import GOOD, HEAD, RULES, rows, run, scored

TORN = f'{HEAD}\n{GOOD}\n"乙局{GOOD[2:]}\n{GOOD}\n'


def test_one_row_a_unit(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """Scores, total, grade; what is open has its ends and what is lacking; what is wrong is told; nothing is lost."""
    table = "\n".join(
        [HEAD, GOOD, "乙局,约50,40,20,否,0.5,94.99,0", "丙局,50,40,,否,,94.99,0", "", "丁局,50", "戊局,0,1,1,是,,95,0"]
    )
    status, out, err = scored(capfd, here, table)
    found = rows(out)
    assert status == 1
    assert [(one["行号"], one["单位"], one["状态"]) for one in found] == [
        ("2", "甲局", "已评"),
        ("3", "乙局", "数据有误"),
        ("4", "丙局", "数据不全"),
        ("6", "", "数据有误"),
        ("7", "戊局", "分母为0"),
    ]
    assert (found[0]["人员控制"], found[0]["总分"], found[0]["等级"]) == ("2.80", "8.30", "良")
    assert (found[1]["人员控制"], found[1]["检查"], found[1]["总分"]) == ("", "2.00", "")
    assert (found[2]["最低分"], found[2]["最高分"], found[2]["缺项"]) == ("5.80", "9.80", "人员控制.②.酌情扣分；预算数")
    assert found[3]["问题"] == "这一行有2列，表头有8列：丁局,50"
    assert "表.csv:3 “编制数（人）”列：“约50”不是一个确定的数" in err
    assert "共5个单位：已评的1个，数据不全的1个，分母为0的1个，数据有误的2个" in err


def test_only_what_it_needs_is_imported(here: Path) -> None:
    """A command of its own imports neither pandas, which pyarrow looks for, nor what compares rubrics or reads YAML."""
    (here / "表.csv").write_text(f"{HEAD}\n{GOOD}\n", "utf-8")
    program = "import sys; from evaldsl.cli import main; main(); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", program, "batch", "甲.rubric", "表.csv"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    imported = set(done.stderr.split())
    assert {"numpy", "pyarrow", "evaldsl.batch.engine"} <= imported
    assert imported.isdisjoint({"pandas", "polars", "ruamel", "llvmlite"})
    assert imported.isdisjoint({"evaldsl.differences", "evaldsl.proofs", "evaldsl.verification", "evaldsl.tuning"})


def test_all_scored_is_0(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """The exit status is 0 when every unit has a score."""
    status, out, err = scored(capfd, here, f"{HEAD}\n{GOOD}\n")
    assert (status, len(rows(out)), err) == (0, 1, "共1个单位：已评的1个\n等级：良1个\n")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(f"\ufeff{HEAD}\n{GOOD}\n".encode(), id="UTF-8带标记"),
        pytest.param(f"{HEAD}\n{GOOD}\n".encode("gb18030"), id="GB18030"),
        pytest.param(f"{HEAD}\r\n{GOOD}\r\n".encode(), id="Windows换行"),
        pytest.param(f"某县2021年数据\n{HEAD}\n{GOOD}\n".encode(), id="标题"),
        pytest.param(
            f"\ufeff某县2021年数据{',' * 7}\r\n\r\n（表一）{',' * 7}\r\n{HEAD}\r\n{GOOD}\r\n".encode(), id="两行标题"
        ),
        pytest.param(f"{HEAD}\r{GOOD}\r".encode(), id="CR换行"),
        pytest.param(f"{HEAD}\r{GOOD}\r".encode("gb18030"), id="CR换行的GB18030"),
        pytest.param(f"某县2021年数据{',' * 7}\r{HEAD}\r\n{GOOD}\n".encode(), id="几种换行"),
        pytest.param(f"{HEAD}\r{GOOD}\r\n".encode(), id="表头后CR换行"),
        pytest.param(f"{HEAD}\n{GOOD}".replace(",", "\t").encode(), id="制表符"),
        pytest.param(f"{HEAD}\n{GOOD}\n".replace(",", ";").encode(), id="分号"),
        pytest.param(f"\n{HEAD}\n\n{GOOD}\n,,,,,,,\n# 备注\n".encode(), id="空行和备注"),
        pytest.param(f"{HEAD}\n{GOOD.replace('甲局', chr(34) + '甲局' + chr(34))}\n".encode(), id="引号"),
    ],
)
def test_csv_as_programs_write_it(capfd: pytest.CaptureFixture[str], here: Path, data: bytes) -> None:
    """Encodings, line ends, delimiters, blank lines: the same row comes of it."""
    status, out, _ = scored(capfd, here, data)
    assert (status, [(one["单位"], one["总分"]) for one in rows(out)]) == (0, [("甲局", "8.30")])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "没有表头", id="空文件"),
        pytest.param(b"\n\n", "没有表头", id="只有空行"),
        pytest.param(b"PK\x03\x04" + bytes(200), "像是Excel或Word文件", id="Excel"),
        pytest.param(f"{HEAD}\n{GOOD}\n".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(f"{HEAD}\n{GOOD}\n".replace(",", "，").encode(), "各列之间是全角的“，”", id="全角逗号"),
        pytest.param("单位,编制人数\n".encode(), "没有“编制人数”这项数据；是不是“编制数”", id="不认识的列"),
        pytest.param(f"{HEAD},编制数\n".encode(), "“编制数”有两列", id="重复的列"),
        pytest.param("单位,在职人员控制率（%）\n".encode(), "由基础数据算出", id="算出的率"),
        pytest.param("单位,县别\n".encode(), "--keep", id="无关的列"),
        pytest.param("规则集: 甲\n数据:\n  编制数: 5\n".encode(), "是一个单位的数据文件", id="YAML"),
        pytest.param('{"单位": "甲"}'.encode(), "是一个单位的数据文件", id="JSON"),
        pytest.param(RULES.encode(), "是规则文件，不是宽表", id="规则"),
        pytest.param(f"某县评价数据{',' * 7}\n甲,乙\n".encode(), "表头上面的“某县评价数据”像是标题", id="标题"),
        pytest.param("指标,数值\n编制数,5\n".encode(), "evaldsl score", id="一个单位的数据"),
        pytest.param(f'"{HEAD}\n'.encode(), "双引号没有配对", id="表头的引号"),
        pytest.param(
            TORN.encode(), "“表.csv”第3行第1列：这里的双引号没有配对，后面的内容都算进了这一格", id="行里的引号"
        ),
        pytest.param(TORN.encode("gb18030"), "第3行第1列：这里的双引号没有配对", id="GB18030里的引号"),
        pytest.param(f'{TORN}"丁局"{GOOD[2:]}\n'.encode(), "第3行第1列：这里的双引号没有配对", id="后面还有引号"),
    ],
)
def test_tables_that_cannot_be_used(capfd: pytest.CaptureFixture[str], here: Path, data: bytes, message: str) -> None:
    """A table that is none, or whose header cannot be understood, is told in Chinese; nothing is written."""
    status, out, err = scored(capfd, here, data, "-o", "结果.csv")
    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert sorted(path.name for path in here.iterdir()) == ["甲.rubric", "表.csv"]


def test_a_quotation_mark_in_a_cell_takes_nothing_in(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """Only one with which a cell begins has another; the row is as it was, whatever the mark."""
    _, out, _ = scored(capfd, here, f'{HEAD}\n5"局{GOOD[2:]}\n{GOOD}\n')
    assert [one["单位"] for one in rows(out)] == ['5"局', "甲局"]


def test_a_row_torn_by_a_quoted_line_end_is_told(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """Both marks are there, the one in a row, the other in the next."""
    status, _, err = scored(capfd, here, f'{HEAD}\n"甲局,50,53\n乙局",50\n{GOOD}\n')
    assert status == 1
    assert '表.csv:2 这一行有2列，表头有8列（双引号里有换行，也许有一个没有配对）："甲局,50,53\n' in err


def test_rows_that_are_no_units_of_their_own_are_told(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """Sums, names that come twice and no names, with their lines; only sums are not scored."""
    table = "\n".join([HEAD, GOOD, GOOD, GOOD[2:], GOOD.replace("甲局", "合计")])
    status, out, err = scored(capfd, here, table)
    assert (status, len(rows(out))) == (0, 4)
    assert "表.csv：第5行像是合计、平均或表尾的说明，不是单位，没有评分；确是单位的，请改写它的名称\n" in err
    assert "共3个单位：已评的3个\n等级：良3个\n" in err
    assert (rows(out)[3]["总分"], rows(out)[3]["状态"]) == ("", "不是单位")
    assert "表.csv：第4行没有写单位名称\n" in err
    assert "表.csv：单位名称重复，各行分别评分：“甲局”（第3行）\n" in err
    assert "表.csv：" not in scored(capfd, here, f"{HEAD}\n{GOOD}\n")[2]


def test_a_table_without_rows(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """No units, no scores, a file with a header all the same."""
    for name in ("结果.csv", "结果.parquet", "结果.arrow"):
        status, _, err = scored(capfd, here, f"{HEAD}\n", "-o", name)
        assert (status, "表.csv：只有表头，没有一个单位的数据" in err) == (0, True)
    assert rows((here / "结果.csv").read_text("utf-8")) == []
    assert pq.read_table(here / "结果.parquet").num_rows == 0


def test_columns_are_kept_and_left_out(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """--keep passes a column through, --ignore-columns leaves out what is no fact; both are told."""
    table = f"{HEAD},县别,附注\n{GOOD},隆回,无\n"
    status, out, err = scored(capfd, here, table, "--keep", "县别", "--ignore-columns")
    assert (status, rows(out)[0]["县别"], "附注" in rows(out)[0]) == (0, "隆回", False)
    assert "有1列不是规则要读的数据，略去：附注" in err


def test_facts_without_a_column_are_missing(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """What no column gives is missing for every unit, and told once."""
    status, out, err = scored(capfd, here, "单位,编制数\n甲局,50\n")
    assert (status, rows(out)[0]["状态"]) == (1, "数据不全")
    assert "项数据没有列，按缺处理：在职人员数" in err


def test_what_excel_would_run_is_defused(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """A name that begins like a formula gets ' in CSV, a number does not; Parquet keeps it as it is."""
    table = "\n".join([HEAD, *(GOOD.replace("甲局", name) for name in ("=1+1", "@x", "-5", "+x", "甲=乙"))])
    _, out, _ = scored(capfd, here, table)
    assert [one["单位"] for one in rows(out)] == ["'=1+1", "'@x", "-5", "'+x", "甲=乙"]
    scored(capfd, here, table, "-o", "结果.parquet")
    assert pq.read_table(here / "结果.parquet")["单位"].to_pylist() == ["=1+1", "@x", "-5", "+x", "甲=乙"]


def test_broken_letters_and_nul(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """Bytes that are no text spoil their own cell and are told: 5, NUL, 3 is not 53."""
    long = "\n".join([HEAD, *[GOOD] * 30])
    bad = GOOD.encode().replace(b",50,", b",5\xff0,")
    status, out, err = scored(capfd, here, long.encode() + b"\n" + bad + b"\n" + GOOD.replace("53", "5\0003").encode())
    assert status == 1
    assert [(one["行号"], one["状态"]) for one in rows(out)[29:]] == [
        ("31", "已评"),
        ("32", "数据有误"),
        ("33", "数据有误"),
    ]
    assert "第32行有坏字" in err


def test_cells_with_line_ends_do_not_shift_the_lines(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """A name over two lines is one cell, and the lines after it keep their numbers."""
    table = f"{HEAD}\n{GOOD.replace('甲局', chr(34) + '甲' + chr(10) + '局' + chr(34))}\n{GOOD.replace('50', '五')}\n"
    _, out, _ = scored(capfd, here, table)
    assert [(one["行号"], one["状态"]) for one in rows(out)] == [("2", "已评"), ("4", "数据有误")]


def test_the_result_does_not_replace_the_table(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """-o with the name of the table is refused."""
    status, _, err = scored(capfd, here, f"{HEAD}\n{GOOD}\n", "-o", "表.csv")
    assert (status, "请换一个文件名" in err) == (2, True)
    assert (here / "表.csv").read_text("utf-8").startswith(HEAD)


# ---- Parquet and Arrow


def typed(name: str = "表.parquet", rows: int = 40) -> None:
    """Generated units in typed columns."""
    assert main(["template", "甲.rubric", "--sample", str(rows), "--missing", "0.02", "-o", name]) == 0


def test_all_formats_give_the_same(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """The same units in CSV, Parquet and Arrow, to CSV, Parquet and Arrow: the same scores."""
    results: set[str] = set()
    for source in ("表.csv", "表.parquet", "表.arrow"):
        typed(source)
        for target in ("结果.csv", "结果.parquet", "结果.arrow"):
            assert run(capfd, "batch", "甲.rubric", source, "-o", target, "--chunk", "16")[0] == 1
        table = pq.read_table("结果.parquet")
        with ipc.open_file("结果.arrow") as file:
            assert file.read_all() == table
        kept = table.drop_columns(["行号", "编号"])
        results.add(str(kept.to_pylist()))
        shown = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in kept.to_pylist()]
        told = rows((here / "结果.csv").read_text("utf-8"))
        assert [{name: row[name] for name in shown[0]} for row in told] == shown
    assert len(results) == 1


@pytest.mark.parametrize("name", ["表.parquet", "表.arrow"])
def test_a_file_cut_short(capfd: pytest.CaptureFixture[str], here: Path, name: str) -> None:
    """Half a file is told as such."""
    typed(name)
    data = (here / name).read_bytes()
    for part in (data[: len(data) // 2], data[:10], b"", b"\0" * 100):
        (here / name).write_bytes(part)
        status, out, err = run(capfd, "batch", "甲.rubric", name, "-o", "结果.csv")
        assert (status, out, (here / "结果.csv").exists()) == (2, "", False)
        assert "不是完整的" in err


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "column", "message"),
    [
        ("编制数（人）", pa.array([True]), "类型是bool，应为整数"),
        ("预算执行率", pa.array([102.5]), "列名没有写单位；请把这一列改名为“预算执行率（%）”"),
        ("人员控制.②.制度健全", pa.array([1]), "应为布尔"),
        ("编制数（人）", pa.array([[1]]), "应为整数"),
    ],
)
def test_columns_of_the_wrong_type(
    capfd: pytest.CaptureFixture[str], name: str, column: pa.Array, message: str
) -> None:
    """A column whose type cannot give its fact is refused with what it should be."""
    pq.write_table(pa.table({name: column}), "表.parquet")
    status, _, err = run(capfd, "batch", "甲.rubric", "表.parquet")
    assert (status, message in err) == (2, True)


# ---- going on


@pytest.mark.parametrize("form", ["csv", "parquet", "arrow"])
@pytest.mark.parametrize("source", ["表.csv", "表.parquet"])
def test_a_run_that_breaks_off_is_taken_up(
    capfd: pytest.CaptureFixture[str], here: Path, monkeypatch: pytest.MonkeyPatch, form: str, source: str
) -> None:
    """After a fault in the middle nothing stands under the target's name; the next run gives the same bytes as one run."""
    typed(source, 300)
    argv = ("batch", "甲.rubric", source, "--chunk", "20", "--checkpoint", "0")
    assert run(capfd, *argv, "-o", f"一次.{form}")[0] == 1
    write, calls = table_output.ResultFile.write, [0]

    def failing(*args: object) -> None:
        calls[0] += 1
        if calls[0] == 3:
            raise OSError(28, "full")
        write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(table_output.ResultFile, "write", failing)
    status, _, _ = run(capfd, *argv, "-o", f"两次.{form}")
    assert (status, (here / f"两次.{form}").exists()) == (2, False)
    monkeypatch.undo()
    os.chdir(here)
    _, _, err = run(capfd, *argv, "-o", f"两次.{form}")
    assert "接着上次没有做完的" in err
    assert (here / f"两次.{form}").read_bytes() == (here / f"一次.{form}").read_bytes()
    assert not (here / f"两次.{form}.part").exists()


def test_parts_of_other_data_are_not_used(
    capfd: pytest.CaptureFixture[str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the table has changed meanwhile, all is done anew."""
    typed("表.csv", 300)
    argv = ("batch", "甲.rubric", "表.csv", "--chunk", "20", "--checkpoint", "0", "-o", "结果.csv")
    monkeypatch.setattr(table_output.ResultFile, "finish", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    run(capfd, *argv)
    monkeypatch.undo()
    os.chdir(here)
    with (here / "表.csv").open("a") as file:
        file.write("\n")
    status, _, err = run(capfd, *argv)
    assert (status, "接着" in err) == (1, False)
    assert len(rows((here / "结果.csv").read_text("utf-8"))) == 300


def test_a_run_that_is_killed(here: Path) -> None:
    """kill -9 in the middle leaves no half file; the next run gives the same bytes as one that was let alone."""
    typed("表.parquet", 1800)
    argv = [
        sys.executable,
        "-m",
        "evaldsl",
        "batch",
        "甲.rubric",
        "表.parquet",
        "--chunk",
        "30",
        "--checkpoint",
        "0",
        "-o",
    ]
    subprocess.run([*argv, "一次.parquet"], cwd=here, capture_output=True, check=False)
    with subprocess.Popen([*argv, "两次.parquet"], cwd=here, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (here / "两次.parquet.part/00003.parquet").exists():
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert not (here / "两次.parquet").exists()
    done = subprocess.run([*argv, "两次.parquet"], cwd=here, capture_output=True, check=False)
    assert "接着上次没有做完的" in done.stderr.decode()
    assert (here / "两次.parquet").read_bytes() == (here / "一次.parquet").read_bytes()


def test_a_second_command_leaves_the_first_alone(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """While one command writes a result, another for the same result is refused and changes nothing; afterwards it runs."""
    typed("表.csv", 30)
    argv = ("batch", "甲.rubric", "表.csv", "-o", "结果.csv")
    first = table_output.ResultFile("结果.csv", "csv", pa.schema([]), "", 30)
    first.begin(fresh=True)
    (here / "结果.csv.part/00001.csv").write_text("", "utf-8")
    for options in ((), ("--restart",)):
        status, _, err = run(capfd, *argv, *options)
        assert (status, "“结果.csv”另有一个命令正在写" in err) == (2, True)
        assert (here / "结果.csv.part/00001.csv").exists()
    first.drop()
    assert run(capfd, *argv)[0] == 1
    assert not (here / "结果.csv.part").exists()


def test_grades_are_counted_from_the_best(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """A rule that fixes a grade, though it is asked first, does not move its grade to the front of the summary."""
    rules = RULES.replace("扣完为止。\n", "扣完为止。出现重大违纪的，等级定为“差”。\n")
    (here / "乙.rubric").write_text(rules, "utf-8")
    veto = HEAD + ",检查.①.出现重大违纪"
    (here / "表.csv").write_text(f"{veto}\n{GOOD},是\n{GOOD},否\n", "utf-8")
    _, _, err = run(capfd, "batch", "乙.rubric", "表.csv")
    assert "等级：良1个，差1个" in err
