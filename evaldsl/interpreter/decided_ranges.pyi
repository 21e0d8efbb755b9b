from interpreter.decided_ranges import *
