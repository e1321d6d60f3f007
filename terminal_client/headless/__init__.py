"""Terminals and consoles without a screen: hardware units, simulated seats, replays and load tests."""
