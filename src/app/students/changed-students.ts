/** Who is to be looked at again, since something changed that a figure is made of. */
export interface ChangedStudents {
  lastSeq(): Promise<number>;
  /**
   * The students about whom anything changed that a figure is made of, after a change number.
   *
   * @param limit how many changes are looked at
   * @param options.presentOpensNothing true to leave out those who have no open alert and only became present
   * @param options.sightsSettle true to take as well whoever has an open alert for not having been seen, and was seen by
   *   a reader since, in whatever room; and whoever lost a scan, which turned out to be somebody else's or nobody's
   * @returns with the number up to which all are in it; that given where nothing changed
   */
  changedAfter(
    seq: number,
    limit: number,
    options: { readonly presentOpensNothing: boolean; readonly sightsSettle: boolean },
  ): Promise<{ readonly upTo: number; readonly students: readonly string[] }>;
}
