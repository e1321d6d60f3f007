"""Use cases: submit acts, cast, close, tally, recover. They talk to ports only."""
