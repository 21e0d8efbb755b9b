"""Columns of the types that all of Arrow can work with: polars writes texts as views, of which no cell can be taken."""

import pyarrow as pa

_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)


def plain(schema: pa.Schema) -> pa.Schema:
    """*schema* with plain texts in the place of views."""
    return pa.schema([one.with_type(_plain_type(one.type)) for one in schema], schema.metadata)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_dictionary(kind) and pa.types.is_string_view(kind.value_type):
        return pa.dictionary(kind.index_type, pa.string(), kind.ordered)
    return kind


def plain_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """*batch* with such columns."""
    schema = plain(batch.schema)
    return batch if schema == batch.schema else batch.cast(schema)


def is_text(kind: pa.DataType) -> bool:
    """Whether the cells of a column are texts."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def can_be_said(kind: pa.DataType) -> bool:
    """Whether each cell of a column has one text: lists, structures and bytes have none."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    if any(is_bytes(inner) for is_bytes in _BYTES):
        return False
    try:
        pa.nulls(1, kind).cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return False
    return True
