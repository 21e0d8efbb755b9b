from interpreter.reasons import *
