"""Proofs over all facts, not samples."""
