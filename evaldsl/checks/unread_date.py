"""unread-date"""

from collections.abc import Iterator

from evaldsl.rubric_files.effective_dates import period, year_in_force
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, warning


def unread_date(loaded: Loaded) -> Iterator[Diagnostic]:
    """Dates behind 施行 that cannot be read, or during which the year of the rubric does not lie."""
    rubric = loaded.rubric
    assert rubric is not None
    head = dict(rubric.head)
    said, year = head.get("施行", ""), head.get("年度", "")
    if not said:
        return
    place = loaded.place("施行")
    if period(said) is None:
        hint = "写作“施行 2023年度”“施行 2024年1月1日起”或“施行 2023年1月1日至2024年12月31日”，前一个日期不晚于后一个"
        yield warning("unread-date", f"施行的日期“{said[:30]}”没有读懂", *place, hint=hint)
    elif year_in_force(said, year) is False:
        message = f"年度写{year}，施行的日期却是{period(said)}，那一年12月31日不在施行"
        yield warning("unread-date", message, *place, hint="核对年度和施行的日期")
