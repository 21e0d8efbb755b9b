from interpreter.reaches import *
