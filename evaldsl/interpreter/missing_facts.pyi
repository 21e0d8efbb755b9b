from interpreter.missing_facts import *
