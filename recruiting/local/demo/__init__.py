"""Demonstration data, written for this project: no person and no address in it is real."""
