"""DuckDB, exact: BIGINT throughout, // for every division."""

from benchmarks.peers.rules import GRADES, RULES, Bands, Checks, Each, Rule, Share, Sides, Step


def query(table: str) -> str:
    """A query of the scores of all indicators in hundredths, the total and the grade."""
    columns = ", ".join(f"{points(rule)} AS i{place}" for place, rule in enumerate(RULES))
    total = " + ".join(f"i{place}" for place in range(len(RULES)))
    first, second, third = (limit * 100 for limit in GRADES)
    grade = f"CASE WHEN total >= {first} THEN 0 WHEN total >= {second} THEN 1 WHEN total >= {third} THEN 2 ELSE 3 END"
    inner = f"SELECT {columns} FROM {table}"
    return f"SELECT *, {grade} AS grade FROM (SELECT *, {total} AS total FROM ({inner}))"


def points(rule: Rule) -> str:
    """The points of one indicator in hundredths."""
    match rule:
        case Step(part, whole, over, limit, size, cents, whole_steps):
            n, d = f'"{part}"', f'"{whole}"'
            beyond = f"({n} * 100 - {d} * {limit})" if over else f"({d} * {limit} - {n} * 100)"
            if whole_steps:
                return f"greatest(400 - (greatest({beyond}, 0) + {d} * {size} - 1) // ({d} * {size}) * {cents}, 0)"
            rest = f"greatest({d} * {400 * size} - greatest({beyond}, 0) * {cents}, 0)"
            return f"({rest} * 2 + {d} * {size}) // ({d} * {2 * size})"
        case Bands(part, whole, bands, below):
            sign = "<" if below else ">="
            cases = " ".join(f'WHEN "{part}" * 100 {sign} "{whole}" * {at} THEN {cents}' for at, cents in bands)
            return f"CASE {cases} ELSE 0 END"
        case Each(count, cents, most):
            return f'300 - least("{count}" * {cents}, {most})'
        case Share(part, whole):
            return f'least(("{part}" * 600 + "{whole}") // ("{whole}" * 2), 300)'
        case Sides(index, size, cents):
            rest = f'greatest({20_000 * size} - abs("{index}" - 10000) * {cents}, 0)'
            return f"({rest} * 2 + {100 * size}) // {200 * size}"
        case Checks(one, other):
            return f'"{one}"::BIGINT * 150 + "{other}"::BIGINT * 150'
