"""Workload W as expressions over one unit, in floats, as rule engines take them: facts are f0, f1 …, truths b0, b1 …."""

from collections.abc import Mapping

from benchmarks.peers.rules import Bands, Checks, Each, Rule, Share, Sides, Step

CEL = {
    "largest": "({0} > {1} ? {0} : {1})",
    "choice": "({0} ? {1} : {2})",
    "up": "(double(int({0})) < {0} ? double(int({0})) + 1.0 : double(int({0})))",
}
ZEN = {"largest": "max([{0}, {1}])", "choice": "({0} ? {1} : {2})", "up": "ceil({0})"}


def points(rule: Rule, names: Mapping[str, str], *, largest: str, choice: str, up: str) -> str:
    """The points of one indicator; *largest*: how the greater of two is written, *choice*: one of two, *up*: rounded up."""

    def most(one: str, other: str) -> str:
        return largest.format(one, other)

    match rule:
        case Step(part, whole, over, limit, size, cents, whole_steps):
            rate = f"({names[part]} / {names[whole]} * 100.0)"
            count = f"(({rate} - {limit}.0) / {size}.0)" if over else f"(({limit}.0 - {rate}) / {size}.0)"
            count = up.format(count) if whole_steps else count
            return most(f"4.0 - {most(count, '0.0')} * {cents / 100}", "0.0")
        case Bands(part, whole, bands, below):
            rate, found = f"({names[part]} / {names[whole]} * 100.0)", "0.0"
            for percent, cents in reversed(bands):
                found = choice.format(f"{rate} {'<' if below else '>='} {percent}.0", cents / 100, found)
            return found
        case Each(count, cents, limit):
            return f"3.0 + {most(f'0.0 - {names[count]} * {cents / 100}', f'0.0 - {limit / 100}')}"
        case Share(part, whole):
            return f"0.0 - {most(f'0.0 - {names[part]} / {names[whole]} * 3.0', '0.0 - 3.0')}"
        case Sides(index, size, cents):
            off = f"({names[index]} * 100.0 - 100.0)"
            return most(f"2.0 - {most(off, f'0.0 - {off}')} / {size}.0 * {cents / 100}", "0.0")
        case Checks(one, other):
            return f"{choice.format(names[one], 1.5, '0.0')} + {choice.format(names[other], 1.5, '0.0')}"
