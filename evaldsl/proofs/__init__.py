"""Proofs over all facts, not samples.

``prover`` asks what holds for all units (piece by piece, else ``solver``), ``shapes`` which way points go, ``clauses`` where each clause acts,
``rounding`` what publishing does; ``units`` looks for plain units that show it.
"""
