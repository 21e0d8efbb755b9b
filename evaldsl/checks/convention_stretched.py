"""convention-stretched"""

import re
from collections.abc import Iterator

from evaldsl.checks.exact import effects_of
from evaldsl.checks.step_convention_unstated import size_of
from evaldsl.interpreter.rubric import Steps
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.rubric_files.rubric_lines import blocks
from evaldsl.text.diagnostics import Diagnostic, Place, info
from evaldsl.text.numerals import COUNTED
from evaldsl.text.typography import plain_text

_POINTS = re.compile(r"不[足满到]\D?个?(?:百分点|%)|不[足满到][\d.]*个?(?:百分点|%)")
_SIZE = re.compile(r"1个?(.+)")
_WORTH = {"进一": "按{}计", "整步": "不计", "按比例": "按比例计"}


def convention_stretched(loaded: Loaded) -> Iterator[Diagnostic]:
    """A 约定 that speaks of 百分点 also decides what a part of a step of another unit is worth."""
    said = next((one for one in reversed(blocks(loaded.text)) if _speaks_of_points(one.keyword, one.text)), None)
    assert loaded.rubric is not None
    for indicator in loaded.rubric.indicators if said is not None else ():
        for effect, _ in effects_of(indicator):
            size = size_of(effect) if isinstance(effect, Steps) and effect.by_convention else ""
            if said is None or not isinstance(effect, Steps) or not size or not _is_stretched(effect, size):
                continue
            worth = _WORTH[effect.mode].format(size)
            usual = "不计" if effect.counted else "按比例计"
            yield info(
                "convention-stretched",
                f"约定“{_shown(said.text)}”说的是百分点，这里不足{size}的也照此{worth}",
                *effect.span,
                hint=f"是这个意思的，在这一句写明“不足{size}的{worth}”；不是的，写明“不足{size}的{usual}”",
                others=(Place(said.start, said.end, "这条约定"),),
            )


def _speaks_of_points(keyword: str, text: str) -> bool:
    return keyword == "约定" and bool(_POINTS.search(plain_text(text)))


def _is_stretched(steps: Steps, size: str) -> bool:
    """Whether it is a step of another unit whose parts come to other points than without the 约定."""
    single = _SIZE.fullmatch(size)
    whole = single is not None and single[1].removeprefix("个") in COUNTED
    usual = "整步" if steps.counted else "按比例"
    return not size.endswith(("%", "百分点")) and steps.mode != usual and not whole


def _shown(text: str) -> str:
    """The one convention of the line that speaks of 百分点."""
    return next(one.strip() for one in re.split("[；;。]", text) if _POINTS.search(plain_text(one)))
