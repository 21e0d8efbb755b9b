"""The command ``verify``: what the certificate is about, how two rubrics are told apart."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from evaldsl.cli import main
from tests.command_line import Run
from tests.overlay_texts import BASE

RULE = """规则集 测试
总分 {}分
约定 得分保留2位小数；不足1个百分点的按1个百分点计
指标 预算完成（2分）
评分 预算完成率≥95%得2分，每低于1个百分点扣0.2分，扣完为止。
"""
ONE_DIVISOR = """规则集 测试
总分 12分
等级 优：11分（含）以上；良：9分（含）-11分；差：不满9分
约定 得分保留2位小数；不足1个百分点的按1个百分点计；分母为0的得满分
数据 年初预算数（万元）
数据 预算调整数（万元）：取值：-1000000至1000000
数据 支出决算数（万元）
数据 年末结转数（万元）
计算 预算完成率＝支出决算数÷（年初预算数＋预算调整数）×100%
计算 预算调整率＝|预算调整数|÷年初预算数×100%
计算 结转结余率＝年末结转数÷（年初预算数＋预算调整数）×100%
指标 完成（4分）
评分 预算完成率≥95%得4分，否则不得分。
指标 调整（4分）
评分 预算调整率≤5%得4分，每超出1个百分点扣0.4分，扣完为止。
指标 结转（4分）
评分 结转结余率≤10%得4分；10%＜结转结余率≤15%得3分；结转结余率＞15%不得分。
"""
MORE = "指标 信息公开（1分）\n评分 按时公开得1分。\n"


def test_the_digest_is_that_of_the_file_as_it_lies_on_disk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also of one that Windows wrote: sha256sum must give the same."""
    path = tmp_path / "某.rubric"
    path.write_bytes(RULE.format(2).replace("\n", "\r\n").encode("gb18030"))

    assert main(["verify", str(path)]) == 0
    assert sha256(path.read_bytes()).hexdigest() in capsys.readouterr().out


def test_an_indicator_that_one_of_two_rubrics_lacks_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not by 0 points alone; and no line of a file in which it does not stand."""
    short, long = tmp_path / "短.rubric", tmp_path / "长.rubric"
    short.write_text(RULE.format(2), encoding="utf-8")
    long.write_text(RULE.format(3) + MORE, encoding="utf-8")

    assert main(["verify", str(short), "--never-better", str(long)]) == 1
    out = capsys.readouterr().out
    assert "信息公开：“后者从不高于前者”不成立——前者没有这个指标，前者得0分，后者得1分" in out.replace("\n    ", "")
    assert "第" not in next(line for line in out.splitlines() if line.startswith("  信息公开"))
    assert main(["verify", str(long), "--never-better", str(short)]) == 0


def test_two_comparisons_at_once_are_refused_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """argparse's own message for options that exclude each other is replaced."""
    assert main(["verify", "a", "--equivalent", "b", "--never-better", "c"]) == 2
    assert "不能与--equivalent一起用" in capsys.readouterr().err


SHARED = """规则集 测试
总分 14分
约定 得分保留2位小数；不足1个百分点的按1个百分点计；分母为0的，得满分
数据 年初预算数（万元）
数据 调整预算数（万元）
数据 全年支出数（万元）
计算 预算执行率＝全年支出数÷（年初预算数＋调整预算数）×100%
计算 预算调整率＝调整预算数÷年初预算数×100%
指标 预算执行（8分）
评分 预算执行率95%以上得8分，每低1个百分点扣0.4分，扣完为止。
指标 预算调整（6分）
评分 预算调整率5%以内（含）得6分；{}得4分；其余不得分。
"""


@pytest.mark.parametrize("band", ["5%-20%（含）的", "5%-10%（含）的"])
def test_full_marks_are_reached_together_where_rates_share_facts(
    band: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both rates read the same budget: what the one with fewer facts leaves open settles the other."""
    path = tmp_path / "某.rubric"
    path.write_text(SHARED.format(band), encoding="utf-8")

    assert main(["verify", str(path)]) == 0
    assert "未能判定0项" in capsys.readouterr().out


def test_other_grade_lines_of_an_overlay_are_told(tmp_path: Path, run: Run) -> None:
    """An overlay that changes nothing but the grades gives the same points, and says which grades begin elsewhere."""
    (tmp_path / "省.rubric").write_text(BASE, encoding="utf-8")
    county = tmp_path / "县.rubric"
    county.write_text(
        "沿用 省.rubric\n依据 某财绩〔2024〕1号\n调整 等级 优：11分 → 优：11.5分\n  良：9分（含）-11分 → 良：9分（含）-11.5分\n理由 从严\n",
        encoding="utf-8",
    )
    said = run("verify", str(county))[1]
    assert "对任何数据得分都相同" in said and "等级“优” 11分（含）以上 → 11.5分（含）以上（第3行）" in said
    told = json.loads(run("verify", str(county), "--format", "json")[1])["grades"]
    assert [one["grade"] for one in told["edges"]] == ["优", "良"] and not told["other_rules"]
    moved = run("diff", str(tmp_path / "省.rubric"), str(county))[1]
    assert "由“优”变为“良”：例如总分都是11分" in moved


def test_full_marks_are_found_where_rates_share_facts(tmp_path: Path, run: Run) -> None:
    """完成率 and 结转率 have one divisor, which may be made smaller: a unit with all points is found none the less."""
    rubric = tmp_path / "某县.rubric"
    rubric.write_text(ONE_DIVISOR, encoding="utf-8")
    status, said, _ = run("verify", str(rubric), "--all")
    assert status == 0 and "有一个单位每个指标都得满分，合计12分" in said
