"""Definitions that read each other over and over: refused where they are written, in every command, in little time."""

import time

import pytest

from evaldsl.pipeline import load
from evaldsl.rule import read_rule
from tests.command_line import Run

HEAD = "规则集 甲\n约定 得分保留2位小数\n等级 优：9分（含）以上；差：不满9分\n"


def chained(formula: str, count: int, *, backwards: bool = False) -> str:
    """A rubric in which each of *count* definitions reads the next."""
    lines = [f"计算 甲{place}率＝{formula.replace('甲', f'甲{place + 1}率')}\n" for place in range(count)]
    return f"{HEAD}{''.join(reversed(lines) if backwards else lines)}指标 乙（10分）\n评分 甲0率≥95%得10分。\n"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("formula", "count", "message"),
    [
        ("甲×2", 1000, "“甲900率”一层套一层地算，超过100层"),
        ("甲+甲", 60, "“甲49率”层层代入以后，算式里的数超过2000个"),
        ("甲×甲", 40, "“甲34率”层层代入以后，算出的数可以有4608位，超过4000位"),
    ],
)
def test_what_grows_without_bound_is_refused(formula: str, count: int, message: str, *, backwards: bool) -> None:
    """Whatever the order of the lines; the first that is too large is named."""
    begun = time.monotonic()
    loaded = load(chained(formula, count, backwards=backwards), "甲")
    assert loaded.rubric is None
    assert message in [one.message for one in loaded.diagnostics if one.slug == "oversized-definition"]
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("command", ["check", "score", "verify", "explain", "batch"])
def test_every_command_refuses_it(run: Run, command: str) -> None:
    """As an error of the rules, with its place."""
    rest = {"score": ["没有.yaml"], "explain": ["乙"], "batch": ["没有.csv"]}.get(command, [])
    status, out, err = run(command, "-", *rest, stdin=chained("甲×甲", 40))
    assert status == 2
    assert "oversized" in out + err


@pytest.mark.parametrize(("formula", "count"), [("甲×2", 95), ("甲+甲", 9), ("甲×甲", 5), ("（甲+1）÷甲", 5)])
def test_what_is_large_but_bounded_is_read(formula: str, count: int) -> None:
    """Further than any published rubric goes."""
    assert load(chained(formula, count), "甲").rubric is not None


def test_definitions_in_sentences_count_too() -> None:
    """One sentence after another may define the next."""
    names = [f"{sign}率" for sign in "甲乙丙丁戊己庚辛"]
    defined = "；".join(f"{one}={other}×{other}" for one, other in zip(names[1:], names, strict=False))
    rule = read_rule(f"{defined}；{names[-1]}≥95%得5分。")
    assert "oversized-definition" in [one.slug for one in rule.findings]
