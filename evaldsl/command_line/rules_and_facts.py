"""What commands are given: rules and facts, read, with their findings shown on stderr."""

import re
import sys
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from evaldsl.command_line.files import (
    STDIN,
    Located,
    Unusable,
    given_path,
    is_rules,
    locate,
    read_bytes,
    read_text,
    rules_text,
)
from evaldsl.command_line.rubric_cache import cached_facts, cached_merged, later_rubric
from evaldsl.console import colours, say, width
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.text.diagnostics import Diagnostic

if TYPE_CHECKING:
    from evaldsl.facts.unit_facts import UnitFacts
    from evaldsl.interpreter.rubric import Rubric
    from evaldsl.overlays.chain import Overlaid
    from evaldsl.overlays.layers import Layer, Placed
    from evaldsl.rubric_files.rubric_file import Loaded


@frozen
class Rules:
    """A rule file read without errors; *made* makes the rubric when it is asked for.

    Of an overlay, *text* is the merged text and *layer* says where it comes from.
    """

    located: Located
    data: bytes
    text: str
    made: "Callable[[], Rubric]"
    layer: "Layer | None" = None

    @cached_property
    def rubric(self) -> "Rubric":
        """What it means."""
        return self.made()


MOST_SHOWN = 200
"""So many findings about one file are told, errors first; nobody reads more."""


def show(diagnostics: "tuple[Diagnostic, ...] | list[Diagnostic]", name: str, content: str) -> None:
    """Findings about the text *content* of the file *name*, as messages."""
    if diagnostics:
        from evaldsl.render.diagnostics import source, text

        left = len(diagnostics) - MOST_SHOWN
        shown = sorted(diagnostics, key=lambda one: not one.is_error)[:MOST_SHOWN] if left > 0 else diagnostics
        say(text(shown, source(name, content), colours(sys.stderr), width()))
        if left > 0:
            say(f"{name}：……还有{left}处，改好上面的再看\n")


def rules(argument: str, year: int | None = None) -> Rules:
    """The rules that *argument* names, of several versions those for *year*; with errors they are shown and nothing goes on."""
    located = locate(argument, year)
    data = read_bytes(located.rubric, located.name)
    content = rules_text(data, located.name)
    if is_overlay(content):
        rubric, layer = _merged(located, content)
        return Rules(located, data, layer.text, lambda: rubric, layer)
    return Rules(located, data, content, later_rubric(content, located.name, lambda: _read(content, located.name)))


def digest(given: "Rules | LoadedRules") -> str:
    """What reports are stamped with: the SHA-256 of the file, of the merged text where it is an overlay."""
    from hashlib import sha256

    return sha256(given.text.encode() if given.layer is not None else given.data).hexdigest()


@frozen
class LoadedRules:
    """A rule file read without errors, with everything checks and proofs want to know of it; *overlaid* for an overlay."""

    located: Located
    data: bytes
    text: str
    loaded: "Loaded"
    overlaid: "Overlaid | None" = None

    @property
    def rubric(self) -> "Rubric":
        """What the file says: it was read without errors."""
        assert self.loaded.rubric is not None
        return self.loaded.rubric

    @property
    def layer(self) -> "Layer | None":
        """Where the text of an overlay comes from."""
        return None if self.overlaid is None else self.overlaid.layer


def loaded_rules(argument: str, year: int | None = None) -> LoadedRules:
    """The rules that *argument* names, as ``rules``, with the readings of their cells."""
    located = locate(argument, year)
    data = read_bytes(located.rubric, located.name)
    content = rules_text(data, located.name)
    if is_overlay(content):
        given = usable_overlay(located, content)
        assert given.loaded is not None
        return LoadedRules(located, data, given.loaded.text, given.loaded, given)
    return LoadedRules(located, data, content, _load(content, located.name))


def evaluated_year(given_year: int | None, facts_argument: str | None, rules_argument: str) -> int | None:
    """The year that is evaluated: the one that is given, else that of the facts."""
    from evaldsl.rubric_files.effective_dates import year_of_facts

    if given_year is not None:
        return given_year
    folder = given_path(rules_argument)
    path = given_path(facts_argument) if facts_argument is not None else folder
    if path is None:
        return None
    try:
        path = path / "facts.yaml" if path.is_dir() else path
        return year_of_facts(read_text(path, path.name)) if path.is_file() else _shipped_year(rules_argument)
    except (OSError, ValueError):
        return None


def _shipped_year(argument: str) -> int | None:
    """The year of the facts beside a rubric that comes with the program."""
    from evaldsl.command_line.files import shipped
    from evaldsl.rubric_files.effective_dates import year_of_facts

    folder = next((one for one in shipped() if one.name == argument), None)
    facts_file = folder.joinpath("facts.yaml") if folder is not None else None
    return year_of_facts(read_text(facts_file, argument)) if facts_file is not None and facts_file.is_file() else None


# ---- overlays


def overlay(located: Located, content: str) -> "Overlaid":
    """The overlay *content* read with all that it lies over."""
    from evaldsl.command_line.base_files import BaseFiles
    from evaldsl.overlays.chain import read
    from evaldsl.overlays.layers import File

    return read(File(located.name, content), BaseFiles.of(located))


def usable_overlay(located: Located, content: str) -> "Overlaid":
    """The same; with errors they are shown and nothing goes on."""
    given = overlay(located, content)
    if not given.is_usable:
        errors = [one for one in given.diagnostics if one.diagnostic.is_error]
        show_placed(errors)
        raise Unusable(f"“{located.name}”有{len(errors)}个错误，改正以后才能用")
    return given


def chain_texts(located: Located, content: str) -> list[str]:
    """The names and texts of all files of an overlay's chain."""
    from evaldsl.command_line.base_files import BaseFiles
    from evaldsl.overlays.layers import File, files

    chain = files(File(located.name, content), BaseFiles.of(located))
    return [part for one in chain for part in (one.name, one.text)]


def _merged(located: Located, content: str) -> "tuple[Rubric, Layer]":
    def read() -> "tuple[Rubric, Layer]":
        given = usable_overlay(located, content)
        assert given.loaded is not None and given.loaded.rubric is not None and given.layer is not None
        return given.loaded.rubric, given.layer

    return cached_merged(chain_texts(located, content), read)


def show_placed(found: "list[Placed]") -> None:
    """Findings, each in the file in which it stands."""
    for file in dict.fromkeys(one.file for one in found):
        show([one.diagnostic for one in found if one.file == file], file.name, file.text)


def _read(content: str, name: str) -> "Rubric":
    rubric = _load(content, name).rubric
    assert rubric is not None
    return rubric


def _load(content: str, name: str) -> "Loaded":
    from evaldsl import pipeline

    loaded = pipeline.load(content, name)
    errors = [one for one in loaded.diagnostics if one.is_error]
    if loaded.rubric is None or errors:
        show(errors, name, content)
        raise Unusable(f"“{name}”有{len(errors)}个错误，改正以后才能用")
    return loaded


def facts(argument: str | None, given: Rules) -> "tuple[UnitFacts, bool]":
    """The facts that *argument* names, else those beside the rules, and whether all of them could be read.

    Findings are shown. What could not be read counts as missing, so a score is never wrong, only less certain.
    """
    if argument == STDIN and given.located.rubric is None:
        raise Unusable("规则和数据不能都从标准输入读")
    if argument is not None:
        name = "标准输入" if argument == STDIN else argument
        path = given_path(argument)
        if path is not None and path.is_dir():
            path, name = path / "facts.yaml", f"{name.rstrip('/')}/facts.yaml"
        content = read_text(path, name)
    elif given.located.facts is not None:
        name = given.located.facts.name
        content = read_text(given.located.facts, name)
    else:
        raise Unusable(f"没有写数据文件，“{given.located.name}”旁边也没有facts.yaml")
    if is_rules(content) or is_overlay(content):
        raise Unusable(f"“{name}”是规则文件，不是数据文件；先写规则文件，后写数据文件")
    found_facts, found = cached_facts(
        content, name, (given.located.name, given.text), lambda: _read_facts(content, name, given.rubric)
    )
    show(found, name, content)
    errors = sum(one.is_error for one in found)
    if errors and not found_facts.values:
        raise Unusable(f"“{name}”有{errors}个错误，没有读出数据")
    if errors:
        say(f"“{name}”有{errors}个错误，出错的数据按缺处理")
    _other_rubric(found_facts.rubric_name, given, name)
    borrowed = argument is None and _is_borrowed(given.located)  # a folder of facts that names rules of another year
    if not borrowed and not _is_of_year(given.text, found_facts.year):  # else the rubric need not be made
        tell_other_years([found_facts.year], given.rubric, given.located.name, name)
    return found_facts, not errors


def _is_of_year(text: str, year: str) -> bool:
    """Whether the rules *text* say no year, or just *year*, and no dates."""
    from evaldsl.rubric_files.effective_dates import year_of_rules

    return "施行" not in text and ("年度" not in text or year.startswith(str(year_of_rules(text))))


def _is_borrowed(located: Located) -> bool:
    """Whether the rules stand in another folder than the facts that name them."""
    places = [str(one).replace("\\", "/").rpartition("/")[0] for one in (located.rubric, located.facts)]
    return places[0] != places[1]


def _read_facts(content: str, name: str, rubric: "Rubric") -> "tuple[UnitFacts, tuple[Diagnostic, ...]]":
    from evaldsl.facts.facts_file import read_facts

    known, found = read_facts(content, name, rubric)
    return known, tuple(found)


def _other_rubric(named: str, given: Rules, facts_name: str) -> None:
    """Says so when the facts were written for other rules."""
    path = given.located.rubric
    if not named or path is None:
        return
    known = {path.name.removesuffix(".rubric"), path.name, given.located.name}
    if named not in known and all(name.split("/")[0] != named for name in known) and named != given.rubric.name:
        say(f"注意：“{facts_name}”写明按“{named}”评分，这里用的是“{given.located.name}”")


def tell_other_years(
    years: "Iterable[str]", rubric: "Rubric", rules_name: str, facts_name: str, others: int = 0, mixed: bool = False
) -> list[str]:
    """Says so, once for each year, when the rules are not in force for the *years* of the units, or of another year; gives
    these years.

    *others*: in so many files beside the one of that name they are; *mixed*: beside units of other years.
    """
    from evaldsl.rubric_files.effective_dates import period

    said, own = (dict(rubric.head).get(word, "") for word in ("施行", "年度"))
    in_force = period(said) if said else None
    meant = re.findall(r"[12]\d{3}", own)
    told = f"“{facts_name}”{f'等{others + 1}个文件' if others else ''}"
    found: list[str] = []
    for year in sorted({match[0] for one in years if (match := re.search(r"[12]\d{3}", one))}):
        of = f"{told}{f'里有{year}年度的单位' if mixed else f'是{year}年度的'}"
        if in_force is not None and not in_force.holds(date(int(year), 12, 31)):
            say(f"注意：{of}，“{rules_name}”的施行日期是{in_force}")
            found.append(year)
        elif not said and len(meant) == 1 and meant[0] != year:
            say(f"注意：{of}，“{rules_name}”写明是{meant[0]}年度的")
            found.append(year)
    return found
