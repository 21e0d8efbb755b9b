"""A rubric as a program holds it: ``load`` reads it, and it scores units and tables of units."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from attrs import define, field

from evaldsl.interpreter.expressions import Facts
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.scores import Scorecard
from evaldsl.pipeline import load as read
from evaldsl.pipeline import prepare
from evaldsl.rubric_file import Loaded

if TYPE_CHECKING:
    from evaldsl.batch.tables import Prepared


@define(eq=False)
class ReadyRubric:
    """A rule file that was read, *loaded*, made ready for units and for tables of units when first they come."""

    loaded: Loaded
    scorer: Scorer | None = field(init=False, default=None)
    tables: "Prepared | None" = field(init=False, default=None)

    @property
    def rubric(self) -> Rubric | None:
        """What it means; None where it has errors, which ``loaded.diagnostics`` tells."""
        return self.loaded.rubric

    def score(self, facts: Facts, unit: str = "") -> Scorecard:
        """Scores one unit; *facts* as ``evaldsl.facts.read_facts`` gives them."""
        self.scorer = self.scorer or prepare(self.loaded)
        return score(self.scorer, facts, unit)

    def score_table(self, table: Any, *, ignore_columns: bool = False, keep: Collection[str] = ()) -> Any:
        """Scores every row of *table* and gives a table of the same kind; see ``evaldsl.batch.tables.score_table``."""
        from evaldsl.batch.tables import Prepared, score_table

        if self.tables is None and self.rubric is not None:
            self.tables = Prepared(self.rubric)
        return score_table(self.tables or self.loaded, table, ignore_columns=ignore_columns, keep=keep)


def load(text: str, name: str = "规则") -> ReadyRubric:
    """The rubric in the text of a rule file called *name*; what is wrong with it is in its ``loaded.diagnostics``."""
    return ReadyRubric(read(text, name))
