import type { StudentRow } from "../../../src/contract/http/students.ts";

/**
 * Whether a rate is none because nobody was seen yet (`nobodySeenYet`): that is so of the whole school, and whoever is seen
 * first ends it for everybody.
 */
export const isUnsaid = ({ percent, possible }: StudentRow["rate"]): boolean =>
  percent === null && possible.value > 0;
