"""docs/reference/commands.md against the commands: every option, every format, every field of JSON."""

import argparse
import importlib
import json
import re
from pathlib import Path

import pytest

from evaldsl.cli import COMMANDS, main

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "reference" / "commands.md"
RULES = """规则集 某县
总分 10分
等级 优：9分（含）以上；良：8分（含）-9分；中：6分（含）-8分；差：不满6分
约定 得分保留2位小数
约定 不足1个百分点的，按1个百分点计
指标 预算（6分）
评分 预算执行率≥90%得6分，每低1%扣0.5分，扣完为止。
指标 制度（4分）
评分 ①制度健全得3分，否则不得分；②每发现一处问题扣0.5分，最多扣1分，满分1分。
例 制度健全＝是；问题＝2处 → 3分
"""
COUNTY = """规则集 乙县
沿用 甲.rubric
调整 预算 每低1%扣0.5分 → 每低1%扣0.4分
  依据 某文
  理由 试行
"""
UNITS = (
    "单位,预算执行率（%）,制度.①.制度健全,制度.②.问题（处）\n一局,85,是,1\n二局,90,是,0\n三局,70,否,3\n四局,80,是,\n"
)
UNIT = "单位: 一局\n数据:\n  预算执行率: 85%\n  制度.①.制度健全: 是\n"
CALLS = {
    "`check`": "check 丁.rubric",
    "`rule`": "rule 完成率≥90%得2分，每低于1%扣0.1分。 --weight 5",
    "`score`": "score 甲.rubric 甲.yaml",
    "`verify`": "verify 甲.rubric",
    "`show`": "show 甲.rubric",
    "`show --changes`": "show 乙.rubric --changes",
    "`show --merged`": "show 乙.rubric --merged",
    "`diff`": "diff 甲.rubric 乙.rubric",
    "`compare`": "compare 甲.rubric 乙.rubric --facts 甲.csv",
    "`tune --list`": "tune 甲.rubric --list",
    "`tune --set 地址=值`": "tune 甲.rubric --facts 甲.csv --set 预算.扣=0.1",
    "`tune --set 地址`": "tune 甲.rubric --facts 甲.csv --set 预算.扣",
    "`tune --goal`": "tune 甲.rubric --facts 甲.csv --set 预算.扣 --goal 优≥1",
    "`tune --edges`": "tune 甲.rubric --facts 甲.csv --edges",
    "`tune --to`": "tune 甲.rubric --facts 甲.csv --to 优",
    "`tune --set 地址 --to`": "tune 甲.rubric --facts 甲.csv --set 预算.扣 --to 优",
    "`list`": "list",
}
"""What JSON is asked for, by how the page names it."""


def parser_of(name: str) -> argparse.ArgumentParser:
    """The options of a command."""
    parser = argparse.ArgumentParser(add_help=False)
    importlib.import_module(f"evaldsl.commands.{name}").arguments(parser)
    return parser


def options_of(name: str) -> set[str]:
    """Those that begin with two dashes."""
    return {one for action in parser_of(name)._actions for one in action.option_strings if one.startswith("--")}


def fields(told: object) -> str:
    """The names of what an object holds, or each of a list, and of what stands in it one step down."""

    def of(value: object) -> dict[str, list[object]]:
        every = value if isinstance(value, list) else [value]
        found: dict[str, list[object]] = {}
        for one in every:
            for key, inner in one.items() if isinstance(one, dict) else ():
                found.setdefault(key, []).extend(inner if isinstance(inner, list) else [inner])
        return found

    words = []
    for key, inner in of(told).items():
        within = "、".join(f"`{name}`" for name in of(inner) if name.isidentifier() and name.isascii())
        words.append(f"`{key}`（{within}）" if within else f"`{key}`")
    return "；".join(words)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_is_on_the_page(name: str) -> None:
    """Where it is written by ``pytest --update`` and held against what the command says; it says what each status means."""
    text = PAGE.read_text(encoding="utf-8")
    assert f"$ evaldsl {name} --help\n" in text
    told = text.partition(f"$ evaldsl {name} --help\n")[2].partition("```")[0]
    assert "退出状态" in told or name == "list"


@pytest.mark.parametrize("name", COMMANDS)
def test_formats_are_those_that_help_names(name: str) -> None:
    """Each form that an option takes, and each ending of a file."""
    module = importlib.import_module(f"evaldsl.commands.{name}")
    for action in parser_of(name)._actions:
        named = set(re.findall(r"[a-z]{2,}", action.help or ""))
        if "--format" in action.option_strings and "默认看后缀" not in (action.help or ""):
            assert set(action.choices or ()) == named & {
                *(action.choices or ()),
                "text",
                "md",
                "json",
                "html",
                "csv",
            }, name
        endings = {key for table in ("_ENDINGS", "_WIDE_ENDINGS") for key in getattr(module, table, {})}
        if "-o" in action.option_strings and "（." in (action.help or ""):
            told = set(re.findall(r"\.[a-z]+", action.help or ""))
            assert not endings or endings - {".htm", ".yml", ".feather"} == told, name


def test_options_in_the_documentation_exist() -> None:
    """A line that calls a command with an option calls one that it has."""
    for page in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        for line in page.read_text(encoding="utf-8").splitlines():
            for name, rest in re.findall(r"\bevaldsl (\w+)([^`|]*)", line):
                if name in COMMANDS:
                    unknown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest)) - options_of(name) - {"--help"}
                    assert not unknown, f"{page.name}: {line}"


@pytest.mark.parametrize("title", CALLS)
def test_fields_of_json_are_those_on_the_page(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the order in which they are written."""
    for name, text in {
        "甲.rubric": RULES,
        "乙.rubric": COUNTY,
        "甲.csv": UNITS,
        "甲.yaml": UNIT,
        "丁.rubric": RULES.replace("6分）", "7分）"),
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main([*CALLS[title].split(" "), "--format", "json"]) in (0, 1), capsys.readouterr().err
    row = f"| {title} | {fields(json.loads(capsys.readouterr().out))} |"
    assert row in PAGE.read_text(encoding="utf-8"), row
