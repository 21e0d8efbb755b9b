from interpreter.curves import *
