from interpreter.ranges import *
