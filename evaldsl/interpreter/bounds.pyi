from interpreter.bounds import *
