"""One sentence without a rubric around it: what it reads, what it can give, what is wrong with it, what it scores."""

import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from evaldsl.checks import check_reading
from evaldsl.checks.zero_denominator import open_denominators
from evaldsl.elaboration.cell_to_indicator import Reading, Setting, read_cell
from evaldsl.interpreter.rubric import Conventions, Fact, Rubric
from evaldsl.interpreter.rubric_to_scores import Scorer, bounds_of, score, scorer
from evaldsl.interpreter.scores import Scorecard
from evaldsl.interpreter.values import Interval
from evaldsl.rubric_files.definition_sizes import oversized
from evaldsl.syntax.tree_to_text import tree_to_text
from evaldsl.text.diagnostics import Diagnostic, error


@frozen
class Rule:
    """A sentence read: *scorer* is None when it cannot be read, and *canonical* is then the text as it stands."""

    text: str
    reading: Reading
    scorer: Scorer | None
    canonical: str
    bounds: Interval | None
    findings: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether the sentence could be read."""
        return self.scorer is not None

    @property
    def reads(self) -> tuple[Fact, ...]:
        """The facts in the order in which the sentence reads them."""
        indicator = self.reading.indicator
        return indicator.facts if indicator is not None else ()

    def score(self, facts: Mapping[str, Fraction | bool | str]) -> Scorecard:
        """The scorecard for facts by key; only for a rule that could be read."""
        assert self.scorer is not None
        return score(self.scorer, facts)


def read_rule(text: str, indicator: str = "", weight: Fraction | None = None, step: str | None = None) -> Rule:
    """Reads one scoring sentence. *step* is the convention for part steps: 进一, 整步 or 按比例."""
    name = indicator or "本项"
    reading = read_cell(text, Setting(name, (name,), weight, Conventions(step), {}, {}))
    found = [*reading.found, *oversized(reading.rates)]
    readable = not any(diagnostic.is_error for diagnostic in found)
    if reading.indicator is None and readable:
        found.append(_nothing_scored(text))
    if reading.indicator is None or not readable:
        return Rule(text, reading, None, text, None, tuple(found))
    rubric = rubric_of(reading)
    one = scorer(rubric)
    bounds = bounds_of(one, reading.indicator.name)
    found += check_reading(reading, bounds)
    found += open_denominators(rubric, "放进评分表时加一行“约定 分母为0的，得满分”或“约定 分母为0的，不得分”")
    return Rule(text, reading, one, tree_to_text(reading.cell), bounds, tuple(found))


def rubric_of(reading: Reading) -> Rubric:
    """A rubric of one indicator."""
    indicator = reading.indicator
    assert indicator is not None
    rates = reading.rates
    return Rubric(
        indicator.name,
        indicator.full,
        (indicator,),
        facts=indicator.facts,
        definitions=tuple(rates.values()),
        conventions=Conventions(decimals=2),
    )


def _nothing_scored(text: str) -> Diagnostic:
    """The finding that no words in *text* award or take points."""
    return error(
        "unread-sentence",
        "没有找到得分或扣分的写法" if text.strip() else "评分语句是空的",
        0,
        len(text),
        hint="括号里的百分数，合计100%的才当作各项占分值的多少；不是的，写成“得分值的40%”"
        if _SHARES.search(text)
        else "常见写法：“…，得2分”“每发现一处扣0.5分”“每低于1个百分点扣0.2分”“得分=完成率×分值”",
    )


_SHARES = re.compile(r"[（(][^（）()]{0,4}\d[%％][^（）()]{0,4}[）)]")
