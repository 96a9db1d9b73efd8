"""Formats: one module for each, which recognises its content, tells its records and turns one into an Item.

A new format is a new module here, a line in registry.py and its tests; the facts, the verdicts and the pages stay.
"""
