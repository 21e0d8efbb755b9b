"""Caps: the most that is given or taken, each time, together or in all, and 扣完为止."""

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.periods import within_period
from evaldsl.elaboration.totals import all_taken, awarded, awards_together, capped_alone, together
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Cap, Change, Decision, Steps
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree


def cap(reader: Reader, clause: Clause, value: tree.Cap) -> None:
    """最多扣4分, 最高得3分: of what was given or taken before it, else of the item, or of all items."""
    _refuse_conditions(reader, clause)
    if len(reader.items) > 1 and all_taken(reader, clause, value):
        return
    item = reader.item_for(clause)
    if capped_alone(reader, item, clause, value):
        return
    value = _told(reader, item, clause, value)
    last = reader.spoken.last_change
    if value.on in ("扣", "累计") and isinstance(last, Steps) and _takes_from_several(reader, last):
        hint = "每一项后面各写一句，写明各扣多少、最多扣几分"
        message = "前面的扣分说的是几项，没有写明最多扣的是每一项的，还是合计"
        reader.unread(message, *reader.span_of(clause), hint=hint)
        return
    if value.points is not None and (
        together(reader, item, clause, value)
        or _of_last_change(reader, item, value)
        or _of_only_change(reader, item, value)
        or _of_decision(reader, item, value)
    ):
        return
    if value.on == "扣":
        reader.unread("前面没有扣分，不知道限制什么", *reader.span_of(clause))
        return
    _of_item(reader, item, clause, value)


def _refuse_conditions(reader: Reader, clause: Clause) -> None:
    """Refuses words that a cap is to depend on: what it caps is all that was said before."""
    for segment in clause.segments:
        reader.check_note(text_of(reader.cell, segment), reader.span_of(clause))
        said = segment[-1].value
        if isinstance(said, tree.Word) and said.text.endswith("的") and len(said.text) > 2 and clause.among is None:
            hint = "封顶管的是前面全部扣分、加分；只管这一种情形的，把它的扣分、加分和封顶写成一句"
            reader.unread(f"“{said.text.removesuffix('的')}”时才封顶，读不懂", *reader.span_of(clause), hint)


def _told(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Cap) -> tree.Cap:
    """*value*, with what the words around it say that it caps, and its points in 分."""
    last = reader.spoken.last_change
    if value.on == "为限":  # 每低1%扣0.5分（以2分为限）
        near = reader.changes and (reader.changes[-1][0] == clause.sentence or not item.has_award)
        value = evolve(value, on="扣" if near and isinstance(last, (Steps, Change)) and last.points < 0 else "得")
    if value.on == "加" and "含" in [text_of(reader.cell, segment) for segment in clause.segments]:
        value = evolve(value, on="得")  # 含加分最高6分
    if value.on == "加满":  # 持平得3分，每降低1%加0.5分，加满4分为止
        value = evolve(value, on="得" if value.points == reader.weight and item.cases else "加")
    if value.share and value.points is not None:
        value = evolve(value, points=value.points * reader.whole_points(item), share=False)
    return value


def _takes_from_several(reader: Reader, steps: Steps) -> bool:
    """每延期1个月各扣1分: whether the same words take from several awards."""
    return sum(any(isinstance(e, Steps) and e.span == steps.span for e in one.effects) for one in reader.items) > 1


def _of_last_change(reader: Reader, item: ItemDraft, value: tree.Cap) -> bool:
    """每发现一处扣1分，最多扣3分: whether it caps what was given or taken last."""
    last, points = reader.spoken.last_change, value.points
    if points is None or not isinstance(last, (Steps, Change)):
        return False
    taking = last.points < 0
    counts = not taking and item.opening_zero and value.on == "得" and not reader.group.nets
    adds = value.on == "加" or (value.on == "得" and points < awarded(item))  # 合格得8分；每次加1分，最高2分
    if (value.on == "扣" and last.points <= 0) or (adds and not taking) or counts:
        reader.replace_effect(item, last, evolve(last, most=points))
        if counts:
            item.stake = points
        return True
    if value.on == "累计" and not (not taking and item.has_award and points >= reader.whole_points(item)):
        reader.replace_effect(item, last, evolve(last, most=points))
        return True
    return False


def _of_only_change(reader: Reader, item: ItemDraft, value: tree.Cap) -> bool:
    """表彰每次加1分，批评每次扣2分。最高加3分: whether it caps the only one that gives, or the only one that takes."""
    if value.on not in ("加", "扣"):
        return False
    changes = [one for one in item.effects if isinstance(one, (Steps, Change))]
    own = [one for one in changes if (one.points > 0) is (value.on == "加")]
    if len(own) != 1 or own[0].most is not None:
        return False
    reader.replace_effect(item, own[0], evolve(own[0], most=value.points))
    return True


def _of_decision(reader: Reader, item: ItemDraft, value: tree.Cap) -> bool:
    """酌情扣分，最多扣2分: whether it caps what the evaluator decides."""
    alone = isinstance(item.otherwise, Decision) and not item.effects
    decided = item.otherwise if alone else reader.spoken.last_change
    if value.points is None or not isinstance(decided, Decision):
        return False
    if value.on != "累计" and decided.takes is not (value.on == "扣"):
        return False
    reader.replace_effect(item, decided, evolve(decided, most=value.points))
    fact = reader.measures.facts[decided.key]
    if decided.count is None and (fact.high is None or fact.high > value.points):
        reader.measures.facts[decided.key] = evolve(fact, high=value.points)
    return True


def _of_item(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Cap) -> None:
    """最高得3分: of what the item comes to, or of all that the items before it do."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    points = value.points if value.points is not None else item.stake or reader.weight or reader.stated.declared
    if points is None:
        return
    worth = [awarded(one) for one in reader.items]
    acts = any(one.effects for one in reader.items)
    if len(worth) > 1 and sum(worth) == points and not acts:
        return  # 制度健全、台账清楚各得1分，最高2分: no more than they come to
    if awards_together(reader, clause, evolve(value, points=points)):
        return
    shared = points == reader.weight and max(worth, default=NOTHING) <= points < sum(worth)
    shared = shared or sum(worth) == reader.stated.shared_total
    if shared and not acts:
        reader.vetoes.append(Cap(points, words, span))  # ①…④…。每符合一项得1分，最高3分
        return
    own = item.has_award and not value.whole and _gave_last(reader, item, clause)
    if points == reader.weight and len(reader.items) > 1 and awarded(item) < points and not own:
        reader.vetoes.append(Cap(points, words, span))  # （一）…（二）…。受到表彰的加1分，总分不超过10分
        return
    if any(case.value is not None and case.value < points for case in item.cases) and item.stake is None:
        item.stake = points
    item.effects.append(Cap(points, words, span))


def _gave_last(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """≥15次得0.25分，每多5次加2分，最高得1.5分: whether what is given right before the cap is given on top of the award of *item*."""
    sentence, last = reader.changes[-1] if reader.changes else (-1, None)
    given = isinstance(last, (Steps, Change)) and last.points > 0 and last in item.effects
    return given and sentence == clause.sentence == item.award_sentence


def until_zero(reader: Reader, clause: Clause, value: tree.UntilZero) -> None:
    """扣完为止 says what holds anyway; 扣完30分为止 names how much there is to take."""
    last = reader.spoken.last_change
    if isinstance(last, Change) and _goes_on(reader, clause, last):
        message, hint = (
            "“至扣完”是一次一次地扣，没有写明每什么扣一次",
            "写作“每发现一处…扣2分，扣完为止”；只扣一次的不写“至扣完”",
        )
        reader.unread(message, *reader.span_of(clause), hint=hint)
    if isinstance(last, (Steps, Change)) and value.period:
        within_period(reader, clause, last, value.period)
    elif isinstance(last, (Steps, Change)):
        item = reader.item_for(clause)
        if isinstance(last, Steps) and value.each and _of_each(reader, item):
            message, hint = (
                "每一项各扣各的，一个总数看不出各有几处",
                "每一项后面各写“每发现一处……扣……分”，或者只写“扣完为止”",
            )
            reader.unread(message, *reader.span_of(clause), hint=hint)
        if value.points in (None, item.stake or reader.weight):
            return
        if item.cases or not together(reader, item, clause, tree.Cap("扣", value.points, True)):
            reader.replace_effect(item, last, evolve(last, most=value.points))


def _of_each(reader: Reader, item: ItemDraft) -> bool:
    """制度健全；账目清楚。每项1分，每发现一处扣0.2分，该项扣完1分为止: whether *item* takes from several things, each of which has its own end."""
    awards = [one.cases[0] for one in reader.items if len(one.cases) == 1]
    if item.has_award or item.stake != NOTHING:
        shared = bool(item.cases) and "分" not in item.cases[0].words  # 每项1分 stands apart
        awards = [one for one in awards if shared and "分" not in one.words]
    return len(awards) > 1


def _goes_on(reader: Reader, clause: Clause, last: Change) -> bool:
    """不合规扣2分至扣完: whether points taken once are said to be taken until none are left; not 扣2分，扣完为止, which all add."""
    said = reader.cell.plain[clause.start : clause.end].startswith(("至扣", "直至", "直到"))
    return said and last.points < 0 and last.span[1] == reader.span_of(clause)[0]
