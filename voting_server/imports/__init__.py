"""Spreadsheets to data, purely: bytes in, a preview with findings out; nothing is written anywhere."""
