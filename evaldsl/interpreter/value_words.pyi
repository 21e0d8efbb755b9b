from interpreter.value_words import *
