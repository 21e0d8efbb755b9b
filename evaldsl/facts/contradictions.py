"""Facts of one unit that contradict each other: 制度健全＝否 beside 不健全＝0处, 均按时完成＝是 beside 未按时完成＝2项,
6月底前完成＝是 beside 9月底前完成＝否."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from evaldsl.clauses.opposites import denied_thing
from evaldsl.interpreter.denials import Denial, denials_of, listed
from evaldsl.interpreter.expressions import All, Compare, Condition, Facts, Holds, Not, Number, Ref, Some, keys_of
from evaldsl.interpreter.lowering import effect_to_expr
from evaldsl.interpreter.rubric import Fact, Indicator, Kind, Ladder, Rubric, Veto
from evaldsl.interpreter.value_words import value_text

_ALL = re.compile("均|都|全部|全面|全都|所有|完全|一律")


@frozen
class Affirmation:
    """The judgement *judged* says that there is no failing of which *counts*, a single one, counts some."""

    judged: str
    counts: tuple[str]
    marks: tuple[str, ...] = ()

    @property
    def failings(self) -> tuple[str, ...]:
        """The facts that say what is wrong."""
        return self.counts

    def contradicts(self, values: Facts) -> bool:
        """Whether *values* affirm it and count failings."""
        count = values.get(self.counts[0])
        return values.get(self.judged) is True and not isinstance(count, str | None) and count > 0

    @property
    def condition(self) -> Condition:
        """What holds where it does not contradict."""
        return Some((Not(Holds(self.judged)), Compare("≤", Ref(self.counts[0]), Number(Fraction(0)))))


@frozen
class Dated:
    """Two judgements of when one thing was done: *judged* holds only where *other* holds, or only where it does not (*apart*)."""

    judged: str
    other: str
    apart: bool

    @property
    def failings(self) -> tuple[str, ...]:
        """The other."""
        return (self.other,)

    def contradicts(self, values: Facts) -> bool:
        """Whether *values* say of one thing that it was done on no day."""
        return values.get(self.judged) is True and values.get(self.other) is self.apart

    @property
    def condition(self) -> Condition:
        """What holds where they do not contradict."""
        other = Holds(self.other)
        return Some((Not(Holds(self.judged)), Not(other) if self.apart else other))


def _in_time(rubric: Rubric) -> Iterator[tuple[str, str]]:
    """A judgement of *rubric* that it was done in time, and what counts how late it was: 11月30日前完成, 推迟."""
    facts = [fact for one in rubric.indicators for fact in one.facts]
    if not any(fact.kind is Kind.JUDGEMENT and ("月" in fact.name or "年" in fact.name) for fact in facts):
        return
    from evaldsl.facts.dated_answers import dated_facts, delays_of

    for key, late in delays_of(dated_facts(rubric), facts).items():
        yield from ((key, one.key) for one in late)


def _dated(rubric: Rubric) -> Iterator[Dated]:
    """Those of *rubric*: 6月底前完成 holds only where 9月底前完成 holds, and only where 9月底后完成 does not."""
    names = [fact.name for one in rubric.indicators for fact in one.facts if fact.kind is Kind.JUDGEMENT]
    if sum("月" in name or "年" in name for name in names) < 2:
        return
    from evaldsl.facts.dated_answers import dated_facts, is_beside
    from evaldsl.facts.deadlines import year_of

    known, year = dated_facts(rubric), year_of(rubric)
    for place, (one, first) in enumerate(known):
        for other, second in known[place + 1 :]:
            undated = year is None and first.yearless != second.yearless
            if not is_beside(one, other) or not first.is_about(second) or undated:
                continue
            if first.possible.is_apart(second.possible):
                yield Dated(one.key, other.key, True)
            elif second.sure.holds(first.possible):
                yield Dated(one.key, other.key, False)
            elif first.sure.holds(second.possible):
                yield Dated(other.key, one.key, False)


def _rules_out(judged: str, counted: str) -> bool:
    """Whether the words of a judgement leave no room for one that is *counted*: 均按时完成, 无安全事故.

    制度健全 beside 不健全1处 may well be meant: on the whole it is.
    """
    absent = denied_thing(judged)
    return bool(_ALL.search(judged)) or (bool(absent) and absent[-2:] in counted)


Contradiction = Denial | Affirmation | Dated


def _vetoes(indicator: Indicator) -> tuple[str, ...]:
    """The judgements that take all points of *indicator*, or of one of its items."""
    effects = (*indicator.effects, *(effect for item in indicator.items for effect in item.effects))
    keys = [key for effect in effects if isinstance(effect, Veto) for key in keys_of(effect.condition)]
    judged = {fact.key for fact in indicator.facts if fact.kind is Kind.JUDGEMENT}
    return tuple(dict.fromkeys(key for key in keys if key in judged))


def is_of_dates(found: Contradiction, dates: Mapping[str, str]) -> bool:
    """Whether both judgements were answered by *dates*, of which ``DatedAnswers`` says more."""
    return isinstance(found, Dated) and {found.judged, found.other} <= dates.keys()


@frozen
class Contradictions:
    """The judgements of a rubric whose failings are named, or that are *dated*, with its *facts* by key.

    *conditions*: what must hold where each is judged, lest it contradicts.
    """

    denials: tuple[Denial, ...] = ()
    affirmations: tuple[Affirmation, ...] = ()
    dated: tuple[Dated, ...] = ()
    facts: dict[str, Fact] = field(factory=dict)
    conditions: dict[str, Condition] = field(factory=dict)

    @classmethod
    def of(cls, rubric: Rubric) -> "Contradictions":
        """Those of *rubric*."""
        found: dict[Denial, Condition] = {}
        for indicator in rubric.indicators:
            vetoes = _vetoes(indicator)
            for item in indicator.items:
                for effect in item.effects:
                    if not isinstance(effect, Ladder) or effect.otherwise is None:
                        every = denials_of(effect_to_expr(effect, item))
                        found |= {evolve(denied, vetoes=vetoes): condition for condition, denied in every}
        facts = {fact.key: fact for one in rubric.indicators for fact in one.facts}
        found = {one: condition for one, condition in found.items() if {one.judged, *one.failings} <= facts.keys()}
        pairs = ((one.judged, count) for one in found for count in one.counts)
        ruled_out = (pair for pair in pairs if _rules_out(facts[pair[0]].name, facts[pair[1]].name))
        affirmations = tuple(
            Affirmation(judged, (count,)) for judged, count in dict.fromkeys((*ruled_out, *_in_time(rubric)))
        )
        conditions: dict[str, list[Condition]] = {}
        for denied, condition in found.items():
            conditions.setdefault(denied.judged, []).append(condition)
        dated = (*_dated(rubric),)
        more: tuple[Affirmation | Dated, ...] = (*affirmations, *dated)
        for one in more:
            conditions.setdefault(one.judged, []).append(one.condition)
        met: dict[str, Condition] = {key: All(tuple(some)) for key, some in conditions.items()}
        return cls(tuple(found), affirmations, dated, facts, met)

    @property
    def all(self) -> tuple[Contradiction, ...]:
        """What may contradict."""
        return (*self.denials, *self.affirmations, *self.dated)

    def among(self, values: Facts, dates: Mapping[str, str] | None = None) -> Iterator[tuple[str, str, str]]:
        """The key of each judgement among *values* that contradicts what is counted, a message and a hint; *dates* are how
        some of them were answered."""
        for one in self.all:
            if one.contradicts(values) and not is_of_dates(one, dates or {}):
                yield one.judged, *self.words(one, values, dates)

    def words(
        self, found: Contradiction, values: Facts | None = None, dates: Mapping[str, str] | None = None
    ) -> tuple[str, str]:
        """What is said of a judgement that contradicts what is counted, in one unit the *values* of which are known, and a hint."""
        said = dates or {}
        judged = self.facts[found.judged].name
        yes, no = (f"填的是{said[found.judged]}" if found.judged in said else f"填“{word}”" for word in "是否")
        if isinstance(found, Dated):
            other, answer = self.facts[found.other].name, "是" if found.apart else "否"
            filled = f"填的是{said[found.other]}" if found.other in said else f"填“{answer}”"
            message = f"“{judged}”{yes}，“{other}”{'也' if found.apart else '却'}{filled}，互相矛盾；按所填的计算"
            return message, "说的是一件事，核对是哪一天；可以填那一天的日期，填一处就行"
        counts = listed(self.facts[key].name for key in found.counts)
        if isinstance(found, Affirmation):
            count = self.facts[found.counts[0]]
            many = "不是0" if values is None else value_text(count, values[count.key])
            message = f"“{judged}”{yes}，{counts}却填{many}，互相矛盾；按所填的计算，照样扣分"
            return message, f"确有的，“{judged}”填“否”；没有的，{counts}填0"
        marks = listed(self.facts[key].name for key in found.marks)
        none = "，".join(filter(None, [counts and f"{counts}却填0", marks and f"{marks}也填“否”"]))
        message = f"“{judged}”{no}，{none}，互相矛盾；按所填的计算，这里不得分"
        some = [counts and f"不符合的有多少，就在{counts}填多少", marks and f"属于{marks}的填“是”"]
        return message, f"{'，'.join(filter(None, some))}；没有不符合的，“{judged}”填“是”"
