"""应按月报送，否则扣1分; 不得挪用资金，否则不得分: what is taken where that which the clause itself demands is not so."""

from evaldsl.clauses.demanded import DEMANDS, FORBIDS
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.elaboration.judging import condition_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part


@frozen
class Demand:
    """The words of a clause that say what it demands, or what it *forbids*, without the words that say so."""

    clause: Clause
    forbids: bool

    def failing(self, reader: Reader, item: ItemDraft) -> ex.Condition:
        """When it is not met."""
        when = condition_of(reader, item, self.clause)
        return when if self.forbids else ex.Not(when)


def demand_of(reader: Reader, clause: Clause) -> Demand | None:
    """What *clause* demands; None where 否则 speaks of what stands before it."""
    if not (clause.otherwise and clause.segments and clause.effect):
        return None
    last, end = clause.segments[-1][-1].end, clause.effect.start
    if not any(last <= part.start < end for part in reader.cell.by_kind.get(tree.Otherwise, ())):
        return None
    (first, *parts), *segments = clause.segments
    words = first.value.text if isinstance(first.value, tree.Word) else ""
    said = FORBIDS.match(words) or DEMANDS.match(words)
    if said is not None:
        first = Part(tree.Word(words[said.end() :]), first.start + said.end(), first.end)
    alone = evolve(clause, segments=((first, *parts), *segments), otherwise=False)
    return Demand(alone, said is not None and said.re is FORBIDS)
