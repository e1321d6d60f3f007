"""The sealed ballot: what anybody may compute, without secrets (docs/sealed.md)."""
