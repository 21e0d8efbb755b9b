"""A query says of every unit what the interpreter says, in every database that is there; what it does not say, it tells."""

import re
import shlex
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from pwd import getpwall
from random import Random
from shutil import which

import pyarrow as pa
import pytest
import sqlglot
from hypothesis import given

from benchmarks.units import Units
from evaldsl import ready_rubric
from evaldsl.batch.sql import Dialect, TooManyColumns, create_table, query
from evaldsl.cli import main
from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter.scorer import Scorer
from evaldsl.pipeline import load, prepare
from tests.databases import TABLE, Database, DuckDB, Postgres, Spark, postgres_programs
from tests.pages import DOCS
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.sql_units import Values, check_all, table
from tests.test_differential import facts_file, loaded, runs
from tests.test_rubrics import each_rubric, rubric_file

NO_SPARK = (
    "没有pyspark：uv run --group spark pytest -m spark"
    if find_spec("pyspark") is None
    else "没有java，Spark要用它"
    if which("java") is None
    else ""
)
spark = pytest.mark.spark
each_dialect = pytest.mark.parametrize("dialect", Dialect, ids=lambda one: one.value)


@pytest.fixture(scope="session")
def the_spark() -> Iterator[Spark]:
    """One Spark for all tests: it takes seconds to start."""
    if NO_SPARK:
        pytest.skip(NO_SPARK)
    running = Spark()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def the_postgres() -> Iterator[Postgres]:
    """A server of its own."""
    programs = postgres_programs()
    if programs is None or not any(one.pw_name == "postgres" for one in getpwall()):
        pytest.skip("没有PostgreSQL服务器（apt-get install postgresql-15），只核对查询的写法")
    running = Postgres(programs)
    yield running
    running.stop()


def drawn(chance: Chance, count: int) -> tuple[Scorer, list[Values]]:
    """A rubric in official wording and units at its thresholds, some of which lack a fact."""
    described = chance.table()
    read = loaded(Writer(chance.choice).table(described))
    assert read.rubric is not None
    units: list[Values] = []
    for _ in range(count):
        values = dict(read_facts(facts_file(described, chance.unit(described)), "某.json", read.rubric)[0].values)
        if values and chance.random() < 0.2:
            del values[chance.choice(sorted(values))]
        units.append(values)
    return prepare(read), units


def shipped(name: str, count: int) -> tuple[Scorer, list[Values]]:
    """A shipped rubric and units at its thresholds, a third of which lack three facts."""
    ready = prepare(load(rubric_file(name).read_text("utf-8"), name))
    units = Units(ready.rubric)
    return ready, [*units.many(count), *units.without(units.many(count // 2), 3)]


def agree(database: Database, ready: Scorer, units: Sequence[Values], kind: str) -> None:
    """The database says of *units* what the interpreter says."""
    asked = query(ready, database.dialect, is_text=kind == "字")
    assert check_all(ready, asked, units, database.rows(table(asked, units, kind), asked.text)) > 0


# ---- the same meaning


@runs(25, 3000)
@given(chances)
def test_duckdb_says_what_the_interpreter_says(chance: Chance) -> None:
    """Scores, total, grade and status for whole rubrics in official wording; numbers with room to spare, or texts."""
    ready, units = drawn(chance, 6)
    agree(DuckDB(), ready, units, chance.choice("宽字"))


AREA = "评分 造林面积不少于6万亩得5分，每少1万亩扣1分。"
WATER = "评分 用水总量不超过25000000立方米的得5分，否则不得分。"


@pytest.mark.parametrize(
    ("rule", "cells", "scores"),
    [
        (AREA, ("6", "5.5", None), (Decimal(5), Decimal("4.5"), None)),
        (AREA.replace("万亩", "亿亩"), ("6", "5.00000001", None), (Decimal(5), Decimal(4), None)),
        (WATER, ("20", "25000001", None), (Decimal(5), None, None)),
    ],
    ids=["万", "亿", "超过列的位数"],
)
def test_cells_are_in_the_unit_of_the_header(
    rule: str, cells: Sequence[str | None], scores: Sequence[Decimal | None]
) -> None:
    """万亩 is not 亩; and a column that decides nothing within its digits is read, for it may hold more."""
    ready = prepare(load(f"规则集 甲\n指标 水土（5分）\n{rule}\n", "甲"))
    asked = query(ready, Dialect.DUCKDB)
    given = [None if one is None else Decimal(one) for one in cells]
    units = pa.table({"单位": list("甲乙丙"), asked.columns[0].name: pa.array(given, pa.decimal128(38, 12))})
    rows = DuckDB().rows(units, asked.text)
    assert [row[1] for row in rows] == [*scores]
    assert [row[-3] == "已评" for row in rows] == [one is not None for one in scores]


@each_rubric
def test_duckdb_scores_the_shipped_rubrics(name: str) -> None:
    """Every indicator of every shipped rubric."""
    ready, units = shipped(name, 60)
    assert query(ready, Dialect.DUCKDB).unplanned == ()
    agree(DuckDB(), ready, units, "宽")


@pytest.mark.parametrize("seed", range(6))
def test_postgres_says_what_the_interpreter_says(the_postgres: Postgres, seed: int) -> None:
    """The same of a few rubrics."""
    chance = Chance(seed)
    agree(the_postgres, *drawn(chance, 20), chance.choice("宽字"))


@each_rubric
def test_postgres_scores_the_shipped_rubrics(the_postgres: Postgres, name: str) -> None:
    """Every indicator of every shipped rubric, although names of columns are cut after 63 bytes."""
    agree(the_postgres, *shipped(name, 40), "宽")


@spark
@pytest.mark.parametrize("seed", range(5))
def test_spark_says_what_the_interpreter_says(the_spark: Spark, seed: int) -> None:
    """The same of a few rubrics."""
    chance = Chance(seed)
    agree(the_spark, *drawn(chance, 20), chance.choice("宽字"))


@spark
@each_rubric
def test_spark_scores_the_shipped_rubrics(the_spark: Spark, name: str) -> None:
    """Every indicator of every shipped rubric."""
    agree(the_spark, *shipped(name, 40), "宽")


@runs(6, 2000)
@given(chances)
def test_every_query_can_be_read_by_its_dialect(chance: Chance) -> None:
    """It parses, and written anew it is the same."""
    ready, _ = drawn(chance, 0)
    for dialect in Dialect:
        text = query(ready, dialect).text
        assert sqlglot.parse_one(text, read=dialect.value).sql(dialect=dialect.value, pretty=True) + "\n" == text


def test_a_query_is_always_the_same() -> None:
    """The order of columns does not depend on the run."""
    ready, _ = shipped("anning-2023", 0)
    assert query(ready, Dialect.SPARK) == query(ready, Dialect.SPARK)


# ---- what a query does not take

RUBRIC = """规则集 某
总分 10分
等级 优：9分（含）以上；差：9分以下
数据 在职人数（人）
数据 编制数（人）
计算 控制率＝在职人数÷编制数×100%
指标 控制率（4分）
评分 控制率≤100%计4分，每超出1%扣0.2分，扣完为止，不足1个百分点的按1个百分点计。
指标 满意度（6分）
评分 满意度≥90%得6分，不足的按比例得分。
"""


def small() -> Scorer:
    """Two indicators, one of which divides."""
    return prepare(load(RUBRIC, "某.rubric"))


def answers(**columns: Sequence[object]) -> list[tuple[object, ...]]:
    """What DuckDB gives of units with 在职人数, 编制数 and 满意度: control, satisfaction, total, grade, status …"""
    names = {"staff": "在职人数（人）", "posts": "编制数（人）", "pleased": "满意度（%）"}
    arrays = {names[key]: pa.array(cells) for key, cells in columns.items()}
    units = pa.table({"单位": pa.array([str(one) for one in range(len(columns["staff"]))])} | arrays)
    return [row[1:] for row in DuckDB().rows(units, query(small(), Dialect.DUCKDB).text)]


def test_what_is_missing_leaves_its_indicator_open() -> None:
    """The others are scored; the total is not."""
    row = answers(staff=[Decimal(10)], posts=pa.array([None], pa.decimal128(9, 0)), pleased=[Decimal("95.5")])[0]
    assert row == (None, Decimal("6.00"), None, None, "数据不全", "编制数", None)


def test_a_divisor_of_zero_is_told() -> None:
    """By the name of its indicator."""
    row = answers(staff=[Decimal(10)], posts=[Decimal(0)], pleased=[Decimal("95.5")])[0]
    assert row == (None, Decimal("6.00"), None, None, "分母为0", None, "分母为0：控制率")


@pytest.mark.parametrize("staff", ["-1", "10.00001", "100000000", "1E+25"])
def test_numbers_beyond_what_is_expected_are_told(staff: str) -> None:
    """Below 0, with more decimals, larger: never rounded, never cut."""
    row = answers(staff=[Decimal(f"{Decimal(staff):f}")], posts=[Decimal(8)], pleased=[Decimal("95.5")])[0]
    assert row == (None, Decimal("6.00"), None, None, "超出范围", None, "超出范围：在职人数（人）")


def test_floats_stand_for_the_decimal_that_they_show() -> None:
    """0.1 is a tenth; the sum of 0.1 and 0.2 is not three tenths, and no number is none."""
    pleased = [89.1, 0.1 + 0.2, float("nan"), float("inf")]
    rows = answers(staff=[10] * 4, posts=[10] * 4, pleased=pleased)
    assert [row[4] for row in rows] == ["已评", "超出范围", "超出范围", "超出范围"]
    assert rows[0][1] == Decimal("5.94")


@pytest.mark.parametrize("kind", [pa.float64(), pa.decimal128(20, 3)], ids=str)
def test_a_count_that_is_not_whole_is_told(kind: pa.DataType) -> None:
    """Databases cut it or round it; neither is taken."""
    text = "规则集 某\n总分 4分\n等级 优：3分（含）以上；差：3分以下\n指标 违规（4分）\n评分 每发现一处违规扣1分，扣完为止。\n"
    asked = query(prepare(load(text, "某.rubric")), Dialect.DUCKDB)
    cells = [pa.scalar(one).cast(pa.float64()).cast(kind) for one in (2.0, 2.5, 1.5, -0.5, 1e10)]
    units = pa.table(
        {"单位": list("甲乙丙丁戊"), asked.columns[0].name: pa.array([one.as_py() for one in cells], kind)}
    )
    rows = DuckDB().rows(units, asked.text)
    assert [row[4] for row in rows] == ["已评", *["超出范围"] * 4]
    assert rows[0][1] == 2


def texts(asked: str, units: pa.Table) -> list[tuple[object, ...]]:
    """What DuckDB gives of texts."""
    return [row[1:] for row in DuckDB().rows(units, asked)]


@pytest.mark.parametrize("written", ["12e3", "约10", "10%", "1,000", "10.12345", "--5", "."])
def test_texts_that_are_no_plain_number_are_told(written: str) -> None:
    """They do not stop the others."""
    columns = {"单位": ["甲", "乙"], "在职人数（人）": [written, " 10.50 "], "编制数（人）": ["+10.5000000", "10.5"]}
    units = pa.table({**columns, "满意度（%）": ["95", "95"]})
    rows = texts(query(small(), Dialect.DUCKDB, is_text=True).text, units)
    assert [row[4] for row in rows] == ["超出范围", "已评"]
    assert rows[1][2] == Decimal("10.00")


@each_dialect
def test_names_are_only_names(dialect: Dialect) -> None:
    """Quotation marks, comments and dots in names of tables, columns and indicators."""
    hostile = "甲\"; DROP TABLE 单位表; -- `乙'\\"
    ready = prepare(load(RUBRIC.replace("指标 控制率", f"指标 {hostile}"), "某.rubric"))
    asked = query(ready, dialect, table='a"b`.c', keep=("单位", hostile))
    tree = sqlglot.parse_one(asked.text, read=dialect.value)
    assert isinstance(tree, sqlglot.exp.Select)
    assert tree.named_selects[-6:] == ["满意度", "总分", "等级", "状态", "缺项", "问题"]
    assert f"{hostile}得分"[:15] in "".join(tree.named_selects)


def test_columns_of_the_same_name_are_told_apart() -> None:
    """An indicator that is called like a column of the result, or like another but for its case."""
    text = RUBRIC.replace("指标 满意度（6分）", "指标 总分（3分）\n评分 A≥1%得3分。\n指标 KZl（3分）").replace(
        "指标 控制率", "指标 kzL"
    )
    names = query(prepare(load(text, "某.rubric")), Dialect.DUCKDB).names
    assert names == ("单位", "kzL", "总分得分", "KZl~2", "总分", "等级", "状态", "缺项", "问题")


def test_postgres_is_not_asked_for_more_columns_than_it_has() -> None:
    """It has 1,664."""
    ready = many(900)
    with pytest.raises(TooManyColumns):
        query(ready, Dialect.POSTGRES)


def many(count: int) -> Scorer:
    """A rubric of *count* indicators."""
    rules = "".join(
        f"指标 指标{one}（1分）\n评分 完成率{one}≥9{one % 10}%得1分，每低1%扣0.1分，扣完为止，不足1个百分点的不计。\n"
        for one in range(count)
    )
    return prepare(
        load(
            f"规则集 某\n总分 {count}分\n等级 优：{count - 9}分（含）以上；差：{count - 9}分以下\n{rules}", "某.rubric"
        )
    )


def test_many_indicators_are_nowhere_deep() -> None:
    """Sums and conditions over all of them are balanced: the database gives up at a depth of a thousand."""
    ready = many(400)
    dice = Random(7)
    units: list[Values] = [
        {fact.key: Fraction(dice.choice((850, 899, 900, 955, 1000)), 1000) for fact in ready.rubric.facts}
        for _ in range(3)
    ]
    agree(DuckDB(), ready, units, "宽")


@each_dialect
def test_the_table_can_be_made(dialect: Dialect) -> None:
    """The statement names the columns that the query reads."""
    asked = query(small(), dialect, table=TABLE)
    made = sqlglot.parse_one(create_table(asked, dialect, TABLE), read=dialect.value)
    names = [one.name for one in made.find_all(sqlglot.exp.ColumnDef)]
    assert names == ["单位", *(column.name for column in asked.columns)]


def test_a_grade_that_hangs_on_a_rate_without_a_value_is_open() -> None:
    """The points are certain, the grade is not: that is what the interpreter says, too."""
    text = RUBRIC.replace(
        "指标 控制率（4分）\n评分 控制率≤100%计4分，每超出1%扣0.2分，扣完为止，不足1个百分点的按1个百分点计。\n", ""
    )
    text = text.replace("总分 10分", "总分 6分").replace("9分", "5分")
    ready = prepare(load(text.replace("计算", "否决 控制率超过120%的，年度等级定为“差”。\n计算"), "某.rubric"))
    rates = {"满意度": Fraction(9, 10), "在职人数": Fraction(10)}
    units: list[Values] = [rates | {"编制数": Fraction(posts)} for posts in (0, 5, 10)]
    asked = query(ready, Dialect.DUCKDB)
    rows = DuckDB().rows(table(asked, units, "宽"), asked.text)
    assert [row[1:5] for row in rows] == [(Decimal(6), Decimal(6), grade, "已评") for grade in (None, "差", "优")]
    assert check_all(ready, asked, units, rows) == 3


# ---- the page


@spark
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_the_page_runs_as_printed(the_spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its commands and its programs, in their order; the query and mapInArrow give the same scores."""
    monkeypatch.chdir(tmp_path)
    Path("规则.rubric").write_text(RUBRIC, "utf-8")
    page = (DOCS / "how-to" / "spark.md").read_text("utf-8")
    found: list[list[tuple[object, ...]]] = []
    for kind, block in re.findall(r"^```(console|python)\n(.*?)^```$", page, re.M | re.S):
        if kind == "console":
            for line in block.splitlines():
                assert main(shlex.split(line.removeprefix("$ evaldsl"))) == 0
        else:
            here = block.replace('.parquet("', f'.parquet("{tmp_path}/')  # Java began in another folder
            exec(compile(here, "spark.md", "exec"), {})
            scores = the_spark.session.read.parquet(f"{tmp_path}/得分")
            found.append(sorted(tuple(row) for row in scores.select("编号", "总分", "等级", "状态").collect()))
    assert len(found) == 2 and len(found[0]) == 1000
    assert found[0] == found[1]


# ---- the command


def test_what_no_type_holds_is_told_when_the_query_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """The status is 1, the indicator is named; PostgreSQL has a type for it."""
    assert main(["batch", "longhui-2021", "--sql", "spark", "--size", "12"]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("“预算执行”") and "CAST(NULL AS DECIMAL(18, 2)) AS `预算执行`" in told.out
    assert main(["batch", "longhui-2021", "--sql", "postgres", "--size", "12"]) == 0


@pytest.mark.parametrize(
    "argv", [["x.csv", "--sql", "spark"], ["--sql", "oracle"], [], ["--sql", "duckdb", "--digits", "-1"]]
)
def test_what_cannot_be_meant_is_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A table beside --sql, an unknown database, neither, a number that is none."""
    assert main(["batch", "anning-2023", *argv]) == 2
    assert capsys.readouterr().err.startswith("错误：")


def test_a_query_goes_to_a_file(tmp_path: Path) -> None:
    """With the columns that are to be kept and the name of the table."""
    target = tmp_path / "查询.sql"
    argv = ["--sql", "spark", "--table", "库.表", "--keep", "编号，单位", "-o", str(target)]
    assert main(["batch", "anning-2023", *argv]) == 0
    text = target.read_text("utf-8")
    assert "FROM `库`.`表`" in text and "AS `编号`" in text


def test_what_is_missing_is_called_alike_everywhere() -> None:
    """A query, a table in memory and a file say the same names, without units."""
    columns = {"单位": ["甲"], "在职人数（人）": [None], "编制数（人）": [None], "满意度（%）": [None]}
    arrays = {
        name: pa.array(cells, pa.string() if name == "单位" else pa.decimal128(9, 0)) for name, cells in columns.items()
    }
    (row,) = DuckDB().rows(pa.table(arrays), query(small(), Dialect.DUCKDB).text)
    scored = ready_rubric.load(RUBRIC, "某.rubric").score_table(columns)
    assert row[-2] == scored["缺项"][0] == "在职人数；编制数；满意度"
