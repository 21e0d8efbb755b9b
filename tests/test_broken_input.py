"""Front doors under attack: devices, pipes, control characters, formulas that divide by nothing."""

import os
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from evaldsl.command_line.files import Unusable, read_bytes, write_atomically
from evaldsl.rule import read_rule

SIX = Fraction(6)


def test_a_device_is_read_no_further_than_a_file() -> None:
    """It would never end."""
    with pytest.raises(Unusable, match="超过5MB"):
        read_bytes(Path("/dev/zero"), "/dev/zero")


def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    """Only ordinary files are written."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Unusable, match="不是普通文件"):
        write_atomically(str(pipe), b"x")
    assert pipe.is_fifo()


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\x07", "\x7f", "\ufeff"])
def test_signs_that_cannot_be_seen_say_nothing(sign: str) -> None:
    """What looks the same is read the same."""
    text = "在职人员控制率≤100%计6分，每{}超出1%扣0.5分，扣完为止。"
    assert (
        read_rule(text.format(sign), "", SIX).reading.indicator == read_rule(text.format(""), "", SIX).reading.indicator
    )


@pytest.mark.parametrize(
    "text",
    [
        "预算执行率≥95%得2，5分",
        "制度健全得1/2分",
        "存在截留一票否决，每发现一处违规扣1分。",
        "制度健全得2分，一票否决。",
        "任务完成率达到100%得6分，未达到100%的按比列得分，低于60%不得分。",
        "预算完成率≥95%得2分，每底1个百分点扣0.2分。",
    ],
)
def test_what_is_left_of_a_clause_is_no_name(text: str) -> None:
    """Signs of scoring that were not understood are an error, never part of the name of a fact."""
    assert [one.slug for one in read_rule(text, "", SIX).findings if one.is_error] == ["unread-clause"]


def test_a_formula_over_nothing_is_not_computed() -> None:
    """The score is open between the bounds that the words leave; nothing is raised."""
    rule = read_rule("得分=分值×实际完成值/目标值，最高不超过指标分值。", "", SIX)
    card = rule.score({"实际完成值": Fraction(1), "目标值": Fraction(0)})
    assert (card.score, card.interval, card.indicators[0].undefined) == (None, (0, 6), ("得分公式",))


@pytest.mark.parametrize(
    "text",
    [
        "得分=(" + "(" * 2300 + "完成率" + ")" * 2300 + ")×2分",
        "得分=完成率" + "+完成率" * 1200,
        "（" * 2400 + "制度健全得1分" + "）" * 2400,
        "每发现一处违规扣1分，" * 440,
        "，".join(f"执行率≥{number}%得1分" for number in range(1000, 1100)),
        "否则" * 9000 + "得1分",
    ],
    ids=["brackets", "sum", "wide brackets", "steps", "bands", "otherwise"],
)
def test_deep_and_long_sentences_are_answered(text: str) -> None:
    """Read, or refused with a finding; never a fault of the program."""
    rule = read_rule(text, "", SIX)
    assert rule.ok or any(one.is_error for one in rule.findings)


def test_a_closed_output_is_no_fault() -> None:
    """evaldsl list >&-"""
    command = f'"{sys.executable}" -m evaldsl list >&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr


LONG = ["得", "一", "十", "扣", "则", "至", "总", "每，", "得；", "（", "得分", "1.", "优、"]


@pytest.mark.parametrize("words", LONG)
def test_words_said_again_and_again_are_answered_in_seconds(words: str) -> None:
    """As long as a cell may be, and much longer."""
    for count in (2_000, 100_000):
        begun = time.process_time()
        read_rule(words * (count // len(words)), "", SIX)
        assert time.process_time() - begun < 10
