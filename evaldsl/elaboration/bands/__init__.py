"""Bands: an award under a condition, and which awards are bands of one measure or branches of one choice.

``cases`` reads them, ``decisions`` those whose points are decided, ``proportions`` those that get them in proportion. The
other files each know one way in which a band depends on its neighbours.
"""
