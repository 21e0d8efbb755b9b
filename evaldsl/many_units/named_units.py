"""Units and grades as users name them where one is asked about among many."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from evaldsl.command_line.files import Unusable
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.render.tuning import names_text
from evaldsl.tuning.units import Population


def chosen_units(
    names: Sequence[str], most: int, population: Population, nearest: Callable[[int], Any]
) -> tuple[list[int], int]:
    """The units called *names*, else the *most* with a total that are *nearest* to what matters; and how many are left out."""
    if names:
        return [known_unit(name, population) for name in names], 0
    ordered = sorted(population.scored, key=nearest)
    return ordered[:most], max(len(ordered) - most, 0)


def known_unit(name: str, population: Population, *, lacking: bool = False) -> int:
    """The place of the unit called *name*, which has a total unless it may be *lacking*."""
    names = {population.units.name(place): place for place in range(len(population.units))}
    if name in names and (lacking or population.today.totals[names[name]] is not None):
        return names[name]
    if name in names:
        values = population.units.values(names[name])
        missing = [f"“{one.name}”" for one in score(population.ready, values).missing]
        why = f"，缺{'、'.join(missing[:3])}{'等' if len(missing) > 3 else ''}" if missing else ""
        raise Unusable(f"“{name[:40]}”算不出总分{why}；用 evaldsl score 看")
    from difflib import get_close_matches

    called = [one for one in names if one.startswith(f"{name}（")]
    if len(called) > 1:
        raise Unusable(f"有{len(called)}个单位叫“{name[:40]}”，请写明是哪一个：{names_text(called, 3)}")
    near = get_close_matches(name, names, 3, 0.4)
    hint = f"，是不是{'、'.join(f'“{one}”' for one in near)}" if near else ""
    raise Unusable(f"没有“{name[:40]}”这个单位{hint}")


def line_for(word: str, population: Population) -> Fraction:
    """The least total of the grade *word*."""
    bands = {band.word: band for band in population.rubric.grades}
    if word not in bands:
        known = f"等级有{'、'.join(bands)}" if bands else "规则没有写等级"
        raise Unusable(f"没有“{word[:20]}”这个等级；{known}")
    line = bands[word].low
    if line is None:
        raise Unusable(f"“{word}”没有写最低的分数，不用改就能得")
    return line
