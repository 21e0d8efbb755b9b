from interpreter.expressions import *
