"""Overlays: a change changes its words and nothing else, and every character keeps its origin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl import pipeline
from evaldsl.overlays.checking import examine
from evaldsl.overlays.runs import runs
from tests.overlay_texts import BASE, HEAD, change, merged, over, slow

# ---- what a change does


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("调整 人员控制.① 每超出1%扣0.2分 → 扣0.1分", "每超出1%扣0.2分", "每超出1%扣0.1分"),
        ("调整 人员控制.① 扣０.２分 -> 扣0.1分", "扣0.2分", "扣0.1分"),
        ("调整 人员控制.(1) 每超出1%扣0.2分 改为 每超出2%扣0.2分", "每超出1%", "每超出2%"),
        ("调整 完成率 95%以上得4分 → 90%", "95%以上得4分", "90%以上得4分"),
        ("调整 满意度.评分 85% ⇒ 80%", "≥85%", "≥80%"),
        ("调整 人员控制（3分） → （4分）", "人员控制（3分）", "人员控制（4分）"),
        ("调整 人员控制（3分） 3分 → 4分", "人员控制（3分）", "人员控制（4分）"),
        ("调整 人员控制（3分）（3分） → （4分）", "人员控制（3分）", "人员控制（4分）"),
        ("调整 人员控制.分值 3分 → 4分", "人员控制（3分）", "人员控制（4分）"),
        ("调整 一级 投入（5分） → 6分", "投入（5分）", "投入（6分）"),
        ("调整 总分 12分 → 13分", "总分 12分", "总分 13分"),
        ("调整 等级 良：9分 → 良：8分", "良：9分（含）", "良：8分（含）"),
        ("调整 约定 按比例计 → 不计", "的按比例计", "的不计"),
        ("调整 数据 编制数 核定数 → 编办核定数", "：核定数", "：编办核定数"),
        ("调整 完成率.来源 年度报告 → 年度统计报告", "来源 年度报告", "来源 年度统计报告"),
        (
            "改写 人员控制.② ②聘用人员经批复的得2分，否则酌情扣1-2分。",
            "聘用人员经批复的得2分，\n否则不得分。",
            "聘用人员经批复的得2分，否则酌情扣1-2分。",
        ),
        ("改写 公开\n每迟一天扣0.5分，扣完为止。", "按时公开得2分，否则不得分。", "每迟一天扣0.5分，扣完为止。"),
        ("改写 公开.名称 信息公开", "指标 公开（2分）", "指标 信息公开（2分）"),
        ("删除 人员控制.① 扣完为止", "，扣完为止。\n②", "，。\n②"),
        ("删除 数据 在职人员数", "数据 在职人员数（人）\n", ""),
        ("删除 完成率.来源", "来源 年度报告\n", ""),
        ("增加 约定 加分不得超过分值", "按比例计\n", "按比例计\n约定 加分不得超过分值\n"),
        ("增加 数据 预算数（万元）", "在职人员数（人）\n", "在职人员数（人）\n数据 预算数（万元）\n"),
        ("增加 公开 之下\n③按期整改得1分。", "否则不得分。\n\n一级", "否则不得分。\n③按期整改得1分。\n\n一级"),
        ("增加 公开 之下\n例 ①＝是 → 2分", "否则不得分。\n\n一级", "否则不得分。\n例 ①＝是 → 2分\n\n一级"),
    ],
)
def test_a_change_changes_its_words_and_nothing_else(line: str, before: str, after: str) -> None:
    """The merged text is the base's with the words exchanged, and the 依据 of the overlay behind that of the base."""
    assert BASE.count(before) == 1
    head = "地区 某省\n"
    text = merged(change(line)).replace("依据 某财绩〔2024〕1号\n", "", 1)
    lost = [one for one in BASE.splitlines() if one.startswith("例 ") and one not in text]
    assert all(one.startswith("例 ") for one in lost)
    expected = BASE.replace(before, after)
    assert head in text
    assert [one for one in text.splitlines() if one] == [
        one for one in expected.splitlines() if one and one not in lost
    ]


def test_indicators_are_added_deleted_and_moved_with_the_comments_above_them() -> None:
    """An added one stands where it says, a deleted one is gone with its comment, a moved one brings its comment along."""
    added = merged(change("增加 公开 之后", "指标 信息化（1分）", "评分 系统上线得1分。"))
    assert added.index("指标 公开") < added.index("指标 信息化") < added.index("一级 产出")
    gone = merged(change("删除 人员控制"))
    assert "人员控制" not in gone.replace("在职人员控制率", "")
    assert "# 公布的原文" not in gone
    moved = merged(change("移动 人员控制 到 满意度 之前"))
    assert moved.index("指标 完成率") < moved.index("# 公布的原文\n指标 人员控制") < moved.index("指标 满意度")
    assert moved.count("指标 人员控制") == 1
    both = merged(change("移动 人员控制 到 二级 履职 之下") + change("调整 人员控制.① 扣0.2分 → 扣0.1分"))
    assert both.index("指标 满意度") < both.index("扣0.1分")


def test_the_whole_of_a_section_can_be_replaced() -> None:
    """The last indicator of a section may be deleted while another is added under it."""
    text = merged(
        change("删除 完成率")
        + change("删除 满意度")
        + change("增加 二级 履职 之下", "指标 新（7分）", "每发现一处扣1分。")
    )
    assert [line for line in text.splitlines() if line.startswith("指标")] == [
        "指标 人员控制（3分）",
        "指标 公开（2分）",
        "指标 新（7分）",
    ]


def test_the_head_of_the_overlay_takes_the_place_of_the_base_s() -> None:
    """规则集, 地区, 年度 and 施行 are the overlay's own; what it does not say stays the base's."""
    found = over("规则集 某县指标体系\n" + HEAD + "年度 2024\n")
    assert found.loaded is not None and found.loaded.rubric is not None
    head = dict(found.loaded.rubric.head)
    assert (head["规则集"], head["地区"], head["年度"], head["依据"]) == (
        "某县指标体系",
        "某省",
        "2024",
        "某财绩〔2024〕1号",
    )


def test_no_change_is_the_base() -> None:
    """An overlay that changes nothing but its name means what the base means, indicator by indicator."""
    found, base = over(HEAD), pipeline.load(BASE, "省")
    assert found.loaded is not None and found.loaded.rubric is not None and base.rubric is not None
    assert found.loaded.rubric.indicators == base.rubric.indicators
    assert found.loaded.rubric.examples == base.rubric.examples


def test_an_example_that_no_longer_holds_is_left_out_and_told() -> None:
    """Examples of the base that still hold stay; one that does not is named with what it gives now."""
    found = over(HEAD + change("调整 人员控制.① 100% → 105%"))
    assert found.loaded is not None and found.loaded.rubric is not None
    assert [one.label for one in found.loaded.rubric.examples] == ["②"]
    told = [one.diagnostic for one in found.found]
    assert [(one.slug, one.is_error) for one in told] == [("stale-example", False)]
    assert "省第18行应得0分，现得0.8分" in told[0].message


# ---- origins


CHANGES = [
    change("调整 人员控制.① 扣0.2分 → 扣0.1分"),
    change("调整 完成率", "  95%以上 → 90%", "  80%（含）-95%得2分 → 80%（含）-90%得3分"),
    change("改写 公开 每迟一天扣0.5分，扣完为止。"),
    change("删除 满意度"),
    change("增加 人员控制 之下", "例 ②＝否 → ② 0分"),
    change("增加 人员控制 之后", "指标 信息化（1分）", "评分 系统上线得1分，否则不得分。"),
    change("移动 完成率 到 公开 之前"),
    change("改写 等级 优：10分（含）以上；良：9分（含）-10分；差：不满9分"),
    change("增加 约定 分母为0的，得满分"),
    change("调整 数据 编制数 核定数 → 编办核定数"),
    change("调整 一级 产出（7分） → 6分"),
]
some_changes = st.lists(st.sampled_from(CHANGES), unique=True, max_size=len(CHANGES))


@slow
@given(some_changes)
def test_every_character_comes_from_where_it_says(changes: list[str]) -> None:
    """What a run says to come from a file stands there in these words; all runs together are the merged text."""
    found = over(HEAD + "".join(changes))
    assert found.layer is not None and found.base is not None and found.base.layer is not None
    layer = found.layer
    assert "".join(one.text for one in runs(layer)) == layer.text
    for place, char in enumerate(layer.text):
        at = layer.origin(place, place + 1)
        assert 0 <= at.start <= at.end <= len(at.file.text)
        if at.file.name == "省":
            assert at.file.text[at.start] == char
    for piece in layer.pieces:
        below = found.base.layer.text if piece.change is None else layer.file.text
        assert piece.change is not None or below[piece.start :].startswith(piece.text)
        assert 0 <= piece.base[0] <= piece.base[1] <= len(BASE)


@slow
@given(some_changes)
def test_the_merged_text_is_an_ordinary_rule_file(changes: list[str]) -> None:
    """Read by itself it is the same rubric, and its findings lie inside the files to which they are put."""
    found = over(HEAD + "".join(changes))
    assert found.is_usable
    assert found.layer is not None and found.loaded is not None
    assert pipeline.load(found.layer.text, "县").rubric == found.loaded.rubric
    for one in examine(found).findings:
        assert 0 <= one.diagnostic.start <= one.diagnostic.end <= len(one.file.text)


@slow
@given(st.permutations(CHANGES))
def test_the_order_of_changes_means_nothing(changes: list[str]) -> None:
    """All changes are about the base's text, so they may be written in any order."""
    first, second = over(HEAD + "".join(CHANGES)), over(HEAD + "".join(changes))
    assert first.layer is not None and second.layer is not None
    assert first.layer.text == second.layer.text
