"""The rules of a congress, pure: no I/O, no clock, no cryptography.

The service layer decodes and verifies signed acts and hands them over as plain dicts; this package says whether an act
may happen (`decide`), what it changes (`apply`), and what each reader may see (`views`).
"""
