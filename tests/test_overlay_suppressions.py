"""What an overlay says not to report."""

import pytest

from evaldsl.overlays.checking import examine
from tests.overlay_texts import HEAD, change, over

TWICE = "调整 人员控制.① 得1分 → 得2分"
WHY = "  # 不报 award-exceeds-weight：试行期间照此"


def reported(text: str, *bases: tuple[str, str]) -> tuple[list[str], list[str]]:
    """The slugs that are reported and those that are not, but for what the base has already."""
    found = examine(over(text, *bases))
    return (
        [one.diagnostic.slug for one in found.findings if not one.inherited],
        [one.diagnostic.slug for one, _ in found.suppressed],
    )


@pytest.mark.parametrize(
    "text",
    [
        HEAD + change(TWICE + WHY),
        HEAD + change(TWICE),
        HEAD + f"{WHY}\n" + change(TWICE),
        HEAD.replace("依据", f"{WHY}\n依据") + change(TWICE),
    ],
    ids=["行末", "没有写", "上一行", "开头"],
)
def test_a_finding_of_a_change_need_not_be_reported(text: str) -> None:
    """The words stand behind the change, above it, or above the head for the whole file; elsewhere it is reported."""
    shown, hidden = reported(text)
    assert ("award-exceeds-weight" in hidden) is ("不报" in text)
    assert ("award-exceeds-weight" in shown) is ("不报" not in text)
    assert "unused-suppression" not in shown


def test_what_a_change_brings_about_in_the_base_is_hidden_from_the_head() -> None:
    """The total that no longer fits stands in the base; a change of the overlay is why, its head says not to report it."""
    text = HEAD + change("删除 公开")
    assert "weights-do-not-sum" in reported(text)[0]
    assert "weights-do-not-sum" not in reported("# 不报 weights-do-not-sum：总分另行公布\n" + text)[0]


@pytest.mark.parametrize(
    ("comment", "slug"),
    [
        ("# 不报 award-exceeds-weight", "unexplained-suppression"),
        ("# 不报 award-exceeds-wieght：笔误", "unknown-suppression"),
        ("# 不报 bands-gap：没有这一种", "unused-suppression"),
    ],
)
def test_what_is_wrong_with_words_not_to_report_is_told(comment: str, slug: str) -> None:
    """No reason, no such finding, nothing there to hide: told at its place in the overlay; the finding is reported."""
    found = examine(over(HEAD + change(f"{TWICE}  {comment}")))
    faults = [one for one in found.findings if one.diagnostic.slug == slug]
    assert [one.file.name for one in faults] == ["县"]
    assert "award-exceeds-weight" in [one.diagnostic.slug for one in found.findings]


def test_what_a_change_brings_about_in_its_indicator_is_hidden_at_the_change() -> None:
    """More points than the sentence gives: the sentence stands in the base, the change in the overlay; no other is hidden."""
    why = "# 不报 full-marks-unreachable：分两步到位\n"
    others = change("调整 满意度（3分） → （4分）")
    for text in (why + change("调整 公开（2分） → （3分）"), change(f"调整 公开（2分） → （3分）  {why.strip()}")):
        shown, hidden = reported(HEAD + text + others)
        assert (shown.count("full-marks-unreachable"), hidden.count("full-marks-unreachable")) == (1, 1)
        assert "unused-suppression" not in shown


def test_an_overlay_over_an_overlay_keeps_what_that_does_not_report() -> None:
    """A city says not to report its own change; its county is not told of it again, and added words are read once."""
    city = ("市", HEAD + change(TWICE + WHY))
    county = HEAD.replace("沿用 省", "沿用 市") + change("调整 公开 得2分 → 得1分")
    assert "award-exceeds-weight" not in reported(county, city)[0]
    added = "指标 新（1分）\n评分 ①按时报送得1分；③内容完整得1分。  # 不报 numbering-gap、award-exceeds-weight：照文件"
    shown, hidden = reported(HEAD + change("增加 公开 之后", added))
    assert {"numbering-gap", "award-exceeds-weight"} <= {*hidden}
    assert "unused-suppression" not in shown
