/** What may be wrong with a reader so that somebody is told of it at once. */
export const readerTroubles = ["silent", "wrong_clock", "missing_scans", "backlog"] as const;
export type ReaderTrouble = (typeof readerTroubles)[number];
