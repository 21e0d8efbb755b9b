from interpreter.scores import *
