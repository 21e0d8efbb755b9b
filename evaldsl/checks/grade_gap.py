"""grade-gap"""

import itertools
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.interpreter.rubric import GradeBand
from evaldsl.interpreter.values import shown
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, warning

HALF = Fraction(1, 2)
_ORDER = ("优秀", "优", "良好", "良", "中等", "中", "一般", "合格", "较差", "差", "不合格")


def grade_gap(loaded: Loaded) -> Iterator[Diagnostic]:
    """Scores that no grade takes, or that two take: 90-100 / 80-89 leaves 89.5 nowhere; grades that no score reaches."""
    rubric = loaded.rubric
    assert rubric is not None
    if not rubric.grades:
        return
    yield from _upside_down(loaded)
    beyond = [band for band in rubric.grades if band.low is not None and band.low > rubric.full]
    if beyond:
        yield _out_of_reach(loaded, beyond[0])
    cuts = sorted({end for band in rubric.grades for end in (band.low, band.high) if end is not None})
    most = max(cuts) if beyond else rubric.full
    cuts = sorted({*(cut for cut in cuts if 0 <= cut <= most), Fraction(0), most})
    samples = [cuts[0]]
    for left, right in itertools.pairwise(cuts):
        samples += [(left + right) * HALF, right]
    for place, sample in enumerate(samples):
        words = [band.word for band in rubric.grades if band.holds(sample)]
        where = f"{shown(sample)}分" if place % 2 == 0 else _between(cuts, sample)
        if not words:
            message = f"等级断档：{where}不属于任何等级"
            yield warning("grade-gap", message, *loaded.place("等级"), hint="写作“良：80分（含）-90分”，使各档相接")
        elif len(words) > 1:
            message = f"等级重叠：{where}既是“{words[0]}”又是“{words[1]}”，按先写的计"
            yield warning("grade-gap", message, *loaded.place("等级"), hint="在分数线后写明（含）或（不含）")


def _out_of_reach(loaded: Loaded, band: GradeBand) -> Diagnostic:
    """优 from 90 where there are 20 points in all."""
    assert loaded.rubric is not None and band.low is not None
    full = loaded.rubric.full
    message = f"“{band.word}”从{shown(band.low)}分起，总分只有{shown(full)}分，得不到"
    hint = f"分数线按100分写的，改按{shown(full)}分写：{shown(band.low)}分写成{shown(band.low * full / 100)}分"
    return warning("grade-gap", message, *loaded.place("等级"), hint=hint if band.low <= 100 else "核对总分与分数线")


def _upside_down(loaded: Loaded) -> Iterator[Diagnostic]:
    """差 for more points than 中."""
    assert loaded.rubric is not None
    known = [band for band in loaded.rubric.grades if band.word in _ORDER and (band.low, band.high) != (None, None)]
    ranked = sorted(known, key=lambda band: _ORDER.index(band.word))
    for better, worse in itertools.pairwise(ranked):
        if worse.low is not None and (better.low is None or worse.low > better.low):
            message = f"等级颠倒：“{worse.word}”的分数比“{better.word}”高"
            yield warning("grade-gap", message, *loaded.place("等级"), hint="核对各等级的分数线是否写反")


def _between(cuts: list[Fraction], sample: Fraction) -> str:
    low = max(cut for cut in cuts if cut < sample)
    high = min(cut for cut in cuts if cut > sample)
    return f"{shown(low)}分与{shown(high)}分之间"
