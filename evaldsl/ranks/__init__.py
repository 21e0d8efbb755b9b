"""Ranks: units under several rubrics beside each other, one by one (``ranking``) or as columns (``score_columns``); ``same_units`` knows
those of one year in another.
"""
