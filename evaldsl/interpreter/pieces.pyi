from interpreter.pieces import *
