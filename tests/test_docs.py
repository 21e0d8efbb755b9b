"""The documentation is complete: every class is in the glossary, every finding has its page, every link leads somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaldsl.checks import CHECKS, RUBRIC_CHECKS
from evaldsl.render.diagnostics import WORDS
from evaldsl.text.diagnostics import Severity
from tests.page_results import findings
from tests.pages import DOCS, blocks, examples

ROOT = DOCS.parent
MEANING = (
    "evaldsl/syntax/tree.py",
    "evaldsl/clauses/grouping.py",
    "evaldsl/clauses/drafts.py",
    "evaldsl/clauses/limits.py",
    "evaldsl/elaboration/so_far.py",
    "interpreter/rubric.py",
    "interpreter/expressions.py",
    "interpreter/scores.py",
)
REPORTING = frozenset({"error", "warning", "info", "report", "_error", "trouble", "Diagnostic"})
SLUG = re.compile(r"[a-z]+(?:-[a-z]+)+")
FINDINGS = DOCS / "reference/findings"
SLUGS = sorted(path.stem for path in FINDINGS.glob("*.md") if path.stem != "index")
PARTS = ["查什么", "为什么", "例", "所得", "改法"]
UNSHOWN = frozenset({"bad-encoding", "internal-error", "text-too-long", "too-long"})
"""Findings whose example would be a file too large for a page, no text at all, or a fault of the program."""


def page(slug: str) -> str:
    """The page of a finding."""
    return (FINDINGS / f"{slug}.md").read_text(encoding="utf-8")


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
    """A class of the trees, of what stands between them, of the expressions or the scores is named in the glossary, with its Chinese name."""
    rows = re.findall(
        r"^\| ([\w、]+) \| ([^|]+) \|", (DOCS / "reference/glossary.md").read_text(encoding="utf-8"), re.M
    )
    known = {name for names, chinese in rows if chinese.strip() for name in names.split("、")}
    assert [name for name in public_classes(path) if name not in known] == []


def test_one_finding_one_page() -> None:
    """Every slug of a check, and every slug that a diagnostic is made with, has its page, and no other page is there."""
    assert sorted({*CHECKS, *RUBRIC_CHECKS} | slugs_reported()) == SLUGS


def part(slug: str, heading: str) -> str:
    """What stands under a heading of the page of a finding."""
    return re.split(r"^## ", page(slug), flags=re.M)[1 + PARTS.index(heading)].partition("\n")[2].strip()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_has_its_five_parts(slug: str) -> None:
    """The page of a finding says how grave it is, what is checked, why, with an example, what comes of it, what to do."""
    lines = page(slug).split("\n")
    assert [line[3:] for line in lines if line.startswith("## ")] == PARTS
    assert lines[0] == f"# {slug}"
    assert re.fullmatch(r"严重程度：.*(错误|警告|说明).*", lines[2])
    assert all(part(slug, heading) for heading in PARTS)


@pytest.mark.parametrize("slug", sorted({*SLUGS} - UNSHOWN))
def test_a_page_shows_the_finding_and_the_way_out(slug: str) -> None:
    """An example gives the finding, as grave as the page says; what is written instead is free of it."""
    shown = [example for example in examples(FINDINGS / f"{slug}.md") if example.block.kind == "发现"]
    severities = [severity for example in shown for name, _, severity in findings(example) if name == slug]
    assert severities
    assert all(WORDS[Severity(severity)] in page(slug).split("\n")[2] for severity in severities)
    assert [block.text for _, block in blocks(part(slug, "改法")) if block.kind == "发现"][-1] == ""


def test_the_index_lists_every_finding() -> None:
    """The tables of the index say of every finding, once, how grave it is and what is checked, as its page does."""
    rows = re.findall(
        r"^\| \[(\S+)\]\((\S+)\.md\) \| (.*) \| (.*) \|$", (FINDINGS / "index.md").read_text("utf-8"), re.M
    )
    expected = [(slug, slug, page(slug).split("\n")[2].removeprefix("严重程度："), what(slug)) for slug in SLUGS]
    assert sorted(rows) == expected


def what(slug: str) -> str:
    """What is checked, in a sentence."""
    return part(slug, "查什么").split("\n")[0]


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


PACKAGES = sorted(path for root in ("evaldsl", "interpreter") for path in (ROOT / root).rglob("__init__.py"))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.parent.name) for path in PACKAGES])
def test_a_package_says_what_its_modules_are(path: Path) -> None:
    """The first lines of a package name each of its modules, those of evaldsl itself stand in the architecture; no list where each
    module is one more of a kind: a command, a check, a form of output."""
    whole = path.parent == ROOT / "evaldsl"
    page = (DOCS / "explanation/architecture.md").read_text(encoding="utf-8")
    said = page if whole else ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    modules = {one.stem for one in path.parent.glob("*.py") if not one.stem.startswith("__")}
    folders = {one.parent.name for one in path.parent.glob("*/__init__.py")}

    assert said
    assert "one file" in said or sorted((modules | folders) - set(re.findall(r"\w+", said))) == []
