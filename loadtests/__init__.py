"""Load tests: a benchmark with its targets and its peer side by side, a soak with kills, and locust scenarios."""
