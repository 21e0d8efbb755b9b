"""The command line as a whole: help, wrong calls, streams, the last resort."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from evaldsl import cli
from evaldsl.cli import COMMANDS, PENDING
from evaldsl.render.widths import display_width
from tests.command_line import RUBRIC, Run, ruled, shipped


def test_help_is_chinese_and_lists_what_works(run: Run) -> None:
    """Every command that exists, none that does not."""
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    assert all(name in out for name in COMMANDS)
    assert not any(re.search(rf"\b{name}\b", out) for name in PENDING)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_no_english_and_lines_up(run: Run, name: str) -> None:
    """argparse's own words are replaced."""
    status, out, _ = run(name, "--help")
    assert status == 0
    assert out.startswith(f"用法：evaldsl {name} ")
    words = out.replace(f"evaldsl {name}", "")
    assert not re.search(r"\b(usage|options?|positional|arguments|show|default|choose)\b", words)
    assert max(display_width(line) for line in out.splitlines()) <= 90
    assert not re.search(r"\b[A-Z]+\b", re.sub(r"YAML|JSON|CSV", "", out))
    assert "[" not in out and "'" not in out
    out.encode("gbk")


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["scroe"],
        ["score"],
        ["score", "a", "b", "c"],
        ["score", "a", "--format", "xml"],
        ["score", "a", "--format"],
        ["score", "a", "--fail-under", "1e3"],
        ["score", "a", "--fail-under", "八十"],
        ["check"],
        ["check", "--form", "json", "a"],
        ["rule"],
        ["rule", "得2分", "--step", "四舍五入"],
        ["rule", "得2分", "--weight", "nan"],
        ["rule", "得2分", "--weight", "-1"],
        ["rule", "得2分", "--fact", "没有等号"],
        ["rule", "X≥1得1分", "--fact", "X=1", "--fact", "X=2"],
        ["score", "longhui-2021", "-o", "x.docx"],
        ["score", "longhui-2021", "-o", "x"],
        ["template", "longhui-2021", "-o", "x.xlsx"],
        ["rule", "得2分", "--jsonl"],
        ["template", "a", "--format", "xlsx"],
        ["list", "x"],
        ["explain", "longhui-2021"],
        ["explain", "longhui-2021", "没有这个指标"],
        ["\x00"],
        ["--nothing"],
    ],
)
def test_a_wrong_call_is_told_in_chinese(run: Run, argv: list[str]) -> None:
    """Exit status 2, nothing on stdout, no English sentence."""
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert err.startswith("错误：")
    assert not re.search(r"\b(error|invalid|expected|required|unrecognized|choose from|argument)\b", err)


@pytest.mark.parametrize("name", PENDING)
def test_commands_to_come_say_so(run: Run, name: str) -> None:
    """One line."""
    assert run(name, "x", "--y") == (2, "", f"错误：“{name}”命令尚未实现\n")


def test_the_last_resort_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program shows its class, no traceback."""

    def broken(*_: object) -> int:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(cli, "_command", broken)
    status, out, err = run("list")
    assert (status, out) == (2, "")
    assert "ZeroDivisionError" in err
    assert "secret" not in err
    assert err.count("\n") == 1


def test_an_interrupt_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """130, as shells have it."""

    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_command", interrupted)
    assert run("list") == (130, "", "")


def test_results_that_cannot_be_written_are_told() -> None:
    """A full device, a closed stdout, a closed stdin."""
    base = [sys.executable, "-m", "evaldsl"]
    calls = ((["list"], "> /dev/full", "磁盘已满"), (["list"], ">&-", "关着"), (["rule", "-"], "<&-", "关着"))
    for argv, redirection, words in calls:
        command = f"{shlex.join([*base, *argv])} {redirection}"
        done = subprocess.run(["sh", "-c", command], capture_output=True, cwd=Path(__file__).parent.parent)
        assert done.returncode == 2, command
        assert words in done.stderr.decode("utf-8")
        assert done.stderr.count(b"\n") == 1


def test_a_closed_pipe_is_quiet() -> None:
    """Whoever reads our output may stop."""
    process = subprocess.Popen(
        [sys.executable, "-m", "evaldsl", "rule", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    process.stdin.write('{"id": 1, "text": "得2分"}\n'.encode() * 50)
    process.stdin.close()
    assert process.wait() == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_output_is_utf_8_when_redirected() -> None:
    """Whatever the locale says; a sign that cannot be written never stops the program."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "evaldsl", "list"],
        capture_output=True,
        env=environment,
        cwd=Path(__file__).parent.parent,
        check=True,
    )
    assert "隆回县" in done.stdout.decode("utf-8")


def test_no_colour_without_a_terminal(run: Run, folder: Path) -> None:
    """Redirected output has no escapes."""
    assert "\x1b" not in run("check", folder)[1]


def test_a_fault_of_the_program_is_told_with_its_place(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names the kind of the fault and the line of our own code, even where a library raised it."""
    import evaldsl.commands.list as listing

    monkeypatch.setattr(listing, "decoded", lambda *_: "1" if json.loads("[") else "")
    status, out, err = run("list")
    assert (status, out) == (2, "")
    assert re.fullmatch(
        r"错误：程序出了意外（JSONDecodeError，在evaldsl\.commands\.list第[0-9]+行），请.*发给维护者\n", err
    )


def test_list_names_what_is_shipped(run: Run) -> None:
    """By the name that the other commands take."""
    assert [one["name"] for one in json.loads(run("list", "--format", "json")[1])] == shipped()
    lines = run("list")[1].splitlines()
    assert ruled(lines)


def test_examples_pass_or_not(run: Run, folder: Path) -> None:
    """0, 1, and which example it was."""
    path = folder / "测试.rubric"
    example = "例 在职人员数＝53人；编制数＝50人；②＝是 → {}分\n一级 过程（6分）"
    path.write_text(RUBRIC.replace("一级 过程（6分）", example.format("2.8")), encoding="utf-8")
    status, out, _ = run("test", path)
    assert status == 0
    assert "1个例，全部通过\n" in out
    assert " 不符 " not in out
    assert "通过 人员控制 应得2.8分" in run("test", path, "--all")[1]
    path.write_text(RUBRIC.replace("一级 过程（6分）", example.format("3")), encoding="utf-8")
    status, out, _ = run("test", path)
    assert status == 1
    assert "不符 人员控制 应得3分" in out
    assert run("test", folder.parent / "没有")[0] == 2
