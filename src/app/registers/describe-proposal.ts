import type { Proposal } from "../../domain/attendance/fold-register.ts";
import type { Fact, RegisterFacts } from "../../domain/attendance/register-facts.ts";
import { writeShortDay } from "../../domain/kernel/write-short-day.ts";
import { timeText } from "./describe-mark.ts";

/** Names of what facts speak of by their ids in the store. */
export interface ProposalNames {
  readonly timeZone: string;
  readonly rooms: ReadonlyMap<string, string>;
  readonly classes: ReadonlyMap<string, string>;
}

/** What came after a register was final, in one sentence; several facts are joined, each said once. */
export function describeProposal(
  { facts: ids }: Pick<Proposal, "facts">,
  facts: RegisterFacts,
  names: ProposalNames,
): string {
  const wanted = new Set(ids);
  const late = <F extends Fact>(list: readonly F[]): F[] => list.filter(({ id }) => wanted.has(id));
  const time = (at: Parameters<typeof timeText>[0]): string => timeText(at, names.timeZone);
  const roomOf = (id: string): string => names.rooms.get(id) ?? "another room";
  const parts = new Set<string>();
  for (const fact of late(facts.sessions)) {
    if (fact.kind === "planned") {
      const rooms = fact.plan.rooms.map(roomOf).join(", ");
      const where = rooms === "" ? "without a room" : `in ${rooms}`;
      const day = dayText(fact.plan.start, names.timeZone);
      parts.add(
        `the session was planned ${where} on ${day} from ${time(fact.plan.start)} to ${time(fact.plan.end)}`,
      );
    } else if (fact.kind === "judged_by") {
      parts.add(`version ${fact.policyVersion} of the policy was chosen to judge the session`);
    } else if (fact.kind === "cancelled") parts.add("the session was cancelled");
    else if (fact.kind === "restored") parts.add("the session was restored");
  }
  for (const fact of late(facts.scans)) {
    const where = fact.room === null ? "where no room is" : `in ${roomOf(fact.room)}`;
    const scan = `a scan ${where} at ${time(fact.scan.occurredAt)}`;
    if (fact.says === "room") {
      parts.add(`the scan at ${time(fact.scan.occurredAt)} was found to have been ${where}`);
      continue;
    }
    // A later word about the same scan that leaves it to nobody takes it back.
    const taken = fact.student === null && fact.id !== fact.scan.id;
    parts.add(taken ? `${scan} was taken back` : `${scan} became known`);
  }
  for (const fact of late(facts.absences)) {
    const span = `from ${dated(fact.from, names.timeZone)} to ${dated(fact.to, names.timeZone)}`;
    parts.add(`leave ${span} was ${fact.state === "draft" ? "drafted" : fact.state}`);
  }
  for (const fact of late(facts.enrolments)) {
    const enrolment = `an enrolment in ${names.classes.get(fact.class) ?? "a class"} from ${writeShortDay(fact.from)}`;
    // One that ends on the day on which it begins has no day, as when two records are found to be one student's.
    if (fact.to !== null && fact.to <= fact.from) parts.add(`${enrolment} was taken back`);
    else {
      const until = fact.to === null ? "on" : `until before ${writeShortDay(fact.to)}`;
      parts.add(`${enrolment} ${until} was recorded`);
    }
  }
  for (const fact of late(facts.watches)) parts.add(`the readers of ${roomOf(fact.room)} were recorded anew`);
  for (const fact of late(facts.blindness)) {
    const until = fact.to === null ? "on" : `to ${time(fact.to)}`;
    const gone = fact.to !== null && fact.to.epochMilliseconds <= fact.from.epochMilliseconds;
    parts.add(
      gone
        ? `a reader proved to have worked at ${time(fact.from)}`
        : `a reader proved to have been offline from ${time(fact.from)} ${until}`,
    );
  }
  for (const fact of late(facts.corrections)) parts.add(`a person wrote a mark by hand at ${time(fact.at)}`);
  if (parts.size === 0) return "Something became known after the register was final.";
  return `After the register was final, ${[...parts].join("; ")}.`;
}

function dated(at: Parameters<typeof timeText>[0] & object, timeZone: string): string {
  return `${dayText(at, timeZone)} ${timeText(at, timeZone)}`;
}

function dayText(at: Parameters<typeof timeText>[0] & object, timeZone: string): string {
  return writeShortDay(at.toZonedDateTimeISO(timeZone).toPlainDate().toString());
}
