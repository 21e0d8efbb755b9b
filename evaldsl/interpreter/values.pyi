from interpreter.values import *
