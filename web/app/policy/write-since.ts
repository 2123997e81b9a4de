import { writeMoment } from "../../time/write-moment.ts";

/** Since when a version holds; the first one holds for whatever was before it as well, which no date says. */
export const writeSince = (from: string, timeZone: string): string =>
  Date.parse(from) <= 0 ? "from the beginning" : `since ${writeMoment(from, timeZone)}`;
