"""Result sheets and minutes: what a record says, set for people to read, sign, publish and reckon with. Pure but for the fonts, which are read from disk."""
