"""Bands: an award under a condition, and which awards are bands of one measure or branches of one choice.

``cases`` reads them, ``choices`` those that are words of one choice, ``decisions`` and ``decided_points`` those whose points are decided, ``proportions`` those that get them in proportion, ``interpolation`` those
between which they go straight. ``introductions``, ``lesser_awards``, ``named_limits``, ``nothing_to_measure``, ``open_bands``, ``what_is_left``
and ``zero_bands`` each know one way in which a band depends on its neighbours.
"""
