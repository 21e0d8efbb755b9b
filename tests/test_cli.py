"""The command line: exit statuses, streams, contracts, hostile input through every front door."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from evaldsl import cli, files
from evaldsl.cli import COMMANDS, PENDING, main
from evaldsl.interpreter.rubric import Kind
from evaldsl.render.widths import display_width
from tests.test_render import RUBRIC, ruled

FACTS = """规则集: 测试
单位: 某单位
年度: 2023
数据:
  在职人员数: 53人
  编制数: 50人
  人员控制.②: 否
"""
FULL = """  资金使用合规性.①: 是
  资金使用合规性.①.不符合: 2例
"""
PUBLISHED = "指标,分值,得分,备注\n人员控制,4,1.3,\n资金使用合规性,6,5,\n"
Shown = tuple[int, str, str]
Run = Callable[..., Shown]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command; gives the exit status, stdout and stderr. *stdin* is bytes or text."""

    def call(*argv: object, stdin: str | bytes = "") -> Shown:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        status = main([str(argument) for argument in argv])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return status, shown.out, shown.err

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a rubric, its facts and published scores."""
    (tmp_path / "测试.rubric").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS + FULL, encoding="utf-8")
    (tmp_path / "published.csv").write_text(PUBLISHED, encoding="utf-8-sig")
    return tmp_path


# ---- the whole


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


# ---- files


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


# ---- check


def test_check_shows_findings_on_stdout(run: Run, folder: Path) -> None:
    """1 with warnings, 2 with errors, 0 when they are ignored or only remarks."""
    path = folder / "测试.rubric"
    status, out, err = run("check", path)
    assert (status, err) == (0, "")
    assert out.endswith(f"{path}：没有发现问题\n") or "说明" in out
    path.write_text(RUBRIC.replace("计2.5分", "计3.5分"), encoding="utf-8")
    status, out, _ = run("check", path)
    assert status == 1
    assert "警告[award-exceeds-weight]" in out
    assert run("check", path, "--ignore", "award-exceeds-weight,weights-do-not-sum")[0] == 0
    assert run("check", path, "--select", "numbering-gap")[0] == 0
    path.write_text(RUBRIC.replace("计2.5分", "得分=(((").replace("语法 1", "语法 9"), encoding="utf-8")
    status, out, _ = run("check", path, "--select", "numbering-gap", "--format", "concise")
    assert status == 2
    assert all(re.match(rf"{re.escape(str(path))}:\d+:\d+ 错误\[[a-z-]+\] ", line) for line in out.splitlines())


def test_check_in_json_is_one_object(run: Run, folder: Path) -> None:
    """For all files together; a missing one does not stop the others."""
    path = folder / "测试.rubric"
    path.write_text(RUBRIC.replace("计2.5分", "计3.5分"), encoding="utf-8")
    status, out, err = run("check", path, folder / "没有", path, "--format", "json")
    assert status == 2
    report = json.loads(out)
    assert report["files"] == [str(path)] * 2
    assert {one["file"] for one in report["findings"]} == {str(path)}
    assert err.count("错误：") == 1


def test_check_reads_stdin(run: Run) -> None:
    """- is stdin."""
    status, out, _ = run("check", "-", stdin=RUBRIC.replace("计2.5分", "计3.5分"))
    assert status == 1
    assert out.startswith("标准输入:")


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


def test_a_fault_of_the_program_is_told_with_its_place(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names the kind of the fault and the line of our own code, even where a library raised it."""
    import evaldsl.commands.list as listing

    monkeypatch.setattr(listing, "decoded", lambda *_: "1" if json.loads("[") else "")
    status, out, err = run("list")
    assert (status, out) == (2, "")
    assert re.fullmatch(
        r"错误：程序出了意外（JSONDecodeError，在evaldsl\.commands\.list第[0-9]+行），请.*发给维护者\n", err
    )


# ---- score


def test_score_writes_the_table_to_stdout(run: Run, folder: Path) -> None:
    """By path, by folder; the facts beside the rules are the default."""
    for argument in (folder, folder / "测试.rubric"):
        status, out, err = run("score", argument)
        assert (status, err) == (0, "")
        assert "总分  6.3分（满分10分）" in out


def test_score_in_json_has_exact_strings(run: Run, folder: Path) -> None:
    """The contract, through the command."""
    status, out, _ = run("score", folder, "--format", "json")
    made = json.loads(out, parse_float=lambda text: pytest.fail(f"a bare number: {text}"))
    assert status == 0
    assert (made["score"], made["interval"], made["grade"]) == ("6.3", ["6.3", "6.3"], "差")
    assert [one["score"] for one in made["indicators"]] == ["1.3", "5"]


def test_score_writes_files_by_their_suffix(run: Run, folder: Path) -> None:
    """CSV begins with a mark for Excel and ends its lines as Excel does."""
    for name, begin in (("a.json", b"{"), ("a.csv", b"\xef\xbb\xbf"), ("a.md", b"# "), ("a.txt", "测试".encode())):
        assert run("score", folder, "-o", folder / name)[:2] == (0, "")
        assert (folder / name).read_bytes().startswith(begin)
    assert b"\r\n" in (folder / "a.csv").read_bytes()
    assert not list(folder.glob(".evaldsl-*"))


def test_score_with_missing_facts_is_clean_and_open(run: Run, folder: Path) -> None:
    """An interval is a result, not a fault."""
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    status, out, _ = run("score", folder)
    assert status == 0
    assert "最值得补的数据" in out


def test_score_with_a_faulty_fact_leaves_it_out(run: Run, folder: Path) -> None:
    """The message stands on stderr, the status is 2, the score is open and therefore not wrong."""
    status, out, err = run("score", folder, "-", "--format", "json", stdin=(FACTS + FULL).replace("53人", "53万元"))
    assert status == 2
    assert "unit-mismatch" in err
    made = json.loads(out)
    assert made["score"] is None


def test_score_fails_under_a_mark(run: Run, folder: Path) -> None:
    """1 below, 0 at the mark; a score that may be below counts as below."""
    assert run("score", folder, "--fail-under", "6.3")[0] == 0
    assert run("score", folder, "--fail-under", "６.31分")[0] == 1
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    status, _, err = run("score", folder, "--fail-under", "6.3")
    assert status == 1
    assert "数据不全" in err


def test_score_compares_with_what_was_published(run: Run, folder: Path) -> None:
    """0 when all agree, 1 when not."""
    assert run("score", folder, "--compare")[0] == 0
    other = folder / "其他.csv"
    other.write_bytes(PUBLISHED.replace("1.3", "2").encode("gbk"))
    status, out, _ = run("score", folder, "--published", other)
    assert status == 1
    assert "人员控制：公布2分，按规则1.3分，公布多0.7分" in out
    made = json.loads(run("score", folder, "--published", other, "--format", "json")[1])
    assert made["indicators"][0]["published"]["difference"] == "0.7"
    (folder / "published.csv").unlink()
    assert run("score", folder, "--compare")[0] == 2


def test_score_says_when_the_facts_are_for_other_rules(run: Run, folder: Path) -> None:
    """Not an error, but not silent."""
    (folder / "facts.yaml").write_text((FACTS + FULL).replace("规则集: 测试", "规则集: longhui-2021"), encoding="utf-8")
    status, _, err = run("score", folder)
    assert status == 0
    assert "写明按“longhui-2021”评分" in err


def test_rules_and_facts_cannot_both_be_stdin(run: Run) -> None:
    """There is one stdin."""
    assert run("score", "-", "-", stdin=RUBRIC)[0] == 2


# ---- shipped rubrics


def shipped() -> list[str]:
    """The rubrics that come with the program."""
    return [one.name for one in files.shipped()]


def test_list_names_what_is_shipped(run: Run) -> None:
    """By the name that the other commands take."""
    assert [one["name"] for one in json.loads(run("list", "--format", "json")[1])] == shipped()
    lines = run("list")[1].splitlines()
    assert ruled(lines)


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_rubric_can_be_scored_by_name(run: Run, name: str) -> None:
    """A folder of facts alone names the rubric it is scored by. Everything shown fits a GBK console."""
    status, out, err = run("score", name)
    assert status in (0, 2)
    assert "总分" in out
    assert "意外" not in err
    lines = out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("一级"))
    body = lines[start : lines.index("", start)]
    assert ruled(body)
    status, out, _ = run("score", name, "--format", "json")
    made = json.loads(out)
    for one in made["indicators"]:
        if one["score"] is not None:
            taken = sum(Fraction(deduction["points"]) for deduction in one["deductions"])
            assert taken == Fraction(one["full"]) - Fraction(one["score"])


@pytest.mark.parametrize("name", [name for name in shipped() if name != "zhuhui-sanitation-2023"])
def test_every_indicator_of_a_shipped_rubric_can_be_explained(run: Run, name: str) -> None:
    """No fault, no line too wide."""
    made = json.loads(run("score", name, "--format", "json")[1])
    for one in made["indicators"]:
        _, out, err = run("explain", name, one["path"][-1])
        assert "得分  " in out
        assert "意外" not in err
        assert max(display_width(line) for line in out.splitlines()) <= 100


# ---- explain


def test_explain_finds_an_indicator_by_a_part_of_its_name(run: Run, folder: Path) -> None:
    """Unless several have it."""
    status, out, _ = run("explain", folder, folder / "facts.yaml", "合规")
    assert status == 0
    assert out.startswith("资金使用合规性（6分）\n过程\n")
    status, out, _ = run("explain", folder, "")
    assert status == 2


# ---- rule


SENTENCE = "在职人员控制率≤100%计1.5分，每超出1%扣0.2分，扣完为止。"


def lines_of(run: Run, *requests: object) -> list[dict[str, object]]:
    """The answers to requests, each a JSON text or something that becomes one."""
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in requests)
    status, out, err = run("rule", "--jsonl", stdin=text)
    assert (status, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def test_rule_shows_reading_meaning_range_and_score(run: Run) -> None:
    """The text for people."""
    status, out, err = run("rule", SENTENCE, "--weight", "1.5", "--fact", "在职人员控制率=102.5")
    assert (status, err) == (0, "")
    for words in ("规范写法", "读取的数据", "读作", "得分范围  0～1.5分", "得分      1分"):
        assert words in out
    assert run("rule", SENTENCE, "--weight", "3")[0] == 1
    assert run("rule", "说些别的")[0] == 2
    assert run("rule", SENTENCE, "--fact", "在职人员控制率=许多")[0] == 2
    assert run("rule", "-", "--weight", "1.5", stdin=SENTENCE)[0] == 0


def test_rule_in_json_is_the_contract(run: Run) -> None:
    """One object, as a line of --jsonl has it."""
    made = json.loads(run("rule", SENTENCE, "--weight", "1.5", "--format", "json", "--step", "进一")[1])
    (line,) = lines_of(run, {"id": None, "weight": 1.5, "text": SENTENCE, "step": "进一"})
    assert made == line
    assert made["findings"] == []


def test_jsonl_answers_every_line_in_order(run: Run) -> None:
    """Keys in the order of the contract, ids as they came, facts by order or by name, exact numbers."""
    made = lines_of(
        run,
        {"id": 1, "weight": 1.5, "text": SENTENCE, "facts": [102.5]},
        "",
        {"id": "二", "weight": "1.5", "text": SENTENCE, "facts": {"在职人员控制率": "102.5"}},
        '{"id": 1.50, "weight": 1.5, "text": "得分=完成率×2分", "facts": [33.333333333333333333]}',
        {"id": None, "weight": 2, "text": "制度健全，得2分，否则不得分", "facts": [True]},
        {"id": True, "weight": 2, "text": "得分=完成率×2分", "facts": [None], "note": "something else"},
    )
    keys = ["id", "ok", "reads", "canonical", "min", "max", "score", "interval", "findings"]
    assert all(list(one) == keys for one in made)
    assert [one["id"] for one in made] == [1, "二", 1.5, None, True]
    assert [one["score"] for one in made] == ["1", "1", "0.67", "2", None]
    assert made[4]["interval"] == ["0", None]


HOSTILE = [
    "nonsense",
    "[1, 2]",
    "null",
    "5",
    '"text"',
    "{",
    "[" * 100_000,
    '{"id": 1}',
    '{"id": 1, "text": null}',
    '{"id": 1, "text": 5}',
    '{"id": 1, "text": ["得2分"]}',
    '{"id": {"a": 1}, "text": "得2分"}',
    '{"id": 1, "text": "得2分", "weight": true}',
    '{"id": 1, "text": "得2分", "weight": [2]}',
    '{"id": 1, "text": "得2分", "weight": 1e400}',
    '{"id": 1, "text": "得2分", "weight": NaN}',
    '{"id": 1, "text": "得2分", "weight": -2}',
    '{"id": 1, "text": "得2分", "weight": ' + "9" * 10_000 + "}",
    '{"id": 1, "text": "得2分", "step": "四舍五入"}',
    '{"id": 1, "text": "得2分", "step": 1}',
    '{"id": 1, "text": "得2分", "facts": "x"}',
    '{"id": 1, "text": "得2分", "facts": 3}',
    '{"id": 1, "text": "' + "得2分，" * 30_000 + '"}',
    '{"id": 1, "text": "得分=' + "(" * 5000 + '完成率"}',
    '{"id": 1, "text": ""}',
    '{"id": 1, "text": "得' + "9" * 5000 + '分"}',
]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_a_bad_line_does_not_stop_the_others(run: Run, place: int) -> None:
    """It is answered with ok false and a finding; the next is answered as if nothing had been."""
    bad, good = lines_of(run, HOSTILE[place], {"id": 2, "weight": 2, "text": "制度健全，得2分，否则不得分"})
    assert bad["ok"] is False
    findings = bad["findings"]
    assert isinstance(findings, list)
    assert findings
    assert all(one["message"] and re.fullmatch("[a-z-]+", one["slug"]) for one in findings)
    assert "internal-error" not in {one["slug"] for one in findings}
    assert (good["ok"], good["max"]) == (True, "2")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (value, sentence)
        for sentence in (
            "得分=完成率×2分",
            "每发现一例不合规扣0.5分",
            "制度健全，得2分，否则不得分",
            "优得2分，良得1分，差不得分",
            "视情况扣1-2分",
        )
        for value in (
            '"许多"',
            '"1e3"',
            "1e3",
            "NaN",
            "[1]",
            '{"a": 1}',
            "9" * 5000,
            '"' + "9" * 40 + '"',
            "-1.5",
            '"\\ud800"',
        )
    ],
)
def test_a_value_that_cannot_be_used_gives_no_score(run: Run, value: str, sentence: str) -> None:
    """A finding, and null; the sentence was read all the same."""
    (made,) = lines_of(run, f'{{"id": 1, "weight": 2, "text": "{sentence}", "facts": [{value}]}}')
    assert made["ok"] is True
    usable = value == "-1.5" and "完成率" in sentence
    assert (made["score"] is None) is not usable
    findings = made["findings"]
    assert isinstance(findings, list)
    assert usable or any(one["severity"] == "error" for one in findings)


def test_facts_that_do_not_fit_the_sentence_are_reported(run: Run) -> None:
    """Too many values, an unknown name."""
    made = lines_of(
        run,
        {"id": 1, "weight": 2, "text": "得分=完成率×2分", "facts": [50, 60]},
        {"id": 2, "weight": 2, "text": "得分=完成率×2分", "facts": {"完成率": 50, "别的": 1}},
        {"id": 3, "weight": 2, "text": "得分=完成率×2分", "facts": []},
    )
    assert [one["score"] for one in made] == ["1", "1", None]
    slugs = [[finding["slug"] for finding in one["findings"]] for one in made]  # type: ignore[attr-defined]
    assert ["unknown-fact" in one for one in slugs] == [True, True, False]


def test_bytes_that_are_no_utf_8_are_a_bad_line(run: Run) -> None:
    """A stray byte in one line leaves the others alone; a BOM is no part of the first."""
    data = b'\xef\xbb\xbf{"id": 1, "text": "\xe5\xbe\x972\xe5\x88\x86"}\n\xff\xfe{\n{"id": 3, "text": "\xe5\xbe\x972\xe5\x88\x86"}\r\n'
    status, out, _ = run("rule", "--jsonl", stdin=data)
    assert status == 0
    assert [json.loads(line)["ok"] for line in out.splitlines()] == [True, False, True]


# ---- fmt


def test_fmt_rewrites_a_file_once(run: Run, folder: Path) -> None:
    """The second time nothing changes; --check and --diff write nothing."""
    path = folder / "测试.rubric"
    rough = RUBRIC.replace("计2.5分，", "计2.5分,")
    path.write_text(rough, encoding="utf-8")
    status, out, _ = run("fmt", "--check", path)
    assert (status, out) == (1, f"要改写：{path}\n")
    status, out, _ = run("fmt", "--diff", path)
    assert status == 1
    assert "+评分 ①" in out
    assert path.read_text(encoding="utf-8") == rough
    assert run("fmt", path) == (0, "", f"已改写：{path}\n")
    assert run("fmt", path) == (0, "", "")
    assert run("fmt", "--check", path)[0] == 0
    assert not list(folder.glob(".evaldsl-*"))


def test_fmt_goes_from_stdin_to_stdout(run: Run, folder: Path) -> None:
    """As editors want it."""
    path = folder / "测试.rubric"
    run("fmt", path)
    assert run("fmt", "-", stdin=RUBRIC) == (0, path.read_text(encoding="utf-8"), "")


def test_fmt_keeps_line_ends_and_mark(run: Run, folder: Path) -> None:
    """A file from Windows stays one."""
    path = folder / "测试.rubric"
    path.write_bytes(b"\xef\xbb\xbf" + RUBRIC.replace("计2.5分，", "计2.5分,").replace("\n", "\r\n").encode())
    assert run("fmt", path)[0] == 0
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")


def test_fmt_leaves_a_faulty_file_alone(run: Run, folder: Path) -> None:
    """What cannot be read is not rewritten."""
    path = folder / "测试.rubric"
    path.write_text(RUBRIC.replace("语法 1", "语法 9"), encoding="utf-8")
    before = path.read_bytes()
    status, _, err = run("fmt", path)
    assert status == 2
    assert "没有改写" in err
    assert path.read_bytes() == before


# ---- test


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


# ---- template


@pytest.mark.parametrize(
    ("name", "filled", "options"),
    [
        ("form.yaml", "编制数: 36人\n", ()),
        ("form.yaml", "别的规则里的数: 36人\n", ()),
        ("form.yaml", "数据:\n  人员控制:\n    ②: {扣分: 0.5, 理由: 粗放}\n", ()),
        ("form.csv", "指标,数值,单位\n编制数,36,人\n", ()),
        ("form.csv", "单位,编制数（人）\n甲局,36\n", ("--columns",)),
    ],
)
def test_a_filled_form_is_not_written_over(
    run: Run, folder: Path, name: str, filled: str, options: tuple[str, ...]
) -> None:
    """What somebody has filled in stays; an empty form may be made anew."""
    target = folder / name
    assert run("template", folder, *options, "-o", target)[0] == 0
    assert run("template", folder, *options, "-o", target)[0] == 0
    target.write_text(filled, encoding="utf-8")
    status, out, err = run("template", folder, *options, "-o", target)
    assert (status, out) == (2, "")
    assert "里已经填了1" in err
    assert target.read_text(encoding="utf-8") == filled


@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_a_form_is_read_back(run: Run, folder: Path, form: str) -> None:
    """Empty it says that everything is missing; filled in it gives every fact."""
    from evaldsl import pipeline
    from evaldsl.facts import read_facts

    target = folder / f"form.{form}"
    assert run("template", folder, "-o", target) == (0, "", "")
    rubric = pipeline.load(RUBRIC, "测试").rubric
    assert rubric is not None
    text = target.read_text(encoding="utf-8-sig")
    known, found = read_facts(text, target.name, rubric)
    assert (known.values, found) == ({}, [])
    assert (known.rubric_name, known.year) == ("测试", "2023")
    values = {Kind.JUDGEMENT: "是", Kind.COUNT: "2例", Kind.NUMBER: "50人"}
    sample = {fact.address or fact.name: values[fact.kind] for one in rubric.indicators for fact in one.facts}
    for name, value in sample.items():
        text = re.sub(rf'^(\s*"?{re.escape(name)}"?[:,] ?)缺', rf"\g<1>{value}", text, flags=re.M)
    known, found = read_facts(text, target.name, rubric)
    assert found == []
    assert len(known.values) == len(sample)


@pytest.mark.parametrize("name", [name for name in shipped() if name != "zhuhui-sanitation-2023"])
@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_the_form_of_a_shipped_rubric_scores_without_errors(run: Run, tmp_path: Path, name: str, form: str) -> None:
    """Nothing filled in: every fact is asked for, none is unknown."""
    target = tmp_path / f"form.{form}"
    assert run("template", name, "-o", target)[0] == 0
    status, out, err = run("score", name, target)
    assert (status, err) == (0, "")
    assert "总分  待定" in out


# ---- what a newcomer writes


VETOED = """规则集 测试
年度 2025
总分 4分
等级 优：90%（含）以上；差：不满90%
约定 得分保留2位小数；不足1个百分点的按1个百分点计；分母为0的不得分
否决 发生重大安全责任事故的，年度等级定为“差”。
指标 满意度（4分）
评分 满意度达到90%得4分，否则不得分。
"""


@pytest.fixture
def vetoed(tmp_path: Path) -> Path:
    """A rubric with a veto that fixes the grade."""
    path = tmp_path / "否决.rubric"
    path.write_text(VETOED.replace("90%（含）以上；差：不满90%", "3分（含）以上；差：不满3分"), encoding="utf-8")
    return path


def test_a_missing_veto_is_said_to_decide_the_grade(run: Run, vetoed: Path) -> None:
    """It stands before what has no weight of its own, and is not said to need other facts."""
    status, out, _ = run("score", vetoed, "-", stdin="满意度: 95%\n")
    assert status == 0
    assert re.search(r"发生重大安全责任事故 +判断 +- +定等级", out)
    assert "要与别的数据一起补上" not in out


def test_facts_of_another_year_are_told(run: Run, vetoed: Path) -> None:
    """A rubric that says its year, facts that say another."""
    assert "是2019年度的" in run("score", vetoed, "-", stdin="年度: 2019\n满意度: 95%\n")[2]
    assert "年度的" not in run("score", vetoed, "-", stdin="年度: 2025\n满意度: 95%\n")[2]


def test_show_tells_the_whole_head(run: Run, vetoed: Path) -> None:
    """总分 and 否决 are of the rules as 约定 are."""
    out = run("show", vetoed)[1]
    assert "总分  4分" in out
    assert "否决  发生重大安全责任事故的，年度等级定为“差”。" in out


def test_an_indicator_that_is_not_there_is_told_with_those_that_are(run: Run, vetoed: Path) -> None:
    """A name that is like none of them."""
    assert "没有“天气”这个指标；有“满意度”" in run("explain", vetoed, "-", "天气", stdin="满意度: 95%\n")[2]


def test_only_the_option_is_unknown(run: Run, vetoed: Path) -> None:
    """What stands behind a mistyped option is its value."""
    assert "不认识的参数：--formt，是不是--format" in run("score", "--formt", "md", vetoed)[2]


@pytest.mark.parametrize(
    ("formula", "column", "message"),
    [
        ("支出÷÷预算×100%", 9, "算式里的“÷”前面没有数据"),
        ("（支出÷预算×100%", 6, "算式里的左括号没有配对的右括号"),
        ("支出÷预算）×100%", 11, "算式里的右括号没有配对的左括号"),
        ("支出÷预算×", 11, "算式里的“×”后面没有数据"),
    ],
)
def test_a_formula_that_cannot_be_read_is_told_at_its_place(
    run: Run, vetoed: Path, formula: str, column: int, message: str
) -> None:
    """The sign that is one too many, the bracket that is alone."""
    vetoed.write_text(f"规则集 测试\n计算 率＝{formula}\n{VETOED.partition('分母为0的不得分')[2]}", encoding="utf-8")
    out = "".join(run("check", vetoed, "--format", "concise")[1:])
    assert f":2:{column} " in out.replace("错误", " 错误"), out
    assert message in out
