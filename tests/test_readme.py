"""The README's example does what it says."""

import re
import tomllib
from pathlib import Path

import pytest

from evaldsl.cli import main

ROOT = Path(__file__).resolve().parent.parent


def test_the_twelve_lines_and_their_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rule file and the facts of the README give the report that stands there."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## 十二行看懂")[1].split("## 命令")[0]
    rules, facts, _, report = (match[1] for match in re.finditer(r"```\w*\n(.*?)\n```", section, re.S))
    (tmp_path / "某县.rubric").write_text(rules + "\n", encoding="utf-8")
    (tmp_path / "某单位.yaml").write_text(facts, encoding="utf-8")

    status = main(["score", str(tmp_path / "某县.rubric"), str(tmp_path / "某单位.yaml")])
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    assert status == 0
    assert printed == report.splitlines()
    assert main(["check", str(tmp_path / "某县.rubric")]) == 0
    assert capsys.readouterr().out.endswith("没有发现问题\n")
    assert main(["fmt", "--check", str(tmp_path / "某县.rubric")]) == 0


def test_every_command_of_the_readme_exists(capsys: pytest.CaptureFixture[str]) -> None:
    """The commands listed in the README are those that the program lists."""
    table = re.findall(r"^\| `evaldsl (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    with pytest.raises(SystemExit) as stop:
        raise SystemExit(main(["--help"]))
    listed = re.findall(r"^  (\w+) +\S", capsys.readouterr().out, re.M)

    assert stop.value.code == 0
    assert sorted(table) == sorted(listed)


def test_what_pages_and_messages_say_to_install_can_be_installed_from_a_checkout() -> None:
    """Extras are asked for by their names in ".[…]"; no package index has evaldsl."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "evaldsl").rglob("*.py")]
    text = "\n".join(one.read_text("utf-8") for one in pages)
    named = re.findall(r"""\binstall\(['"](\w+)['"]\)|"\.\[(\w+)\]\"""", text)
    assert {("batch", ""), ("", "batch")} <= {*named}
    assert {one or other for one, other in named} <= {*extras}
    assert not re.search(r"pip install +\"?evaldsl|evaldsl\[", text)
