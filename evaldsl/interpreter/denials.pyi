from interpreter.denials import *
