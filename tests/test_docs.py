"""The documentation is complete: every class is in the glossary, every finding has its section, every link leads somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaldsl.checks import CHECKS, RUBRIC_CHECKS
from tests.pages import DOCS, blocks

ROOT = DOCS.parent
MEANING = ("evaldsl/tree.py", "interpreter/rubric.py", "interpreter/expressions.py", "interpreter/scores.py")
REPORTING = frozenset({"error", "warning", "info", "report", "_error", "trouble", "Diagnostic"})
SLUG = re.compile(r"[a-z]+(?:-[a-z]+)+")
FINDINGS = (DOCS / "reference/findings.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### (\S+)$", FINDINGS, re.M)


def public_classes(path: str) -> Iterator[str]:
    """The names of the public classes of a module."""
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def slugs_reported() -> set[str]:
    """Every slug that a module of evaldsl gives to a diagnostic."""
    found: set[str] = set()
    for path in sorted((ROOT / "evaldsl").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _called(node.func) in REPORTING:
                found |= _slugs(node.args[0])
    return found


def _called(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _slugs(argument: ast.expr) -> set[str]:
    texts = {
        node.value for node in ast.walk(argument) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if SLUG.fullmatch(text)}


@pytest.mark.parametrize("path", MEANING)
def test_every_class_is_in_the_glossary(path: str) -> None:
    """A class of the trees, the expressions or the scores is named in the glossary, with its Chinese name."""
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \|", (DOCS / "reference/glossary.md").read_text(encoding="utf-8"), re.M)
    known = {name for name, chinese in rows if chinese.strip()}
    assert [name for name in public_classes(path) if name not in known] == []


def test_every_finding_has_its_section() -> None:
    """Every slug of a check, and every slug that a diagnostic is made with, is explained, once."""
    known = {*CHECKS, *RUBRIC_CHECKS} | slugs_reported()
    assert sorted(known - set(SECTIONS)) == []
    assert len(SECTIONS) == len(set(SECTIONS))


def test_no_section_without_finding() -> None:
    """A section whose slug nothing reports any more is gone."""
    assert sorted(set(SECTIONS) - {*CHECKS, *RUBRIC_CHECKS} - slugs_reported()) == []


@pytest.mark.parametrize("slug", SECTIONS)
def test_a_section_says_what_is_checked(slug: str) -> None:
    """A section begins with 查什么 and either shows what to write instead or why."""
    section = FINDINGS.split(f"### {slug}\n", 1)[1].split("\n### ", 1)[0]
    assert section.lstrip().startswith("**查什么**")
    assert "**改成**" in section or "**为什么**" in section


@pytest.mark.parametrize("slug", sorted({*CHECKS, *RUBRIC_CHECKS}))
def test_a_check_has_examples_that_run(slug: str) -> None:
    """The section of a check shows the finding, and a sentence or file that is free of it."""
    section = FINDINGS.split(f"### {slug}\n", 1)[1].split("\n### ", 1)[0]
    shown = [block.text for _, block in blocks(section) if block.kind == "发现"]
    assert any(text.startswith(f"{slug}：") for text in shown)
    assert "" in shown


def links() -> Iterator[tuple[Path, str]]:
    """Every link of a page, with the page."""
    for page in sorted(DOCS.rglob("*.md")):
        for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target):
                yield page, target


@pytest.mark.parametrize(("page", "target"), [pytest.param(*link, id=f"{link[0].stem}→{link[1]}") for link in links()])
def test_links_lead_somewhere(page: Path, target: str) -> None:
    """A link inside docs points to a file, and to a heading of it when it names one."""
    name, _, heading = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    assert file.is_file()
    if heading:
        titles = re.findall(r"^#{1,6} (.*?)\s*$", file.read_text(encoding="utf-8"), re.M)
        assert heading in [title.lower().replace(" ", "-") for title in titles]


def test_architecture_is_one_page() -> None:
    """The page on the architecture has at most 120 lines."""
    assert len((DOCS / "explanation/architecture.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_decisions_are_numbered_without_gaps() -> None:
    """Decisions are 0001, 0002 … and each says what would change our mind."""
    pages = sorted((DOCS / "explanation/decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert all("**What would change our mind.**" in page.read_text(encoding="utf-8") for page in pages)
