from interpreter import *
