from interpreter.records import *
