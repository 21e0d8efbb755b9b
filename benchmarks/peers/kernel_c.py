"""A kernel in C, fused over all indicators, 64-bit whole numbers, compiled for this machine by gcc.

Quotients of numbers below 2**53 may be taken in double: far faster than in 64-bit whole numbers, and the whole part is the same.
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


def source(names: list[str], *, floats: bool) -> str:
    """The kernel: columns in the order of *names*, one array of hundredths for each indicator, total and grade."""
    place = {name: order for order, name in enumerate(names)}
    lines = [
        "#include <stdint.h>",
        "#define FLOOR(a, b) (" + ("(int64_t)((double)(a) / (double)(b))" if floats else "(a) / (b)") + ")",
        "#define MAX(a, b) ((a) > (b) ? (a) : (b))",
        "#define MIN(a, b) ((a) < (b) ? (a) : (b))",
        "#define ABS(a) ((a) < 0 ? -(a) : (a))",
        "void scores(void **c, void **o, int64_t start, int64_t stop) {",
    ]
    truths = {name for rule in RULES if isinstance(rule, Checks) for name in (rule.one, rule.other)}
    for name, order in place.items():
        kind = "uint8_t" if name in truths else "int64_t"
        lines.append(f"const {kind} *restrict c{order} = c[{order}];")
    outs = len(RULES)
    lines += [f"int16_t *restrict o{order} = o[{order}];" for order in range(outs)]
    lines += [f"int64_t *restrict total = o[{outs}], *restrict grade = o[{outs + 1}];"]
    lines.append("for (int64_t i = start; i < stop; i++) { int64_t t = 0, p;")
    for order, rule in enumerate(RULES):
        lines.append(f"{points(rule, place)} o{order}[i] = p; t += p;")
    first, second, third = (limit * 100 for limit in GRADES)
    lines.append(f"total[i] = t; grade[i] = (t < {first}) + (t < {second}) + (t < {third});")
    return "\n".join([*lines, "}", "}"])


def points(rule: Rule, place: Mapping[str, int]) -> str:
    """C that sets p to the points of one indicator in hundredths."""

    def at(name: str) -> str:
        return f"c{place[name]}[i]"

    match rule:
        case Step(part, whole, over, limit, size, cents, whole_steps):
            n, d = at(part), at(whole)
            beyond = f"MAX({n} * 100 - {d} * {limit}, 0)" if over else f"MAX({d} * {limit} - {n} * 100, 0)"
            if whole_steps:
                return f"p = {beyond}; p = MAX(400 - FLOOR(p + {d} * {size} - 1, {d} * {size}) * {cents}, 0);"
            return f"p = {beyond}; p = MAX({d} * {400 * size} - p * {cents}, 0); p = FLOOR(p * 2 + {d} * {size}, {d} * {2 * size});"
        case Bands(part, whole, bands, below):
            sign = "<" if below else ">="
            cases = " : ".join(f"{at(part)} * 100 {sign} {at(whole)} * {percent} ? {cents}" for percent, cents in bands)
            return f"p = {cases} : 0;"
        case Each(count, cents, most):
            return f"p = {at(count)} * {cents}; p = 300 - MIN(p, {most});"
        case Share(part, whole):
            return f"p = FLOOR({at(part)} * 600 + {at(whole)}, {at(whole)} * 2); p = MIN(p, 300);"
        case Sides(index, size, cents):
            rest = f"p = {at(index)} - 10000; p = ABS(p) * {cents}; p = MAX({20_000 * size} - p, 0);"
            return f"{rest} p = (p * 2 + {100 * size}) / {200 * size};"
        case Checks(one, other):
            return f"p = {at(one)} * 150 + {at(other)} * 150;"


class Kernel:
    """The compiled kernel over columns; ctypes lets other threads run meanwhile."""

    def __init__(self, columns: Mapping[str, Any], *, floats: bool) -> None:
        self.columns = list(columns.values())
        with tempfile.TemporaryDirectory() as folder:
            code, library = Path(folder, "w.c"), Path(folder, "w.so")
            code.write_text(source(list(columns), floats=floats), encoding="utf-8")
            command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(code)]
            subprocess.run(command, check=True)
            self.run = ctypes.CDLL(str(library)).scores

    def scores(self, threads: int = 1) -> list[Any]:
        """The scores of all indicators in hundredths, the total and the grade."""
        from concurrent.futures import ThreadPoolExecutor

        rows = len(self.columns[0])
        found: list[Any] = [*np.empty((len(RULES), rows), np.int16), *np.empty((2, rows), np.int64)]
        given, results = ((ctypes.c_void_p * len(of))(*(one.ctypes.data for one in of)) for of in (self.columns, found))
        edges = [rows * part // threads for part in range(threads + 1)]
        with ThreadPoolExecutor(threads) as pool:
            spans = [(ctypes.c_int64(start), ctypes.c_int64(stop)) for start, stop in pairwise(edges)]
            list(pool.map(lambda span: self.run(given, results, *span), spans))
        return found
