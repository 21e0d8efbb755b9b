"""What is different between two rubrics as an HTML page: words, tables, and the curve of each rule that was changed."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.differences import Difference, IndicatorDifference
from evaldsl.differences.wording import Piece, same_words
from evaldsl.interpreter import curves as exact
from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import Expr, Number, inlined, keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.pieces import pieces_of
from evaldsl.interpreter.ranges import Scope, reduced
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.scorer import Scorer, with_rates
from evaldsl.interpreter.values import amount
from evaldsl.render.changes import NOT_THERE
from evaldsl.render.charts import Chart
from evaldsl.render.curve_charts import curve_chart, drawn
from evaldsl.render.differences import Line, nothing, points_words, renamed_lines, sections, tally
from evaldsl.render.html import figure, safe, table
from evaldsl.render.html import page as html_page
from evaldsl.render.proofs import ROLES
from evaldsl.render.regions import fact_label
from evaldsl.render.stamp import Stamp
from evaldsl.render.widths import one_line
from evaldsl.text.typography import curly

MOST_CURVES = 3


def page(found: Difference, stamp: Stamp, *, wording: bool) -> str:
    """The whole page."""
    shown = sections(found, wording=wording)
    body = [f'<p class="soft">{safe(tally(found))}</p>']
    names = [one_line(side.rubric.name) for side in (found.both.first, found.both.second)]
    rows = [(role, name, file) for (role, file, _), name in zip(stamp.sources, names, strict=True)]
    body.append(table(("", "规则集", "规则文件"), rows))
    if not shown:
        body.append(f"<p>{safe(nothing(found, wording=wording))}</p>")
    else:
        body += ["<h2>一览</h2>", _overview(found)]
    for number, section in enumerate(shown):
        body.append(f"<h2>{safe(section.title)}</h2>")
        body.append(_lines(section.lines))
        if section.difference is not None:
            body += [figure(chart, f"curve-{number}-{n}") for n, chart in enumerate(curves(found, section.difference))]
    body += [f'<p class="note">{safe(line)}</p>' for line in renamed_lines(found, 10_000) if line]
    return html_page("两份规则的差别", body, [*stamp.lines(), f"evaldsl {stamp.version}"])


def _overview(found: Difference) -> str:
    rows = []
    for one in found.indicators:
        if not one.counts:
            continue
        before, after = one.match.before, one.match.after
        points = [f"{amount(each.full)}分" if each else "没有" for each in (before, after)]
        apart = one.apart
        gaps = [
            "没有判定" if apart.why else points_words(end.value) if end else "0分" for end in (apart.more, apart.less)
        ]
        edits = sum(edit.counts for edit in one.edits)
        rows.append((one.name, *points, str(edits), *gaps))
    head = ("指标", "前者分值", "后者分值", "改动", "后者最多多得", "后者最多少得")
    return table(head, rows, frozenset({1, 2, 3, 4, 5})) if rows else "<p>各指标得分都相同。</p>"


def _lines(lines: Sequence[Line]) -> str:
    rows = "".join(f"<dt>{safe(line.label)}</dt><dd>{_words(line)}</dd>\n" for line in lines)
    return f'<dl class="lines">{rows}</dl>'


def _words(line: Line) -> str:
    if line.change is None:
        return safe(line.words)
    kind = f'<span class="soft">{safe(line.change.kind)}</span> ' if line.change.kind else ""
    return kind + "".join(_piece(piece) for piece in line.change.pieces)


def _piece(piece: Piece) -> str:
    before, after = piece
    if same_words(before, after):
        return safe(after)
    if before == NOT_THERE:
        return f'<ins>{safe(after)}</ins> <span class="soft">前者没有</span>'
    if after == NOT_THERE:
        return f'<del>{safe(before)}</del> <span class="soft">后者没有</span>'
    return (f"<del>{safe(before)}</del>" if before else "") + (f"<ins>{safe(after)}</ins>" if after else "")


# ---- curves


def curves(found: Difference, one: IndicatorDifference) -> Iterator[Chart]:
    """Points against each measure by which they differ, all else as in the unit that shows the largest difference."""
    shown = next(
        (end.unit for end in (one.apart.more, one.apart.less) if end is not None and end.unit is not None), None
    )
    if shown is None or one.apart.region is None:
        return
    measures = [key for key in one.apart.region.reads if key in found.both.prover.scope.measures]
    for key in measures[:MOST_CURVES]:
        chart = _curve(found, one, key, dict(shown.values))
        if chart is not None:
            yield chart


def _curve(found: Difference, one: IndicatorDifference, key: str, values: Values) -> Chart | None:
    """None where it cannot be drawn, or where this measure changes nothing in such a unit."""
    both, domain = found.both, found.both.prover.scope.measures[key]
    sides = ((one.match.before, both.first), (one.match.after, both.second))
    pieces = []
    scope = both.prover.scope
    values = {**{fact: scope.some_value(fact) for fact in found.facts if fact in scope.finite}, **values}
    try:
        for indicator, own in sides:
            expr = (
                None
                if indicator is None
                else _alone(both.bound(indicator_to_expr(indicator), own), own, key, domain, values)
            )
            pieces.append([] if expr is None else pieces_of(expr, domain))
    except (Undecided, KeyError):
        return None
    window = _window([piece for some in pieces for piece in some], domain)
    drawn_curves = [drawn(role, some, domain, window) for role, some in zip(ROLES, pieces, strict=True) if some]
    if all(one.is_level for one in drawn_curves):
        return None
    fact = found.facts[key]
    note = "其他数据取使差别最大的那个单位的值；未四舍五入"
    return curve_chart(f"得分随{fact_label(key, found.facts)}{curly(fact.name)}的变化", fact, drawn_curves, note)


def _alone(expr: Expr, own: Scorer, key: str, domain: Domain, values: Values) -> Expr:
    """*expr* with all facts but *key* put in. Raises Undecided when one is not known."""
    known, _ = with_rates(own, values)
    numbers = {name: Number(value) for name, value in known.items() if name != key and isinstance(value, Fraction)}
    finite = {name: (value,) for name, value in known.items() if not isinstance(value, Fraction)}
    alone = reduced(inlined(expr, numbers), Scope({key: domain}, finite)) if key not in finite else expr
    if keys_of(alone) not in ([], [key]):
        raise Undecided("还要别的数据")
    return alone


def _window(pieces: Sequence[exact.Piece], domain: Domain) -> tuple[Fraction, Fraction]:
    """What to draw: from a little before the first break to a little behind the last; of whole numbers, from the least.

    0 is no break, but where a piece that jumps begins there.
    """
    ends = sorted({end for one in pieces for end in (one.low, one.high) if isinstance(end, Fraction)})
    if domain.whole and ends:
        return ends[0], ends[-1] + 2
    first, last = (domain.parts[0][0], domain.parts[-1][1]) if domain.parts else (None, None)
    if isinstance(first, Fraction) and isinstance(last, Fraction) and {first, last} >= {*ends}:
        return first, last
    jumping = {end for one in pieces if one.curve.jumps for end in (one.low, one.high)}
    inner = [end for end in ends if end or end in jumping] or [Fraction(1)]
    low, high = inner[0], inner[-1]
    margin = (high - low) * Fraction(3, 20) or abs(high) / 5 or Fraction(1)
    least = domain.parts[0][0] if domain.parts else low
    if low > 0:
        least = max(least, Fraction(0))
    return (max(low - margin, least) if isinstance(least, Fraction) else low - margin), high + margin
