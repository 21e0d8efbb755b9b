from interpreter.lowering import *
