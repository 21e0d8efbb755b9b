"""Memory for columns that come and go with every chunk."""

from typing import Any

import numpy as np
import pyarrow as pa


def room(count: int, type_: str = "int64") -> Any:
    """An array to be filled. Arrow holds on to what is given back; numpy's goes to the system, which clears it every time."""
    return np.frombuffer(pa.allocate_buffer(np.dtype(type_).itemsize * count), type_)
