"""Awards: ``awards`` reads them, ``titles`` points that head a list; the others say what each thing, or each step, earns."""
