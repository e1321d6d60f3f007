"""The command line: serve, demo, replay, doctor; the only room that may import all the others."""
