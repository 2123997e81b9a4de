import type { ClassSummary } from "../../../src/contract/http/api.ts";
import type { PlaceCounts } from "../../../src/contract/http/dashboard.ts";
import type { StudentFact } from "../live/fold-changes.ts";

export type ClassMember = ClassSummary["students"][number];

/**
 * The students of a class as the server gave them, brought up to date with what was heard since.
 *
 * @param since the change up to which the server's answer is complete
 * @returns the same object when nothing newer was heard of this class
 */
export function foldClass(
  summary: ClassSummary,
  since: number,
  facts: ReadonlyMap<string, readonly StudentFact[]>,
): readonly ClassMember[] {
  const { code, location } = summary.class;
  let changed = false;
  const members = summary.students.map((member) => {
    const newer = (facts.get(member.studentId) ?? [])
      .filter((fact) => fact.seq > since)
      .toSorted((a, b) => a.seq - b.seq);
    const folded = newer.reduce((before, fact) => foldMember(before, fact, code, location), member);
    changed ||= folded !== member;
    return folded;
  });
  return changed ? members : summary.students;
}

function foldMember(
  member: ClassMember,
  fact: StudentFact,
  code: string,
  location: string | null,
): ClassMember {
  if (fact.kind === "mark") {
    if (fact.mark.class !== code) return member;
    const { status, decision, reason, at } = fact.mark;
    return { ...member, status, decision, reason, at };
  }
  // An attempt is shown where nobody was seen yet; it takes nothing from one who was.
  if (!isMissing(member) || fact.scan.location !== location) return member;
  return { ...member, decision: fact.scan.decision, reason: fact.scan.reason, at: fact.scan.occurredAt };
}

/** true for somebody who is expected and was not let in so far. */
export function isMissing({ status }: Pick<ClassMember, "status">): boolean {
  return status === "expected" || status === "not_seen" || status === "absent";
}

/** How many stand where; they add up to `expected`. */
export function countMembers(members: readonly ClassMember[]): PlaceCounts {
  const counts = { expected: members.length, present: 0, late: 0, denied: 0, notSeen: 0 };
  for (const member of members) {
    if (member.status === "present") counts.present += 1;
    else if (member.status === "late") counts.late += 1;
    else if (member.decision === "denied") counts.denied += 1;
    else counts.notSeen += 1;
  }
  return counts;
}
