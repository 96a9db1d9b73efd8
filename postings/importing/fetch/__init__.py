"""Fetching what postings come in: an address that somebody pasted is asked safely, within limits, and politely.

No models and no parsing: `client` answers what one address said, `boards` what a whole job board holds.
"""
