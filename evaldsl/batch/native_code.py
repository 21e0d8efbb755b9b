"""A plan as machine code, compiled for this machine by LLVM and kept in the user's own cache folder."""

import ctypes
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numpy as np
from attrs import define

from evaldsl.batch.code import Code, Part, Words
from evaldsl.batch.marks import Marked
from evaldsl.batch.native_body import WIDTH
from evaldsl.batch.native_source import Source
from evaldsl.batch.shapes import Shape
from evaldsl.batch.steps import TooWide
from evaldsl.cache import keep, kept

KEPT = 64
Scores = Callable[[Any, Any, int, int], int]


BLOCK = 2048
"""Units that are scored indicator by indicator: their columns stay in the innermost cache."""


@define(eq=False)
class Compiled:
    """Machine code; *scores* of the columns given, the results, the first unit and the one after the last."""

    engine: llvm.ExecutionEngine
    scores: Scores


def compiled(text: str) -> Compiled:
    """The code of *text*, from the cache where it is there."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    cpu, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    machine = llvm.Target.from_default_triple().create_target_machine(cpu, features, opt=2, jit=True)
    version = ".".join(map(str, llvm.llvm_version_info))
    name = "native-" + sha256(f"{llvmlite.__version__} {version} {cpu} {features}\n{text}".encode()).hexdigest()
    code = kept(name)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    if code is None:
        module = llvm.parse_assembly(text)
        code = machine.emit_object(module)
        keep(name, code, KEPT)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)
    return Compiled(engine, kind(engine.get_function_address("scores")))


def code(marked: Marked, shape: Shape, words: Words, rows: int) -> Code | None:  # noqa: ARG001
    """Code for columns of *shape*."""
    try:
        native = Source(marked, shape, words, BLOCK).native()
    except TooWide:
        return None
    machine = compiled(native.text)

    def bound(given: Sequence[Any], results: Sequence[Any]) -> Part:
        rows = len(results[0])
        held, filled = [np.ascontiguousarray(one) for one in given], list(results)
        if rows < WIDTH:  # a step is of so many
            held, filled = ([np.resize(one, WIDTH) for one in of] for of in (held, filled))
        columns, outs = _addresses(held), _addresses(filled)

        def part(start: int, stop: int) -> bool:
            assert len(held) == len(columns)  # the arrays live as long as their addresses are used
            fits = bool(machine.scores(columns, outs, start, max(stop, WIDTH)))
            if rows < WIDTH:
                for one, found in zip(results, filled, strict=True):
                    one[:] = found[:rows]
            return fits

        return part

    return Code(shape, native.given, native.types, native.marks, bound)


def _addresses(arrays: Sequence[Any]) -> Any:
    return (ctypes.c_void_p * len(arrays))(*(one.ctypes.data for one in arrays))
