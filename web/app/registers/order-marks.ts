import type { MarkView } from "../../../src/contract/http/sessions.ts";
import { kindOf } from "./mark-kinds.ts";
import { writePerson } from "./write-person.ts";

/** Where a mark stands in a register: what needs a person first. */
export const markGroups = [
  "unknown",
  "review",
  "conflict",
  "proposal",
  "flagged",
  "missing",
  "late",
  "rest",
] as const;
export type MarkGroup = (typeof markGroups)[number];

export const groupWords: Readonly<Record<MarkGroup, string>> = {
  unknown: "Cannot be known yet",
  review: "Needs review",
  conflict: "In conflict with a scan",
  proposal: "Late evidence",
  flagged: "Something unusual",
  missing: "Not seen, absent",
  late: "Late",
  rest: "Everyone else",
};

/** The group of one mark; the first that applies. */
export function groupOf(mark: MarkView, proposed: ReadonlySet<string>): MarkGroup {
  if (mark.status === "cannot_be_known") return "unknown";
  if (mark.status === "needs_review") return "review";
  if (mark.flags.includes("conflict")) return "conflict";
  if (proposed.has(mark.student.id)) return "proposal";
  if (mark.flags.length > 0) return "flagged";
  const kind = kindOf(mark.status);
  return kind === "missing" || kind === "late" ? kind : "rest";
}

/** A place in the list: a student, and under which heading. */
export interface Placed {
  readonly student: string;
  readonly group: MarkGroup;
}

/**
 * The order of a register: by group, within it by name, then by id.
 *
 * @param proposed ids of the students of whom facts came too late
 */
export function orderMarks(marks: readonly MarkView[], proposed: ReadonlySet<string>): Placed[] {
  return marks
    .map((mark) => ({ mark, group: groupOf(mark, proposed) }))
    .toSorted(
      (a, b) =>
        markGroups.indexOf(a.group) - markGroups.indexOf(b.group) ||
        writePerson(a.mark.student).localeCompare(writePerson(b.mark.student), "en-GB") ||
        (a.mark.student.id < b.mark.student.id ? -1 : 1),
    )
    .map(({ mark, group }) => ({ student: mark.student.id, group }));
}

/**
 * The order that the reader has before their eyes, for the students of now: nobody moves, those who left are gone,
 * those who are new stand at the end of their group.
 *
 * @param held as it was ordered last
 * @param fresh as it would be ordered now
 */
export function keepOrder(held: readonly Placed[], fresh: readonly Placed[]): readonly Placed[] {
  const present = new Set(fresh.map(({ student }) => student));
  const known = new Set(held.map(({ student }) => student));
  const added = fresh.filter(({ student }) => !known.has(student));
  const kept = held.filter(({ student }) => present.has(student));
  if (added.length === 0 && kept.length === held.length) return held;
  return markGroups.flatMap((group) => [
    ...kept.filter((place) => place.group === group),
    ...added.filter((place) => place.group === group),
  ]);
}

/**
 * What stands above the rows of a group. While rows are held in an order that is no longer theirs, it says so: nobody is
 * told to be what only others under the heading are.
 *
 * @param rows those who are held under the group
 * @param groups where each student would stand now
 */
export function headingOf(
  group: MarkGroup,
  rows: readonly Placed[],
  groups: ReadonlyMap<string, MarkGroup>,
): { readonly word: string; readonly count: string } {
  const moved = rows.filter(({ student }) => groups.get(student) !== group).length;
  if (moved === 0) return { word: groupWords[group], count: String(rows.length) };
  return {
    word: `${groupWords[group]}, as last ordered`,
    count: `${rows.length}, of whom ${moved === rows.length ? "all" : moved} changed since`,
  };
}

/** Where each student stands. */
export const groupsOf = (places: readonly Placed[]): ReadonlyMap<string, MarkGroup> =>
  new Map(places.map(({ student, group }) => [student, group]));

/** Whether a student would stand in another group if the register were ordered anew. */
export function isOutdated(held: readonly Placed[], fresh: readonly Placed[]): boolean {
  const groups = groupsOf(fresh);
  return held.some(({ student, group }) => groups.get(student) !== group);
}
