from interpreter import *
from interpreter import bounds as bounds
from interpreter import expressions as expressions
from interpreter import lowering as lowering
from interpreter import reasons as reasons
from interpreter import rubric as rubric
from interpreter import rubric_to_scores as rubric_to_scores
from interpreter import scores as scores
from interpreter import values as values
