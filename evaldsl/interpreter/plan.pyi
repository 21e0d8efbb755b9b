from interpreter.plan import *
