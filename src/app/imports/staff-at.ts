import { Temporal } from "temporal-polyfill";
import { codeKey } from "../../domain/kernel/code-key.ts";
import { loginHolderAt } from "../../domain/timetable/login-holder.ts";
import type { StoredIdentifier, StoredRoster } from "../rosters/roster-transaction.ts";
import { groupBy } from "./group-by.ts";
import type { ClassItem } from "./import-content.ts";
import type { EndedIdentifier } from "./import-plan.ts";
import type { PlanDesk } from "./plan-desk.ts";

/** Whom a file names as staff: whom its source said that a name means, else whoever had the login at that instant, else whoever has it now; null for nobody. */
export type StaffAt = (key: string, at: Temporal.Instant) => string | null;

/** A login that is its holder's no longer, or is not from this import on. */
type FormerLogin = StoredIdentifier & { readonly to: Temporal.Instant };

/**
 * Who staff are by the time of what names them: a login that passed on takes nobody's past along.
 *
 * @param ended what this import ends
 */
export function createStaffAt(
  { content, rings, world: { roster } }: Pick<PlanDesk, "content" | "rings" | "world">,
  ended: readonly EndedIdentifier[],
): StaffAt {
  const kinds = new Map(roster.people.map(({ id, kind }) => [id, kind]));
  const logins = new Map(
    roster.identifiers.flatMap((one) => (one.scheme === "username" ? [[one.value, one] as const] : [])),
  );
  const ending = ended.flatMap(({ scheme, value, at: to }): FormerLogin[] => {
    const was = scheme === "username" ? logins.get(value) : undefined;
    return was === undefined || kinds.get(was.person) !== "staff" ? [] : [{ ...was, to }];
  });
  // OneRoster names people by keys of its own, which are no logins.
  const former = content.kind === "oneroster" ? [] : [...roster.formerLogins, ...ending];
  const byLogin = groupBy(former, ({ value }) => codeKey(value));
  return (key, at) =>
    rings.staff.own(key) ?? loginHolderAt(byLogin.get(codeKey(key)) ?? [], at) ?? rings.staff.find(key);
}

/** Whether a key of staff is a name, as timetables write it, and no login: those hold no blank. */
export const isNameOfStaff = (key: string): boolean => /\S\s+\S/u.test(key);

/** Staff in words: `Ann Hill (hill)`, and never two people in the same. */
export function createStaffNames(
  { roster }: PlanDesk["world"],
  { people, identifiers }: Pick<StoredRoster, "people" | "identifiers">,
): (id: string) => string {
  const staff = new Map(
    [...roster.people, ...people].flatMap((one) => (one.kind === "staff" ? [[one.id, one] as const] : [])),
  );
  const logins = new Map(
    [...roster.identifiers, ...identifiers].flatMap(({ scheme, value, person }) =>
      scheme === "username" ? [[person, value] as const] : [],
    ),
  );
  const labels = new Map<string, string>();
  const ofLabel = new Map<string, number>();
  for (const { id, givenName, familyName } of staff.values()) {
    const name = [givenName, familyName].filter((part) => part !== null && part !== "").join(" ");
    const login = logins.get(id) ?? null;
    const label = login === null || login === name ? name : `${name} (${login})`.trim();
    labels.set(id, label);
    ofLabel.set(label, (ofLabel.get(label) ?? 0) + 1);
  }
  return (id) => {
    const label = labels.get(id) ?? "";
    if (label === "") return id;
    return (ofLabel.get(label) ?? 0) > 1 ? `${label} ${id}` : label;
  };
}

/** When what a file says of who teaches a class is meant: now, or when its term ended. */
export function createTaughtAt({
  content,
  rings,
  world: { roster },
  now,
  timeZone,
}: PlanDesk): (of: Pick<ClassItem, "key" | "term">) => Temporal.Instant {
  const told = new Map(content.terms.map(({ key, to }) => [key, to]));
  const stored = new Map(roster.terms.map(({ id, to }) => [id, to]));
  const termOf = new Map(roster.classes.map(({ id, term }) => [id, term]));
  return ({ key, term }) => {
    const known =
      term === undefined ? termOf.get(rings.class.find(key) ?? "") : term && rings.term.find(term);
    const last = (term == null ? undefined : told.get(term)) ?? stored.get(known ?? "");
    if (last === undefined) return now;
    const after = Temporal.PlainDate.from(last).add({ days: 1 }).toZonedDateTime(timeZone).toInstant();
    const end = after.subtract({ milliseconds: 1 });
    return Temporal.Instant.compare(end, now) < 0 ? end : now;
  };
}
