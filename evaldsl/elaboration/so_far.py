"""What the reader of a cell knows so far, by how long it holds: one number, what was spoken of, the whole cell."""

from fractions import Fraction

from attrs import define, field

from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import frozen
from evaldsl.interpreter.rubric import Change, Effect, Fact, Span, Veto


@define
class OpenGroup:
    """What stands under one number, ①: the items it opened so far.

    *style* is how the number is written, *numbers* are those of the whole cell; *nets*: what is given and taken here is
    set against each other. *pending* is a clause without an effect that waits for one, *heading* a label that what
    follows speaks of: 小学合格率：….
    """

    label: str = ""
    style: str = ""
    nets: bool = False
    numbers: set[int] = field(factory=set)
    items: list[ItemDraft] = field(init=False, factory=list)
    pending: Clause | None = None
    heading: str = ""

    @property
    def last(self) -> ItemDraft | None:
        """The item that was opened last."""
        return self.items[-1] if self.items else None


@define
class Spoken:
    """What the clause before named, for one that says no more than 否则, 每少一项 or 累计不超过3分.

    A number beside a value is the sentence it stood in. *changed* are the effects of the last clause that gave or took,
    *apiece* the items of one award to each: 甲、乙各得2分.
    """

    condition: tuple[int, ex.Condition | CaseDraft] | None = None
    changed: list[Effect] = field(init=False, factory=list)
    counted: tuple[int, Per] | None = None
    taken: tuple[int, Per] | None = None
    count: Fact | None = None
    stepped: tuple[int, str] | None = None
    limits: list[Limit] = field(init=False, factory=list)
    apiece: list[ItemDraft] = field(init=False, factory=list)

    def condition_in(self, sentence: int) -> ex.Condition | None:
        """What had to hold last, if that was said in *sentence*."""
        if self.condition is None or self.condition[0] != sentence:
            return None
        of = self.condition[1]
        return of.condition() if isinstance(of, CaseDraft) else of

    @property
    def last_change(self) -> Effect | None:
        """The effect that gave or took last, in the last clause that did."""
        return self.changed[-1] if self.changed else None


@define
class Heading:
    """资金管理（5分）：①…②…: its *points*, and the *items* of the list below it; *style* is how the number before it is written, *vetoes*
    what loses all of it."""

    name: str
    points: Fraction
    style: str
    span: Span
    items: list[ItemDraft] = field(init=False, factory=list)
    vetoes: list[Veto] = field(init=False, factory=list)

    def settle(self) -> None:
        """Gives what loses all of it to each item that scores."""
        for item in [one for one in self.items if one.has_award or one.effects] or self.items[:1]:
            item.vetoes += self.vetoes


@frozen
class Rung:
    """2起扣3分: what *item* loses by *change* for *many* of *fact*, where no words say 以上."""

    item: ItemDraft
    fact: Fact
    many: Fraction
    change: Change


@define
class Stated:
    """What the cell states for more than one item.

    *declared* are its points (满分10分), *base* what its steps count from (以100%为标准), *shared_total* the points of a list
    that was given as a whole; *parted* the places of the steps of which the words say what a part is worth, *widths* how
    many steps a band is wide; *clips* the limits beyond which a number counts as the limit; *most_of* the highest value of a measure by name, *item_bounds* the least and most points of a
    decision by its fact. *things* are the items of the last list, which tells them without points; *falling*: the
    sentences in which less behind more is not added (None: not yet asked). *of_period*: the points of a quarter. *headings* are those of lists,
    *rungs* the last of each ladder 1起扣1分，2起扣3分.
    """

    declared: Fraction | None = None
    base: Fraction | None = None
    shared_total: Fraction | None = None
    things: list[ItemDraft] = field(init=False, factory=list)
    parted: list[Span] = field(init=False, factory=list)
    widths: dict[Span, Fraction] = field(init=False, factory=dict)
    clips: list[tuple[str, str, Fraction, Span]] = field(init=False, factory=list)
    most_of: dict[str, Fraction] = field(init=False, factory=dict)
    item_bounds: dict[str, tuple[Fraction, Fraction]] = field(init=False, factory=dict)
    falling: frozenset[int] | None = None
    of_period: Fraction | None = None
    headings: list[Heading] = field(init=False, factory=list)
    rungs: list[Rung] = field(init=False, factory=list)
