from interpreter.rubric_to_scores import *
