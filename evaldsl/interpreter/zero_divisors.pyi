from interpreter.zero_divisors import *
