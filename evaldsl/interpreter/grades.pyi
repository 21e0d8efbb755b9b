from interpreter.grades import *
