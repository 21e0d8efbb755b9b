"""Facts of one unit that contradict each other: 制度健全＝否 beside 不健全＝0处."""

from collections.abc import Iterator

from attrs import field, frozen

from evaldsl.interpreter.denials import Denial, denials_of
from evaldsl.interpreter.expressions import Facts
from evaldsl.interpreter.lowering import effect_to_expr
from evaldsl.interpreter.reasons import counts_named
from evaldsl.interpreter.rubric import Fact, Rubric


@frozen
class Contradictions:
    """The judgements of a rubric whose failings are counted, with its *facts* by key."""

    denials: tuple[Denial, ...] = ()
    facts: dict[str, Fact] = field(factory=dict)

    @classmethod
    def of(cls, rubric: Rubric) -> "Contradictions":
        """Those of *rubric*."""
        found: dict[Denial, None] = {}
        for indicator in rubric.indicators:
            for item in indicator.items:
                for effect in item.effects:
                    found |= {denied: None for _, denied in denials_of(effect_to_expr(effect, item))}
        return cls(tuple(found), {fact.key: fact for one in rubric.indicators for fact in one.facts})

    def among(self, values: Facts) -> Iterator[tuple[str, str, str]]:
        """The key of each judgement among *values* that denies without a failing counted, a message and a hint."""
        for one in self.denials:
            if one.contradicts(values):
                yield one.judged, *self.words(one)

    def words(self, denied: Denial) -> tuple[str, str]:
        """What is said of a judgement that is *denied* without a failing, and a hint."""
        counts = counts_named([self.facts[key] for key in denied.counts])
        judged = self.facts[denied.judged].name
        message = f"“{judged}”填“否”，{counts}却填0，互相矛盾；按所填的计算，这里不得分"
        return message, f"不符合的有几处，就在{counts}填几；没有不符合的，“{judged}”填“是”"
