from interpreter.rubric import *
