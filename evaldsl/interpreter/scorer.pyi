from interpreter.scorer import *
