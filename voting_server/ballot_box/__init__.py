"""The ballot box: port, the Redis/Valkey adapter, the launcher of the embedded store."""
