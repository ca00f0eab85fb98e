"""The command line: options, exits, the only print, and the only place that asks what day it is."""
