"""Memory for columns that come and go with every chunk."""

import numpy as np
import pyarrow as pa

from evaldsl.batch.blocks import Int64s


def room(rows: int) -> Int64s:
    """An array to be filled. Arrow holds on to what is given back; numpy's goes to the system, which clears it every time."""
    return np.frombuffer(pa.allocate_buffer(8 * rows), np.int64)
