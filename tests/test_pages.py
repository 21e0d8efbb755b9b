"""Every example in the documentation is so."""

import doctest
import re
from fractions import Fraction
from pathlib import Path

import pytest

from tests import pages
from tests.page_results import Outcome, differs, read, update, values
from tests.pages import Block, Example, Unreadable, blocks, every_example

EXAMPLES = every_example()


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_page(example: Example) -> None:
    """A page says what is so."""
    outcome = _outcome(example)
    if outcome is not None:
        subject = example.subject.text if example.subject.kind == "规则" else ""
        shown = f"{example.place}\n{subject}\n应为：\n{outcome.expected}\n实得：\n{outcome.actual}"
        pytest.fail(shown, pytrace=False)


def _outcome(example: Example) -> Outcome | None:
    try:
        return differs(example)
    except Unreadable as trouble:
        return Outcome(example.block.text, str(trouble))


def _block(kind: str, text: str, options: str = "") -> Block:
    return Block(kind, options, text, 1)


def test_blocks_know_their_heading_and_line() -> None:
    """A block carries the heading above it and the number of its first line; other languages are prose."""
    text = "# 一\n\n```yaml\nx: 1\n```\n\n## 二\n\n```规则 分值=2\n得2分\n```\n"
    found = list(blocks(text))
    assert found == [("二", Block("规则", "分值=2", "得2分", 10))]


@pytest.mark.parametrize("path", pages.pages(), ids=lambda path: path.stem)
def test_no_block_is_misspelled(path: Path) -> None:
    """A fenced block with a Chinese name is one of those that run."""
    names = re.findall(r"^```([一-龥]+)", path.read_text(encoding="utf-8"), re.M)
    assert set(names) <= pages.KINDS


PYTHON = [path for path in pages.pages() if "```python\n>>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.stem)
def test_python_in_a_page_runs(path: Path) -> None:
    """A session with >>> prints what the page says; the sessions of a page go on from each other."""
    told: list[str] = []
    sessions = "\n".join(re.findall(r"^```python\n(>>> .*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S))
    test = doctest.DocTestParser().get_doctest(sessions, {}, path.stem, str(path), 0)
    doctest.DocTestRunner().run(test, out=told.append)
    assert "".join(told) == ""


def test_a_wrong_score_is_reported(tmp_path: Path) -> None:
    """A score that is not so comes back with the one that is."""
    subject = _block("规则", "完成率≥95%得2分。", "分值=2")
    example = Example("例", tmp_path, _block("得分", "96 → 1\n94 → 0"), subject, None)
    outcome = differs(example)
    assert outcome is not None
    assert outcome.actual == "96 → 2\n94 → 0"


def test_values_in_order_and_by_name_agree() -> None:
    """Values may stand in the order of reading or be named; 缺 leaves one out."""
    rule = read(_block("规则", "完成率≥95%得1分；制度健全得1分。", "分值=2"))
    assert values(rule, "96，是") == values(rule, "制度健全=是，完成率=96%")
    assert values(rule, "缺，否") == {"本项.②.制度健全": False}
    assert list(values(rule, "96.5，缺").values()) == [Fraction(965, 1000)]


PAGE = """# 页

```规则 分值=2
完成率>=95%计2分。
```

```数据
```

```得分
96 → {}
```

```发现
x
```

```规范
```
"""


def _updated(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    page = folder / "页.md"
    page.write_text(text, encoding="utf-8")
    monkeypatch.setattr(pages, "DOCS", folder)
    update()
    return page.read_text(encoding="utf-8")


def test_update_writes_what_the_program_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--update fills 数据, 发现 and 规范 and empties what is to be empty."""
    text = _updated(tmp_path, PAGE.format("2"), monkeypatch)
    assert "```数据\n完成率（比率，%）\n```" in text
    assert "```发现\n```" in text
    assert "```规范\n完成率≥95%得2分。\n```" in text


def test_update_leaves_disputed_sentences_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a score is not so, --update writes nothing: neither the score nor what the same sentence is said to read."""
    text = PAGE.format("1")
    assert _updated(tmp_path, text, monkeypatch) == text
