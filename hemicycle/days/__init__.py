"""Three days of sittings held from beginning to end through the real server, with figures known beforehand (domain notes §11)."""
