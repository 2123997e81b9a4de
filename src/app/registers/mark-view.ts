import type { MarkView, PersonView } from "../../contract/http/sessions.ts";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import { describeMark, type MarkScene } from "./describe-mark.ts";
import { instantText } from "./session-row.ts";

/**
 * One student's mark as the API tells it.
 *
 * @param revision 0 for a mark that is not stored
 */
export function toMarkView(
  student: PersonView,
  entry: RegisterMark,
  revision: number,
  scene: MarkScene,
): MarkView {
  const { mark, flags, lastSeen, presentMs } = entry;
  const minutesPresent = "minutesPresent" in mark ? mark.minutesPresent : null;
  return {
    student,
    status: mark.status,
    minutesLate: "minutesLate" in mark ? mark.minutesLate : null,
    minutesPresent: minutesPresent ?? (presentMs === null ? null : Math.floor(presentMs / 60_000)),
    firstSeen: "firstSeen" in mark ? instantText(mark.firstSeen) : null,
    lastSeen: lastSeen && instantText(lastSeen),
    source: entry.source,
    word: wordOf(entry),
    flags: flags.map(({ code }) => code),
    revision,
    why: describeMark(entry, scene),
  };
}

/** By the rule, as `correctMark` lets it be released or not. */
function wordOf({ source, why }: RegisterMark): MarkView["word"] {
  if (source !== "manual" && source !== "import") return null;
  return why.rule === "absent_by_word" ? "signature" : "correction";
}

/** Every scan that a mark speaks of: those it rests on, and those that its flags point to. */
export function scansOfMark({ mark, why, flags }: RegisterMark): readonly string[] {
  const scans = new Set(why.scans);
  if ("scan" in mark) scans.add(mark.scan);
  for (const flag of flags) {
    if ("scans" in flag) for (const scan of flag.scans) scans.add(scan);
    if ("scan" in flag) scans.add(flag.scan);
  }
  return [...scans];
}

/** The absences that a mark speaks of. */
export function absencesOfMark({ mark, leave, flags }: RegisterMark): readonly string[] {
  const absences = new Set<string>();
  if ("absence" in mark && mark.absence !== null) absences.add(mark.absence);
  if (leave) absences.add(leave.absence);
  for (const flag of flags) if (flag.code === "leave_and_seen") absences.add(flag.absence);
  return [...absences];
}
