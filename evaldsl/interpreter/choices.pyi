from interpreter.choices import *
