from interpreter.whole_numbers import *
