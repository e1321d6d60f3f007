/** Names of kinds that several parts of a record use. */

export const LEVELS = ["national", "provincial", "city", "county", "town"];
export const CHANNELS = ["terminal", "paper", "hands", "mixed"];
