/** The advisory locks of a store, each with a number of its own that no other program takes on the same database. */
export const lockKeys = {
  /** Held while the tables are brought up to date. */
  migration: 7_300_001,
  /** Held by the one server that records, for as long as it runs. */
  writer: 7_300_002,
  /** Held by whoever changes rosters, an import in steps among them. */
  rosters: 7_300_003,
  /** Held by a large import from before it is planned until it is over: whoever changes rosters is refused meanwhile. */
  importing: 7_300_004,
} as const;
