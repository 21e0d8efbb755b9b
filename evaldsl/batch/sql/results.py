"""What a query gives of each unit: scores where they are certain, and in words why they are not."""

from collections.abc import Iterable, Sequence
from functools import partial

from attrs import define, field
from sqlglot import exp

from evaldsl.batch.sql import dialects as sql
from evaldsl.batch.sql.columns import unique
from evaldsl.batch.sql.facts import SourceFacts
from evaldsl.batch.sql.nodes import NodeColumns
from evaldsl.batch.sql.pipeline import Part, joined, source
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.plan import Plan, PlannedIndicator
from evaldsl.interpreter.scorer import Scorer, base_facts
from evaldsl.interpreter.whole_numbers import Choice, Column, Constant, Word, Yes, args_of

TOTAL, GRADE, STATUS, MISSING, PROBLEMS = "总分", "等级", "状态", "缺项", "问题"
SCORED, LACKING, OUTSIDE, ZERO, UNPLANNED = "已评", "数据不全", "超出范围", "分母为0", "未能评"
Keys = frozenset[str]


@define
class Results:
    """The columns that a query gives. *unplanned*: the indicators that it cannot score."""

    scorer: Scorer
    nodes: NodeColumns
    facts: SourceFacts
    unplanned: list[str] = field(factory=list)
    reads: list[Keys] = field(factory=list)
    broken: dict[str, Part] = field(factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan of the rubric."""
        return self.nodes.plan

    def outputs(self, keep: Sequence[str]) -> dict[str, Part]:
        """By name: the columns *keep* of the table, the indicators, the total, the grade, the status and its reason."""
        for node in self.plan.nodes:
            read = Keys((node.key,)) if isinstance(node, Column | Yes | Word) else Keys()
            self.reads.append(read.union(*(self.reads[arg] for arg in args_of(node))))
        self._make_broken()
        indicators = [prepared.indicator.name for prepared in self.scorer.prepared]
        own = (TOTAL, GRADE, STATUS, MISSING, PROBLEMS)
        indicators = [f"{name}得分" if name in (*keep, *own) else name for name in indicators]
        names = unique([*keep, *own, *indicators], self.nodes.dialect)
        kept, own_names = names[: len(keep)], names[len(keep) : len(keep) + len(own)]
        found = {
            new: self._add(f"k{i}", Part(source(old))) for i, (new, old) in enumerate(zip(kept, keep, strict=True))
        }
        scored = self._indicators()
        found |= zip(names[len(keep) + len(own) :], (score for score, _ in scored), strict=True)
        ready = self._ready([certain for _, certain in scored if certain is not None])
        found |= zip(own_names, (self._total(ready), self._grade(ready), *self._status(ready)), strict=True)
        return found

    def _add(self, name: str, part: Part) -> Part:
        return self.nodes.pipeline.add(name, part)

    def _read_by(self, nodes: Iterable[int]) -> Keys:
        return Keys().union(*(self.reads[node] for node in nodes))

    def _divide(self, divisors: Sequence[int]) -> list[Part]:
        """That none of *divisors* is 0."""
        return [
            joined([self.nodes.part(one)], lambda of: exp.NEQ(this=of[0], expression=sql.literal(0)))
            for one in divisors
        ]

    def _make_broken(self) -> None:
        """For each decision whether it lies outside of the band that holds."""
        for place, (key, allowed) in enumerate(self.plan.allowed.items()):
            nodes = (allowed.holds, *allowed.divisors)
            if not self.nodes.unfit.isdisjoint(nodes) or not self._read_by(nodes):
                continue
            parts = [self.facts.are_known(self._read_by(nodes)), *self._divide(allowed.divisors)]
            outside = joined([self.nodes.part(allowed.holds)], lambda of: sql.opposite(of[0]))
            self.broken[key] = self._add(f"broken{place}", joined([*parts, outside], sql.every))

    # ---- scores

    def _indicators(self) -> list[tuple[Part, Part | None]]:
        """Of every indicator its score, and whether it is certain; None where the query cannot tell it."""
        planned = iter(self.plan.indicators)
        found: list[tuple[Part, Part | None]] = []
        for place, prepared in enumerate(self.scorer.prepared):
            name = prepared.indicator.name
            one = None if name in self.plan.unplanned else next(planned)
            if one is None or not self.nodes.unfit.isdisjoint((one.score, *one.divisors)):
                self.unplanned.append(name)
                found.append((Part(sql.cast(exp.Null(), self._type(0))), None))
            else:
                certain = self._add(f"certain{place}", self._certain(one, facts_behind(self.scorer, prepared.reads)))
                found.append((self._where(certain, one.score), certain))
        return found

    def _certain(self, one: PlannedIndicator, behind: Keys) -> Part:
        """That all is known: what decides nothing within the range of its column (*behind*) may do so beyond it."""
        keys = self._read_by((one.score, *one.divisors)) | behind
        whole = [
            joined([self.broken[key]], lambda of: sql.opposite(of[0].copy())) for key in self.broken if key in keys
        ]
        known = [self.facts.are_known(keys)] if keys else []
        return joined([*known, *self._divide(one.divisors), *whole], sql.every)

    def _type(self, largest: float) -> str:
        return f"DECIMAL({18 if largest < 10**18 else 38}, {self.plan.decimals})"

    def _where(self, certain: Part, node: int) -> Part:
        """The points of a node where they are *certain*."""
        low, high = self.plan.ranges[node]
        one = exp.Literal.number(f"0.{'1'.rjust(self.plan.decimals, '0')}" if self.plan.decimals else "1")
        type_ = self._type(max(-low, high))

        def make(of: list[sql.Sql]) -> sql.Sql:
            return sql.case([(of[0].copy(), sql.cast(sql.calculation("×", of[1], one), type_))], None)

        return joined([certain, self.nodes.part(node)], make)

    def _ready(self, certain: list[Part]) -> Part:
        """Whether every indicator that is in the query has its score."""
        return self._add("ready", joined(certain, lambda of: sql.every([one.copy() for one in of])))

    def _total(self, ready: Part) -> Part:
        if self.unplanned:
            return Part(sql.cast(exp.Null(), self._type(0)))
        return self._where(ready, self.plan.total)

    def _grade(self, ready: Part) -> Part:
        nodes = [self.plan.grade, *self.plan.grade_divisors]
        if self.unplanned or not self.plan.words or not self.nodes.unfit.isdisjoint(nodes):
            return Part(sql.cast(exp.Null(), "TEXT"))
        of_rules = (key for rule in grade_rules(self.scorer.rubric) for key in keys_of(rule.condition))
        keys = self._read_by(nodes) | facts_behind(self.scorer, of_rules)
        conditions = [ready, *([self.facts.are_known(keys)] if keys else []), *self._divide(self.plan.grade_divisors)]
        certain = joined(conditions, lambda of: sql.every([one.copy() for one in of]))
        branches, rest = self._grades()

        def make(of: list[sql.Sql]) -> sql.Sql:
            each = [(holds, _word(words)) for holds, words in zip(of[1:], (word for _, word in branches), strict=True)]
            return sql.case([(of[0], sql.case(each, _word(rest)) if each else _word(rest))], None)

        return joined([certain, *(self.nodes.part(condition) for condition, _ in branches)], make)

    def _grades(self) -> tuple[list[tuple[int, str | None]], str | None]:
        """The grade where each of some conditions holds, the first that does, and where none does."""
        nodes, words = self.plan.nodes, [*self.plan.words, None]
        found: list[tuple[int, str | None]] = []
        node = nodes[self.plan.grade]
        while isinstance(node, Choice):
            then = nodes[node.then]
            assert isinstance(then, Constant), "every branch names a grade"
            found.append((node.condition, words[then.value]))
            node = nodes[node.otherwise]
        assert isinstance(node, Constant)
        return found, words[node.value]

    # ---- the status

    def _status(self, ready: Part) -> tuple[Part, Part, Part]:
        """The status, the columns that say nothing, what else stands in the way."""
        missing, wrong, zero = self.facts.missing(), self._wrong(ready), self._zero(ready)
        done = sql.text(UNPLANNED if self.unplanned else SCORED)

        def status(of: list[sql.Sql]) -> sql.Sql:
            why = [(_is_said(of[0]), sql.text(OUTSIDE)), (_is_said(of[1]), sql.text(LACKING))]
            return sql.case([*why, (sql.opposite(of[2]), sql.text(ZERO))], done)

        def problems(of: list[sql.Sql]) -> sql.Sql:
            return sql.listed(
                [_after(words, one) for words, one in zip((f"{OUTSIDE}：", f"{ZERO}："), of, strict=True)], "；"
            )

        return joined([wrong, missing, _copy(ready)], status), _copy(missing), joined([_copy(wrong), zero], problems)

    def _wrong(self, ready: Part) -> Part:
        """The columns that hold what is not allowed, decisions outside of their band among them."""
        cells = self.facts.not_allowed()
        if not self.broken:
            return cells
        names = [sql.text(self.facts.columns[key].name) for key in self.broken]

        def make(of: list[sql.Sql]) -> sql.Sql:
            each = [sql.case([(one.copy(), words)], None) for one, words in zip(of[2:], names, strict=True)]
            return sql.case([(sql.opposite(of[0].copy()), sql.listed([of[1], *each]))], None)

        return self._add("wrong", joined([ready, cells, *self.broken.values()], make))

    def _zero(self, ready: Part) -> Part:
        """The indicators for which a divisor is 0."""
        unplanned = {*self.unplanned}
        each: list[Part] = []
        for one in self.plan.indicators:
            if one.divisors and one.name not in unplanned:
                keys = self._read_by(one.divisors)
                parts = [*([self.facts.are_known(keys)] if keys else []), self._some_zero(one)]
                each.append(joined(parts, partial(_said_where, sql.text(one.name))))
        if not each:
            return Part(exp.Null())
        return joined([ready, *each], lambda of: sql.case([(sql.opposite(of[0].copy()), sql.listed(of[1:]))], None))

    def _some_zero(self, one: PlannedIndicator) -> Part:
        return joined(self._divide(one.divisors), lambda of: sql.opposite(sql.every(of)))


def facts_behind(scorer: Scorer, keys: Iterable[str]) -> Keys:
    """The facts that *keys* come from."""
    return Keys(base for key in keys for base in base_facts(scorer, key))


def _word(word: str | None) -> sql.Sql:
    return exp.Null() if word is None else sql.text(word)


def _said_where(words: sql.Sql, conditions: list[sql.Sql]) -> sql.Sql:
    return sql.case([(sql.every(conditions), words)], None)


def _copy(part: Part) -> Part:
    return Part(part.expr.copy(), part.reads, part.size)


def _is_said(expr: sql.Sql) -> sql.Sql:
    return sql.opposite(exp.Is(this=expr, expression=exp.Null()))


def _after(words: str, expr: sql.Sql) -> sql.Sql:
    """*words* before a text, NULL where it is NULL."""
    return exp.DPipe(this=sql.text(words), expression=expr, safe=False)
