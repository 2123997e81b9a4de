import type { MergeRecord } from "../../../src/contract/http/roster.ts";

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What moved with a merge: `2 identifiers, 1 enrolment and 12 scans`. */
export const writeMoved = ({
  identifiers,
  enrolments,
  scans,
}: Pick<MergeRecord, "identifiers" | "enrolments" | "scans">): string =>
  `${counted(identifiers, "identifier")}, ${counted(enrolments, "enrolment")} and ${counted(scans, "scan")}`;
