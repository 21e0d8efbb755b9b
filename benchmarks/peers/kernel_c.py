"""A kernel in C, 2,048 units at a time, compiled for this machine by gcc: columns of whole numbers in float64, or in int32.

Written so that gcc vectorises it: a loop for each indicator, arithmetic in float64, whose quotients have the right whole part.
With all indicators in one loop, or with columns of int64, the same formulas take three times as long.
"""

import ctypes
import subprocess
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.rules import GRADES, RULES, Bands, Checks, Each, Rule, Share, Sides, Step

BLOCK = 2048
COMMAND = ("gcc", "-O3", "-march=native", "-fno-trapping-math", "-fno-math-errno", "-shared", "-fPIC")


def source(names: list[str], kind: str) -> str:
    """The kernel: columns of *kind* in the order of *names*, one array of hundredths for each indicator, total and grade."""
    lines = [
        "#include <stdint.h>",
        "#define FLOOR(a) __builtin_floor(a)",
        "#define MAX(a, b) ((a) > (b) ? (a) : (b))",
        "#define MIN(a, b) ((a) < (b) ? (a) : (b))",
    ]
    calls: list[str] = []
    for order, rule in enumerate(RULES):
        used = [getattr(rule, part) for part in _FACTS if isinstance(getattr(rule, part, None), str)]
        one = "uint8_t" if isinstance(rule, Checks) else kind
        takes = "".join(f", const {one} *restrict c{names.index(name)}" for name in used)
        lines.append(f"static void score{order}(int64_t n, int32_t *restrict t, int16_t *restrict o{takes})")
        body = f"double p; {points(rule, names)} o[i] = (int32_t)p; t[i] += (int32_t)p;"
        lines.append(f"{{ for (int64_t i = 0; i < n; i++) {{ {body} }} }}")
        given = "".join(f", (const {one} *)c[{names.index(name)}] + at" for name in used)
        calls.append(f"score{order}(n, t, (int16_t *)o[{order}] + at{given});")
    first, second, third = (limit * 100 for limit in GRADES)
    return "\n".join(
        [
            *lines,
            "void scores(void **c, void **o, int64_t start, int64_t stop) {",
            f"int32_t t[{BLOCK}];",
            f"for (int64_t at = start; at < stop; at += {BLOCK}) {{",
            f"int64_t n = MIN({BLOCK}, stop - at);",
            "for (int64_t i = 0; i < n; i++) t[i] = 0;",
            *calls,
            f"int16_t *restrict total = (int16_t *)o[{len(RULES)}] + at;",
            f"int8_t *restrict grade = (int8_t *)o[{len(RULES) + 1}] + at;",
            "for (int64_t i = 0; i < n; i++) {",
            f"total[i] = t[i]; grade[i] = (t[i] < {first}) + (t[i] < {second}) + (t[i] < {third});",
            "} } }",
        ]
    )


_FACTS = ("part", "whole", "count", "index", "one", "other")


def points(rule: Rule, names: list[str]) -> str:
    """C that sets p to the points of one indicator in hundredths."""

    def at(name: str) -> str:
        return f"(double)c{names.index(name)}[i]"

    match rule:
        case Step(part, whole, over, limit, size, cents, whole_steps):
            n, d = at(part), at(whole)
            beyond = f"MAX({n} * 100 - {d} * {limit}, 0)" if over else f"MAX({d} * {limit} - {n} * 100, 0)"
            if whole_steps:
                return f"p = {beyond}; p = MAX(400 - FLOOR((p + {d} * {size} - 1) / ({d} * {size})) * {cents}, 0);"
            rest = f"p = {beyond}; p = MAX({d} * {400 * size} - p * {cents}, 0);"
            return f"{rest} p = FLOOR((p * 2 + {d} * {size}) / ({d} * {2 * size}));"
        case Bands(part, whole, bands, below):
            sign = "<" if below else ">="
            cases = " : ".join(
                f"{at(part)} * 100 {sign} {at(whole)} * {percent} ? {cents}." for percent, cents in bands
            )
            return f"p = {cases} : 0.;"
        case Each(count, cents, most):
            return f"p = {at(count)} * {cents}; p = 300 - MIN(p, {most});"
        case Share(part, whole):
            return f"p = FLOOR(({at(part)} * 600 + {at(whole)}) / ({at(whole)} * 2)); p = MIN(p, 300);"
        case Sides(index, size, cents):
            rest = f"p = __builtin_fabs({at(index)} - 10000) * {cents}; p = MAX({20_000 * size} - p, 0);"
            return f"{rest} p = FLOOR((p * 2 + {100 * size}) / {200 * size});"
        case Checks(one, other):
            return f"p = c{names.index(one)}[i] * 150 + c{names.index(other)}[i] * 150;"


class Kernel:
    """The compiled kernel over columns, float64 or int32; ctypes lets other threads run meanwhile."""

    def __init__(self, columns: Mapping[str, Any], kind: str) -> None:
        self.columns = [one if one.dtype == np.bool_ else one.astype(kind) for one in columns.values()]
        with tempfile.TemporaryDirectory() as folder:
            code, library = Path(folder, "w.c"), Path(folder, "w.so")
            code.write_text(source(list(columns), {"float64": "double", "int32": "int32_t"}[kind]), encoding="utf-8")
            subprocess.run([*COMMAND, "-o", str(library), str(code)], check=True)
            self.run = ctypes.CDLL(str(library)).scores

    def scores(self, threads: int = 1) -> list[Any]:
        """The scores of all indicators in hundredths, the total and the grade."""
        from concurrent.futures import ThreadPoolExecutor

        rows = len(self.columns[0])
        found: list[Any] = [*np.empty((len(RULES) + 1, rows), np.int16), np.empty(rows, np.int8)]
        given, results = ((ctypes.c_void_p * len(of))(*(one.ctypes.data for one in of)) for of in (self.columns, found))
        edges = [rows * part // threads for part in range(threads + 1)]
        with ThreadPoolExecutor(threads) as pool:
            spans = [(ctypes.c_int64(start), ctypes.c_int64(stop)) for start, stop in pairwise(edges)]
            list(pool.map(lambda span: self.run(given, results, *span), spans))
        return found
