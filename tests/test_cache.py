"""What is kept between processes: used only while everything is as it was, and only where nobody else can write."""

import os
import re
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from attrs import evolve

from benchmarks.sentences import SENTENCES
from evaldsl import pipeline
from evaldsl.cache import keep, kept
from evaldsl.command_line import rubric_cache
from evaldsl.command_line import rules_and_facts as inputs
from evaldsl.command_line.rubric_cache import cached_check, cached_facts, cached_scorecard, later_rubric
from evaldsl.facts.facts_file import read_facts
from evaldsl.facts.unit_facts import UnitFacts
from evaldsl.interpreter.rubric import Kind, Rubric
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.syntax import regex_cache
from evaldsl.syntax.first_signs import BySigns, alternatives_of
from evaldsl.syntax.text_to_tree import parser
from evaldsl.text import typography
from evaldsl.text.diagnostics import Diagnostic

SHIPPED = sorted((Path(__file__).parent.parent / "rubrics").glob("*/*.rubric"))
SHIPPED = [path for path in SHIPPED if not is_overlay(path.read_text(encoding="utf-8"))]
TEXT = "总分 2分\n指标 完成（2分）\n评分\n完成率≥95%得2分，每低1%扣0.2分。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("EVALDSL_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def read(text: str = TEXT) -> Rubric:
    """The rubric of *text*, read now."""
    rubric = pipeline.load(text, "测试").rubric
    assert rubric is not None
    return rubric


def again(*_: object) -> NoReturn:
    """Reading where nothing should have to be read."""
    raise AssertionError("读了第二遍")


def nothing_read() -> tuple[UnitFacts, tuple[Diagnostic, ...]]:
    """The same for facts."""
    raise AssertionError("读了第二遍")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_kept_rubric_is_the_rubric(path: Path, folder: Path) -> None:
    """All of it, with the places that equality leaves out."""
    text = path.read_text(encoding="utf-8")
    first = later_rubric(text, path.name, lambda: read(text))()
    second = later_rubric(text, path.name, again)()
    assert folder.is_dir()
    assert second is not first
    assert second == first
    assert rubric_cache._plain(second) == rubric_cache._plain(first)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_kept_check_is_the_check(path: Path, folder: Path) -> None:
    """Findings with their hints and other places, and what the file says not to report."""
    text = "# 不报 step-convention-unstated：原文如此\n" + path.read_text(encoding="utf-8")
    first = cached_check(text, path.name, lambda: pipeline.examine(pipeline.load(text, path.name)))
    second = cached_check(text, path.name, again)
    assert folder.is_dir()
    assert second is not first
    assert second == first
    assert second.findings


@pytest.mark.usefixtures("folder")
def test_another_text_or_name_is_read() -> None:
    """Whatever changes, be it a blank in a comment, is read anew."""
    later_rubric(TEXT, "测试", read)()
    for text, name in ((TEXT.replace("0.2", "0.3"), "测试"), (f"{TEXT}#\n", "测试"), (TEXT, "测验")):
        with pytest.raises(AssertionError, match="读了第二遍"):
            later_rubric(text, name, again)()
    assert later_rubric(TEXT, "测试", again)() == read()


FACTS = "单位: 甲\n年度: 2024\n数据:\n  完成率: 90%  # 缺来源\n  别的: 3\n"


@pytest.mark.usefixtures("folder")
def test_kept_facts_are_the_facts_under_these_rules() -> None:
    """With what is wrong with them; under other rules the same file is read anew."""
    rules = ("测试", TEXT)

    def read_now() -> tuple[UnitFacts, tuple[Diagnostic, ...]]:
        known, found = read_facts(FACTS, "facts.yaml", read())
        return known, tuple(found)

    first = cached_facts(FACTS, "facts.yaml", rules, read_now)
    second = cached_facts(FACTS, "facts.yaml", rules, nothing_read)
    assert second == first == read_now()
    assert second is not first
    assert rubric_cache._plain(second) == rubric_cache._plain(first)
    assert [one.slug for one in second[1]] == ["unknown-fact"]
    others = (
        (FACTS + "#", "facts.yaml", rules),
        (FACTS, "facts.csv", rules),
        (FACTS, "facts.yaml", ("测试", TEXT + "#")),
        (FACTS, "facts.yaml", ("测验", TEXT)),
    )
    for text, name, under in others:
        with pytest.raises(AssertionError, match="读了第二遍"):
            cached_facts(text, name, under, nothing_read)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_kept_facts_of_a_shipped_rubric(path: Path, folder: Path) -> None:
    """Every value, its ground and its place."""
    text, rubric = path.read_text(encoding="utf-8"), pipeline.load(path.read_text(encoding="utf-8"), path.name).rubric
    beside = path.with_name("facts.yaml")
    if rubric is None or not beside.is_file():
        pytest.skip("没有数据文件")
    content = beside.read_text(encoding="utf-8")
    known, found = read_facts(content, beside.name, rubric)
    cached_facts(content, beside.name, (path.name, text), lambda: (known, tuple(found)))
    assert folder.is_dir()
    assert cached_facts(content, beside.name, (path.name, text), nothing_read) == (known, tuple(found))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_kept_scorecard_is_the_scorecard(path: Path, folder: Path) -> None:
    """Every deduction and every interval; other values, another unit or other rules are scored anew."""
    text = path.read_text(encoding="utf-8")
    ready = scorer(read(text))
    numbers = [fact.key for one in ready.rubric.indicators for fact in one.facts if fact.kind is Kind.RATIO]
    for known in (UnitFacts("甲"), UnitFacts("甲", values=dict.fromkeys(numbers, Fraction(2, 3)))):
        card = score(ready, known.values, known.unit)
        cached_scorecard((path.name, text), known, partial(score, ready, known.values, known.unit))
        assert rubric_cache._plain(cached_scorecard((path.name, text), known, again)) == rubric_cache._plain(card)
        for rules, other in (((path.name, f"{text}#"), known), ((path.name, text), evolve(known, unit="乙"))):
            with pytest.raises(AssertionError, match="读了第二遍"):
                cached_scorecard(rules, other, again)
    assert folder.is_dir()


def test_a_kept_expression_finds_what_it_found(folder: Path) -> None:
    """The lexers' own, with the names of their groups; a damaged one is translated anew."""
    patterns = [one.pattern.to_regexp() for one in parser().terminals]
    whole = "|".join(f"(?P<{one.name}>{one.pattern.to_regexp()})" for one in parser().terminals)
    for pattern in (*patterns, whole):
        plain, translated, known = re.compile(pattern), regex_cache.compile(pattern), regex_cache.compile(pattern)
        for text in (TEXT, "每低于1个百分点扣0.2分", "（含）-80%", "得分=完成率×8分"):
            found = [one.groupdict() for one in plain.finditer(text)]
            assert [one.groupdict() for one in translated.finditer(text)] == found
            assert [one.groupdict() for one in known.finditer(text)] == found
    for damage in ("", "[", "[0, [1, 2, 3], {}]", '[0, [], {"": 0}]', '[0, "bm8gY29kZQ==", {"": 0}]', "null"):
        for place in folder.glob("regex-*"):
            place.write_text(damage)
        assert regex_cache.compile(whole).fullmatch("得2分")


def test_alternatives_told_by_their_first_signs_find_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminals, from every place of cells of all kinds: as translated, as kept, with what is kept damaged, and by re alone."""
    patterns = {one.name: one.pattern.to_regexp() for one in parser().terminals}
    plain = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()))
    translated, known = regex_cache.by_signs(patterns), regex_cache.by_signs(patterns)
    assert isinstance(known, BySigns)
    damaged = []
    for damage in ('[["STOP", [], [], [999, 2, 3]]]', '[["STOP", "", "", "bm8gY29kZQ=="]]'):
        for place in folder.glob("regex-*"):
            place.write_text(damage)
        damaged.append(regex_cache.by_signs(patterns))
    monkeypatch.setattr(regex_cache, "BySigns", None)
    alone = regex_cache.by_signs(patterns)
    for _, _, text in SENTENCES:
        cell = typography.plain(text).text
        for at in range(len(cell)):
            wanted = plain.match(cell, at)
            for told in (translated, known, *damaged, alone):
                found = told[cell[at : at + 2]](cell, at)
                assert (found and (found.lastgroup, found[0])) == (wanted and (wanted.lastgroup, wanted[0])), cell[at:]


def test_the_first_signs_of_all_terminals_are_known() -> None:
    """But of the words that nothing else begins."""
    ways = [way for one in parser().terminals for way in alternatives_of(one.name, one.pattern.to_regexp())]
    assert {way.name for way in ways if not way.signs or not way.pairs} == {"TEXT"}


@pytest.mark.usefixtures("folder")
def test_another_program_reads_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the program that was touched makes everything kept worthless."""
    later_rubric(TEXT, "测试", read)()
    mark = rubric_cache._program()
    files = [str(one[0]) for one in mark[1:]]
    assert {"scoring.lark", "lowering.py", "awards.py"} <= {Path(one).name for one in files}
    path, size, time = mark[-1]
    assert isinstance(time, int)
    monkeypatch.setattr(rubric_cache, "_program", lambda: [*mark[:-1], [path, size, time + 1]])
    with pytest.raises(AssertionError, match="读了第二遍"):
        later_rubric(TEXT, "测试", again)()


@pytest.mark.parametrize("damage", ["", "{", "[]", '["Rubric"]', "\xff"])
def test_what_is_damaged_is_read_anew(folder: Path, damage: str) -> None:
    """A cache never makes a command fail."""
    later_rubric(TEXT, "测试", read)()
    (place,) = folder.iterdir()
    place.write_bytes(damage.encode("latin-1"))
    assert later_rubric(TEXT, "测试", read)() == read()
    assert later_rubric(TEXT, "测试", again)() == read()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX permissions")
def test_what_others_can_write_is_not_used(folder: Path) -> None:
    """Neither a file nor a folder."""
    keep("a-1", b"x")
    assert kept("a-1") == b"x"
    (folder / "a-1").chmod(0o666)
    assert kept("a-1") is None
    folder.chmod(0o777)
    keep("a-2", b"x")
    assert kept("a-2") is None


def test_only_the_newest_stay(folder: Path) -> None:
    """The cache does not grow."""
    keep("b-other", b"")
    for number in range(5):
        keep(f"a-{number}", b"x", most=3)
        os.utime(folder / f"a-{number}", (number, number))
    keep("a-5", b"x", most=3)
    assert sorted(one.name for one in folder.iterdir()) == ["a-3", "a-4", "a-5", "b-other"]


def test_switched_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """EVALDSL_CACHE_DIR=off writes and reads nothing."""
    monkeypatch.setenv("EVALDSL_CACHE_DIR", "off")
    monkeypatch.chdir(tmp_path)
    later_rubric(TEXT, "测试", read)()
    with pytest.raises(AssertionError, match="读了第二遍"):
        later_rubric(TEXT, "测试", again)()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["longhui-from-hunan", "example-beihe"])
def test_a_kept_overlay_is_not_merged_again(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The merged rubric and where its words come from."""
    first = inputs.rules(name)
    monkeypatch.setattr(inputs, "usable_overlay", again)
    second = inputs.rules(name)
    assert folder.is_dir()
    assert (second.rubric, second.layer) == (first.rubric, first.layer)
