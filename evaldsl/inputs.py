"""What commands are given: rules and facts, read, with their findings shown on stderr."""

import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from evaldsl.console import colours, say
from evaldsl.diagnostics import Diagnostic
from evaldsl.files import STDIN, Located, Unusable, given_path, is_rules, locate, read_bytes, read_text, rules_text
from evaldsl.rubric_cache import cached_facts, later_rubric

if TYPE_CHECKING:
    from evaldsl.interpreter.rubric import Rubric
    from evaldsl.rubric_file import Loaded
    from evaldsl.unit_facts import UnitFacts


@frozen
class Rules:
    """A rule file read without errors; *made* makes the rubric when it is asked for."""

    located: Located
    data: bytes
    text: str
    made: "Callable[[], Rubric]"

    @cached_property
    def rubric(self) -> "Rubric":
        """What it means."""
        return self.made()


def show(diagnostics: "tuple[Diagnostic, ...] | list[Diagnostic]", name: str, content: str) -> None:
    """Findings about the text *content* of the file *name*, as messages."""
    if diagnostics:
        from evaldsl.render.diagnostics import source, text

        say(text(diagnostics, source(name, content), colours(sys.stderr)))


def rules(argument: str) -> Rules:
    """The rules that *argument* names; with errors they are shown and nothing goes on."""
    located = locate(argument)
    data = read_bytes(located.rubric, located.name)
    content = rules_text(data, located.name)
    return Rules(located, data, content, later_rubric(content, located.name, lambda: _read(content, located.name)))


@frozen
class LoadedRules:
    """A rule file read without errors, with everything checks and proofs want to know of it."""

    located: Located
    data: bytes
    text: str
    loaded: "Loaded"


def loaded_rules(argument: str) -> LoadedRules:
    """The rules that *argument* names, as ``rules``, with the readings of their cells."""
    located = locate(argument)
    data = read_bytes(located.rubric, located.name)
    content = rules_text(data, located.name)
    return LoadedRules(located, data, content, _load(content, located.name))


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
    if is_rules(content):
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
    return found_facts, not errors


def _read_facts(content: str, name: str, rubric: "Rubric") -> "tuple[UnitFacts, tuple[Diagnostic, ...]]":
    from evaldsl.facts import read_facts

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
