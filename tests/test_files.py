"""Rule files, facts files and outputs that cannot be used, by every command that takes them."""

import json
from pathlib import Path

import pytest

from evaldsl.command_line import files
from tests.command_line import FACTS, FULL, RUBRIC, Run


def hostile(folder: Path) -> dict[str, Path]:
    """Files that no command can use, by what is wrong with them."""
    folder = folder / "坏"
    folder.mkdir()
    (folder / "broken.rubric").write_bytes("语法 1\n规则集 甲县部门整体支出绩效评价\n".encode() + b"\xff\n")
    (folder / "word.rubric").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
    (folder / "zero.rubric").write_bytes("语法 1\0\n".encode())
    with (folder / "huge.rubric").open("wb") as stream:
        stream.truncate(files.MOST_BYTES + 1)
    return {path.name: path for path in folder.iterdir()} | {
        "没有": folder / "没有.rubric",
        "太长": folder / ("长" * 3000),
        "文件夹": folder,
    }


@pytest.mark.parametrize("command", ["check", "score", "explain", "test", "template", "fmt"])
def test_files_that_cannot_be_used_are_named(run: Run, tmp_path: Path, command: str) -> None:
    """Missing, a folder, too large, in another encoding, no text: a Chinese line with the path."""
    for path in hostile(tmp_path).values():
        status, out, err = run(command, path, *(["指标"] if command == "explain" else []))
        assert status == 2, path
        assert err.startswith("错误："), path
        assert path.name[:40] in err, path
        assert out == "" or command == "check", path


def test_swapped_files_are_told(run: Run, folder: Path) -> None:
    """Facts in the place of rules, rules in the place of facts."""
    rules, facts = folder / "测试.rubric", folder / "facts.yaml"
    assert "是数据文件，不是规则文件" in run("score", facts, rules)[2]
    assert "是数据文件，不是规则文件" in run("check", facts)[2]
    assert "是规则文件，不是数据文件" in run("score", rules, rules)[2]


def test_rules_in_gb18030_read_the_same(run: Run, folder: Path) -> None:
    """What an editor on Windows saved; places are in characters, and fmt keeps the encoding."""
    expected = run("check", folder / "测试.rubric", "--format", "json")[1]
    (folder / "测试.rubric").write_bytes(RUBRIC.encode("gb18030"))
    assert run("check", folder / "测试.rubric", "--format", "json")[1] == expected
    run("fmt", folder / "测试.rubric")
    assert "规则集" in (folder / "测试.rubric").read_bytes().decode("gb18030")


def test_mere_carriage_returns_end_lines(run: Run, folder: Path) -> None:
    """Old programs of the Mac end a line so: rules and facts read the same, at the same places."""
    expected = [run(command, folder, "--format", "json") for command in ("check", "score")]
    for name in ("测试.rubric", "facts.yaml"):
        (folder / name).write_bytes((folder / name).read_bytes().replace(b"\n", b"\r"))
    assert [run(command, folder, "--format", "json") for command in ("check", "score")] == expected


def test_facts_that_cannot_be_used_are_named(run: Run, folder: Path) -> None:
    """The same for facts files."""
    (folder / "word.yaml").write_bytes(b"PK\x03\x04\x00")
    (folder / "syntax.yaml").write_text("数据:\n  a: [\n", encoding="utf-8")
    (folder / "空").mkdir()
    for name in ("word.yaml", "syntax.yaml", "没有.yaml", "空"):
        status, out, err = run("score", folder, folder / name)
        assert (status, out) == (2, ""), name
        assert "错误" in err
    assert run("score", folder, folder)[1] == run("score", folder)[1]  # a folder stands for its facts.yaml


def test_a_format_that_is_named_goes_before_the_ending(run: Run, folder: Path) -> None:
    """--format says what is written whatever the name; - is stdout."""
    assert run("score", folder, "-o", folder / "x.doc", "--format", "json")[:2] == (0, "")
    assert json.loads((folder / "x.doc").read_text(encoding="utf-8"))["unit"] == "某单位"
    assert run("score", folder, "-o", "-") == run("score", folder)


def test_output_that_cannot_be_written_is_named(run: Run, folder: Path) -> None:
    """A folder that is not there, a folder in the place of the file."""
    for target in (folder / "没有" / "x.csv", folder):
        status, _, err = run("score", folder, "-o", target)
        assert status == 2
        assert "写不了" in err


def test_a_folder_with_several_rubrics_asks_which(run: Run, folder: Path) -> None:
    """Nothing is guessed."""
    (folder / "另一个.rubric").write_text(RUBRIC, encoding="utf-8")
    status, _, err = run("score", folder)
    assert status == 2
    assert "请写明是哪一个" in err


@pytest.mark.parametrize("seed", range(40))
def test_any_text_can_be_checked_and_scored(run: Run, tmp_path: Path, seed: int) -> None:
    """Rule files with stretches cut out, doubled or exchanged never end in a fault of the program."""
    import random

    dice = random.Random(seed)
    text = RUBRIC
    for _ in range(dice.randint(1, 6)):
        start, end = sorted(dice.randrange(len(text) + 1) for _ in "ab")
        piece = text[start : min(end, start + 40)]
        text = dice.choice(
            (text[:start] + text[end:], text[:start] + piece * 2 + text[start:], text[end:] + text[:end])
        )
    path = tmp_path / "乱.rubric"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS + FULL, encoding="utf-8")
    for argv in (["check", path], ["score", path], ["fmt", path, "--check"], ["test", path], ["template", path]):
        status, _, err = run(*argv)
        assert status in (0, 1, 2)
        assert "意外" not in err, text


def test_a_link_to_nothing_in_a_folder_is_told(run: Run, folder: Path) -> None:
    """It is not passed over as if it were no rule file."""
    (folder / "空.rubric").symlink_to("没有.rubric")
    status, out, err = run("check", folder)
    assert (status, "空.rubric" in out + err) == (2, True)
