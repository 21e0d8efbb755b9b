"""Where a number stands that can be set: one fact, one side an address, all its places told, and set as by hand."""

import json
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.interpreter.expressions import Compare, Node, Number, keys_of, parts_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.values import decimal_text
from evaldsl.overlays.chain import read
from evaldsl.overlays.layers import File
from evaldsl.pipeline import load
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.tuning.overlay_lines import overlay_lines
from evaldsl.tuning.parameters import Parameter, find_parameter, parameters_of
from evaldsl.tuning.regimes import usual_range
from evaldsl.tuning.rereading import Rereader
from tests.command_line import Run
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.tuned_rubrics import SHIPPED, text_of

F = Fraction
TINY = F(1, 10**6)
ALIKE = {
    "两个事实": "①完成率≥95%得4分，95%以下不得分；②及时率≥95%得2分；③差错率≤5%得2分；完成率低于5%的，本指标不得分。",
    "升与降": "事故死亡人数较上年下降5%（含）以上得8分，下降0%（含）-5%得3分，上升5%（含）以内得1分，上升5%（不含）以上不得分。",
    "同一句": "完成率达到90%得4分；合格率达到90%得4分；合格率低于80%的不得分，完成率低于90%的扣2分，完成率低于80%的不得分，合格率不足80%的扣1分。",
    "两边": "工期偏差率在-4%至4%得8分，在-10%至10%得4分，否则不得分。",
    "超出": "支出率≤100%得8分；超出5%以内得4分；超出5%-10%得2分；超出10%以上不得分；查实差错率超过10%的，本指标不得分。",
}
HEAD = "规则集 测试\n总分 8分\n等级 优：7分（含）以上；良：5分（含）-7分；差：不满5分\n约定 得分保留2位小数；不足1个百分点的按比例计\n"


def of_cell(cell: str) -> str:
    """A rubric of one indicator."""
    return f"{HEAD}指标 某事（8分）\n评分 {cell}\n"


def usable(text: str) -> Loaded:
    """A rubric that reads."""
    loaded = load(text, "某县")
    assert loaded.rubric is not None, loaded.diagnostics
    return loaded


def compared(rubric: Rubric) -> set[tuple[str, Fraction]]:
    """What the points of a rubric compare with what."""

    def within(node: Node) -> set[tuple[str, Fraction]]:
        if isinstance(node, Compare):
            sides = ((node.left, node.right), (node.right, node.left))
            return {(key, o.value) for one, o in sides if isinstance(o, Number) for key in keys_of(one)}
        return {edge for part in parts_of(node) for edge in within(part)}

    return {edge for one in rubric.indicators for edge in within(indicator_to_expr(one))}


def moved(loaded: Loaded, start: int, end: int, value: Fraction) -> set[tuple[str, Fraction]] | None:
    """Which comparisons are gone when the number at one place alone is another; None where that cannot be read."""
    assert loaded.rubric is not None
    other = load(f"{loaded.text[:start]}{decimal_text(value, 10)}{loaded.text[end:]}", "某县").rubric
    if other is None:
        return None
    return {(key, round(edge, 4)) for key, edge in compared(loaded.rubric) ^ compared(other)}


def assert_one_edge(loaded: Loaded, one: Parameter) -> None:
    """Each place, changed alone, changes a comparison that every other changes: of one fact with one number.

    The ends of -6%至6%, which one clause says, go together.
    """
    told = [moved(loaded, *place, one.value + TINY) for place in one.places]
    between = loaded.text[one.places[0][0] - 1 : one.places[-1][0]]
    mirrored = "-" in between and "；" not in between
    changed = [{(key, abs(edge)) for key, edge in edges} if mirrored else edges for edges in told if edges]
    assert not changed or set.intersection(*changed), (one.address, told)


@pytest.mark.parametrize("cell", list(ALIKE.values()), ids=list(ALIKE))
def test_numbers_alike_of_different_facts_have_addresses_of_their_own(cell: str) -> None:
    """差错率≤5% and 完成率低于5%, 下降5% and 上升5%: what moves together is one edge of one fact."""
    loaded = usable(of_cell(cell))
    several = [one for one in parameters_of(loaded) if one.role == "线"]
    assert sum(len(one.places) for one in several) > len(several) > 1
    for one in several:
        assert_one_edge(loaded, one)


@pytest.mark.parametrize("name", ["longhui-2021", "anning-2023"])
def test_places_that_move_together_in_published_rubrics_are_one_edge(name: str) -> None:
    """The edges that bands of the shipped rubrics share are those of one fact."""
    loaded = usable(text_of(name))
    shared = [one for one in parameters_of(loaded) if one.role == "线" and len(one.places) > 1]
    assert shared
    for one in shared:
        assert_one_edge(loaded, one)


@settings(max_examples=25, deadline=None)
@given(chance=chances)
def test_places_that_move_together_in_made_up_rubrics_are_one_edge(chance: Chance) -> None:
    """Whatever a rubric says: an address never ties two facts together."""
    loaded = load(Writer(chance.choice).table(chance.table()), "某县")
    if loaded.rubric is None:
        return
    for one in parameters_of(loaded):
        if one.role == "线" and len(one.places) > 1:
            assert_one_edge(loaded, one)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_words_of_a_number_hold_all_its_places(seed: int) -> None:
    """Everything that moves is quoted: as often as the number has places it stands in its words."""
    name = Random(seed).choice([*SHIPPED, *ALIKE])
    loaded = usable(text_of(name) if name in SHIPPED else of_cell(ALIKE[name]))
    for one in parameters_of(loaded):
        written = [loaded.text[slice(*place)] for place in one.places]
        assert all(one.words.count(each) >= written.count(each) for each in written), one


@pytest.mark.parametrize("name", [*ALIKE, *SHIPPED])
def test_an_overlay_says_just_what_is_set(name: str) -> None:
    """The lines for an overlay, written over the rubric, give the rubric that --set reads."""
    text = of_cell(ALIKE[name]) if name in ALIKE else text_of(name)
    loaded, chance = usable(text), Random(1)
    reread, written = Rereader(loaded), 0
    parameters = parameters_of(loaded)
    for one in parameters if name in ALIKE else chance.sample(parameters, 12):
        value = one.value * F(9, 10) if one.role != "每" else one.value * 2
        wanted = reread.at(((one, value),)).rubric
        lines = overlay_lines(loaded, one, value)
        if wanted is None or not lines:
            continue
        overlay = "\n".join([f"沿用 底本\n依据 某财绩〔2024〕1号\n{lines[0]}", *lines[1:-1], "理由 试\n"])
        found = read(File("县", overlay), lambda said, _: {"底本": File("底本", text)}.get(said, said))
        if not found.is_usable:
            continue
        assert found.layer is not None
        merged = load(found.layer.text, "县").rubric
        assert merged is not None and merged.indicators == wanted.indicators and merged.grades == wanted.grades, lines
        written += 1
    assert written > 4


def test_setting_a_number_scores_as_the_text_does_with_it_in_the_listed_places(tmp_path: Path, run: Run) -> None:
    """What --list says where a number stands, replaced by hand, scores as --set says."""
    for name, address, value, table in (
        ("两个事实", "某事.③.线1", "3", "单位,完成率（%）,及时率（%）,差错率（%）\n甲,4,96,1\n乙,96,96,4\n"),
        ("两个事实", "某事.③.线2", "3", "单位,完成率（%）,及时率（%）,差错率（%）\n甲,4,96,1\n乙,96,96,4\n"),
        ("升与降", "某事.①.线1", "6", "单位,事故死亡人数较上年增减（%）\n甲,5.5\n乙,-5.5\n丙,4\n"),
        ("升与降", "某事.①.线3", "6", "单位,事故死亡人数较上年增减（%）\n甲,5.5\n乙,-5.5\n丙,4\n"),
    ):
        rubric, facts, edited = tmp_path / "某县.rubric", tmp_path / "表.csv", tmp_path / "改.rubric"
        text = of_cell(ALIKE[name])
        rubric.write_text(text, encoding="utf-8")
        facts.write_text(table, encoding="utf-8")
        listed = json.loads(run("tune", str(rubric), "--list", "--format", "json")[1])
        places = next(one["places"] for one in listed if one["address"] == address)
        for place in sorted(places, key=lambda one: -int(one["start"])):
            text = f"{text[: place['start']]}{value}{text[place['end'] :]}"
        edited.write_text(text, encoding="utf-8")
        tune = ("tune", "--facts", str(facts), "--format", "json", "--set")
        told = json.loads(run(*tune, f"{address}={value}", str(rubric))[1])["rows"]
        by_hand = json.loads(run(*tune, "某事.分值=8", str(edited))[1])["rows"]
        assert [one["mean"] for one in told if not one["today"]] == [by_hand[0]["mean"]]
        assert told[0]["mean"] != told[1]["mean"], (name, address)


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("按时报送得8分，每迟报1次扣2分，扣至5分为止。", ["得 8分", "每 1次", "扣 2分", "最少 5分"]),
        ("每人次扣1分，最多倒扣至-3分。", ["扣 1分", "倒扣 3分"]),
        ("每处扣1分，最多扣该项分值的50%。", ["扣 1分", "最多 50%分值"]),
        ("被中央、省、市通报批评的，每次分别扣5分、3分、1分。", ["扣1 5分", "扣2 3分", "扣3 1分"]),
        ("满意度达到目标值（85%）得8分，每低1%扣0.5分。", ["线 85%", "得 8分", "每 1%", "扣 0.5分"]),
        ("优秀（90分以上）得8分，良好（80-89分）得3分，其他不得分。", ["得1 8分", "得2 3分"]),
        ("日常考核得分按10%折算计入。", ["式 10%"]),
        ("公开率每低于95%一个百分点扣0.5分，扣完为止。", ["线 95%", "每 1%", "扣 0.5分"]),
        ("群众满意率达到9成以上得8分，9成以下不得分。", ["线 9成", "得 8分"]),
        (
            "用水量不超过2.5亿立方米得8分，每超0.1亿立方米扣1分。",
            ["线 2.5亿立方米", "得 8分", "每 0.1亿立方米", "扣 1分"],
        ),
    ],
)
def test_every_number_that_is_scored_by_is_listed(cell: str, listed: list[str]) -> None:
    """Floors, parts of the points, all of several points, targets in brackets, 亿 and 成; each is read again when it is set."""
    loaded = usable(of_cell(cell))
    found = [one for one in parameters_of(loaded) if one.label]
    assert [f"{one.address.rpartition('.')[2]} {decimal_text(one.value, 4)}{one.unit}" for one in found] == listed
    for one in found:
        factor = F(3, 4) if one.role in ("得", "最少") else 2
        changed = Rereader(loaded).rubric(((one, one.value * factor),))
        assert isinstance(changed, Rubric) and changed.indicators != loaded.rubric.indicators  # type: ignore[union-attr]


def test_points_alone_are_quoted_with_what_they_are_for() -> None:
    """②执行率≥90%，3分: not 3分 alone."""
    found = parameters_of(
        usable(of_cell("①编制科学，2分；②执行率≥90%，3分；80%-90%（不含），1分；③其他资料齐全，3分。"))
    )
    words = [one.words for one in found if one.role == "得"]
    assert words == ["①编制科学，2分", "②执行率≥90%，3分", "80%-90%（不含），1分", "③其他资料齐全，3分"]


@pytest.mark.parametrize(
    ("cell", "address", "range_"),
    [
        ("完成率达到90%得6分，每低1%扣0.5分。", "某事.得", (0, 8)),
        ("完成率达到90%得6分，每低1%扣5分。", "某事.扣", (0, 8)),
        ("满意率达到9成以上得8分，9成以下不得分。", "某事.线", (0, 10)),
        ("得分=完成率×8分", "某事.式", (0, 8)),
    ],
)
def test_points_are_looked_for_up_to_those_of_the_indicator(cell: str, address: str, range_: tuple[int, int]) -> None:
    """Not up to twice as many as they are today."""
    loaded = usable(of_cell(cell))
    assert loaded.rubric is not None
    found = find_parameter(parameters_of(loaded), address)
    assert isinstance(found, Parameter)
    assert usual_range(found, F(8), loaded.rubric) == tuple(map(F, range_))
