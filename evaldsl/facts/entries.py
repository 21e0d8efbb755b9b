"""The entries of a facts file, whatever its form: what is called what, and where."""

from attrs import field, frozen

from evaldsl.text.diagnostics import Diagnostic, Place, error

Span = tuple[int, int]
Value = str | bool | None | dict[str, str]
SECTION = "数据"
AMOUNTS = ("值", "扣分", "得分", "等次")
GROUNDS = ("依据", "来源", "理由", "评价人", "备注")


@frozen
class Entry:
    """One pair of a facts file: the keys that lead to it, its value as written, where value and name stand.

    *value* is a dict for a mapping such as ``{扣分: 0.5, 理由: …}``; *parts* then holds the place of each of its values.
    Where nothing is written, the place of the value is that of the name. *unit* stands above the table, for numbers
    without one; *apart*: the unit in the value stands in another cell; a row of a table with a name and nothing else is a *heading*, unless it is called as a fact.
    """

    path: tuple[str, ...]
    value: Value
    start: int
    end: int
    name_start: int = field(default=0, eq=False)
    name_end: int = field(default=0, eq=False)
    parts: dict[str, Span] = field(factory=dict, eq=False, repr=False)
    unit: str = ""
    apart: bool = False
    heading: bool = False


def repeated(name: str, second: Span, first: Span) -> Diagnostic:
    """What is said of a name that is written again."""
    return error("repeated-key", f"“{name[:60]}”写了两次", *second, "删去其中一处", (Place(*first, "第一次写在这里"),))
