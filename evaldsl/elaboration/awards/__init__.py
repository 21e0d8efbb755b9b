"""Awards: 得2分, 每项得0.5分, 得满分.

``awards`` reads them, ``titles`` points that head a list, ``earned_below`` what they are compared with. ``apiece``, ``shared_out``
and ``whole_list`` say what each thing of a list, or all of it, earns, ``earning`` and ``earned_steps`` what each occurrence and each
step does, ``graded_bonus`` each grade; ``reduced`` gives a part of the award before it.
"""
