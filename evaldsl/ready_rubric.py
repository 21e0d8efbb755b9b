"""A rubric as a program holds it: ``load`` reads it, and it scores units and tables of units."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import asdict, define, evolve, field, frozen

from evaldsl.facts.entries import Entry
from evaldsl.facts.fact_values import is_value
from evaldsl.facts.facts_file import FactNames, facts_of
from evaldsl.facts.unit_facts import UnitFacts
from evaldsl.interpreter.rubric import Fact, Kind, Rubric
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.scores import Scorecard
from evaldsl.interpreter.values import decimal_text
from evaldsl.pipeline import load as read
from evaldsl.pipeline import prepare
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, error

if TYPE_CHECKING:
    from evaldsl.batch.tables import Prepared


@frozen
class UnitScore(Scorecard):
    """The scorecard of one unit, and what is wrong with its facts, or with the rubric (*found*)."""

    found: tuple[Diagnostic, ...] = ()


@define(eq=False)
class ReadyRubric:
    """A rule file that was read, *loaded*, made ready for units and for tables of units when first they come."""

    loaded: Loaded
    scorer: Scorer | None = field(init=False, default=None)
    names: FactNames | None = field(init=False, default=None)
    tables: "Prepared | None" = field(init=False, default=None)

    @property
    def rubric(self) -> Rubric | None:
        """What it means; None where it has errors, which ``loaded.diagnostics`` tells."""
        return self.loaded.rubric

    def score(self, facts: Mapping[str, Any], unit: str = "") -> UnitScore:
        """Scores one unit. *facts* by name, as a facts file has them ("53人", "95%", 53, "是") or as ``read_facts`` gives them.

        What cannot be read is missing, and told in ``found``.
        """
        if self.rubric is None:
            errors = tuple(one for one in self.loaded.diagnostics if one.is_error)
            open_end = (Fraction(0), float("inf"))
            return UnitScore("", unit, Fraction(0), (), None, open_end, None, (), "", None, (), errors)
        self.scorer = self.scorer or prepare(self.loaded)
        known, found = self.read(facts)
        card = score(self.scorer, known.values, unit or known.unit)
        return UnitScore(**asdict(card, recurse=False), found=tuple(found))

    def read(self, facts: Mapping[str, Any]) -> tuple[UnitFacts, list[Diagnostic]]:
        """What is known of one unit, and what is wrong with it."""
        assert self.rubric is not None
        if not isinstance(facts, Mapping):
            message = f"数据应是名称到值的字典，如{{'编制数': '50人'}}，此处是{type(facts).__name__}"
            return UnitFacts(), [error("bad-structure", message, 0, 0)]
        self.names = self.names or FactNames.of(self.rubric)
        own = {fact.key: fact for fact in self.names.keys.values()}
        if all(key in own and is_value(value, own[key]) for key, value in facts.items()):
            return UnitFacts(values=dict(facts)), []
        entries = []
        for name, value in facts.items():
            fact = self.names.find(str(name))
            said = _written(value, fact if isinstance(fact, Fact) else None)
            entries.append(Entry((str(name).strip(),), said, 0, 0))
        known, found = facts_of(entries, [], self.names)
        return known, [evolve(one, others=()) for one in found]

    def score_table(self, table: Any, *, ignore_columns: bool = False, keep: Collection[str] = ()) -> Any:
        """Scores every row of *table* and gives a table of the same kind; see ``evaldsl.batch.tables.score_table``."""
        from evaldsl.batch.tables import Prepared, score_table

        if self.tables is None and self.rubric is not None:
            self.tables = Prepared(self.rubric)
        return score_table(self.tables or self.loaded, table, ignore_columns=ignore_columns, keep=keep, level=3)


def load(text: str, name: str = "规则") -> ReadyRubric:
    """The rubric in the text of a rule file called *name*; what is wrong with it is in its ``loaded.diagnostics``."""
    return ReadyRubric(read(text, name))


_LARGE = 10**1000
"""Python writes whole numbers that are much larger only where it is told to; decimals it does."""


def _written(value: Any, fact: Fact | None) -> Any:
    """*value* as a facts file would have it; a fraction is in the unit of its *fact*, a ratio being a plain number."""
    if isinstance(value, Mapping):
        return {str(key): str(_written(one, None)) for key, one in value.items()}
    if value is None or value != value:  # not a number
        return "缺"
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, int) or (isinstance(value, Fraction) and max(map(abs, value.as_integer_ratio())) > _LARGE):
        return "/".join(f"{Decimal(one):f}" for one in value.as_integer_ratio()).removesuffix("/1")
    if isinstance(value, Fraction):
        of_ratio = fact is not None and fact.kind is Kind.RATIO
        if fact is not None and fact.unit == "日期" and value.denominator == 1 and 0 < value < date.max.toordinal():
            return date.fromordinal(int(value)).isoformat()
        return (
            f"{decimal_text(100 * value, 400)}%" if of_ratio else decimal_text(value, 400) + (fact.unit if fact else "")
        )
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}" if abs(value) != float("inf") else str(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
