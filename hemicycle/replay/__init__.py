"""Real roll calls held again in the real chamber."""
