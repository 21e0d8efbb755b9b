"""Many units at once, exactly: tables in, scores out, bit for bit those of the interpreter."""
