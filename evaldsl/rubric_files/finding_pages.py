"""The catalogue of findings: one page each, carried with the program; its names are the names of the pages."""

import re
from functools import cache

from evaldsl.data_folders import FINDINGS, data_folder

INDEX = "index"


@cache
def slugs() -> frozenset[str]:
    """The name of every finding."""
    names = (one.name for one in data_folder(FINDINGS).iterdir())
    return frozenset(name.removesuffix(".md") for name in names if name.endswith(".md")) - {INDEX}


def page(slug: str) -> str:
    """The page of a finding, or the index of all."""
    return (data_folder(FINDINGS) / f"{slug}.md").read_text(encoding="utf-8")


def severity(slug: str) -> str:
    """How grave a finding is, in the words of its page."""
    return page(slug).split("\n")[2].removeprefix("严重程度：")


def part(slug: str, heading: str) -> str:
    """What stands under a heading of the page of a finding."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page(slug), re.M | re.S)
    return found[1].strip() if found else ""


def near(name: str) -> list[str]:
    """At most three names like *name*: by their letters, or whose pages speak of it, as messages do of 断档."""
    from difflib import get_close_matches

    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    found = get_close_matches(wanted, sorted(slugs()), 3, 0.6)
    if found or not wanted:
        return found
    parts = [slug for slug in sorted(slugs()) if len(wanted) > 3 and wanted in slug]
    return (parts or sorted(slug for slug in slugs() if not wanted.isascii() and wanted in _told(slug)))[:3]


def _told(slug: str) -> str:
    """What is checked, and what the messages say of it."""
    return part(slug, "查什么") + "".join(re.findall(rf"^{slug}：.*", page(slug), re.M))


def unknown(name: str) -> str:
    """That there is no finding of this name, and what it may have meant."""
    meant = near(name)
    hint = f"，是不是“{'”“'.join(meant)}”" if meant else "，evaldsl check --list 列出全部"
    return f"没有“{name[:40]}”这种发现{hint}"
