import type { StoredIdentifier, StoredPerson } from "../rosters/roster-transaction.ts";
import type { PersonItem } from "./import-content.ts";
import type { PlanDesk } from "./plan-desk.ts";

export interface PeoplePlan {
  readonly people: readonly StoredPerson[];
  readonly identifiers: readonly StoredIdentifier[];
  readonly endedIdentifiers: readonly Pick<StoredIdentifier, "scheme" | "value">[];
}

/** Students and staff, each known again by the source's key, else by student id or username. */
export function planPeople(desk: PlanDesk): PeoplePlan {
  const { content, ledger, rings, world } = desk;
  const byId = new Map(world.roster.people.map((person) => [person.id, person]));
  const holders = new Map(world.roster.identifiers.map((one) => [identifierKey(one), one.person]));
  const held = new Map<string, StoredIdentifier[]>();
  for (const one of world.roster.identifiers) {
    const list = held.get(one.person);
    if (list === undefined) held.set(one.person, [one]);
    else list.push(one);
  }
  const people: StoredPerson[] = [];
  const identifiers: StoredIdentifier[] = [];
  const endedIdentifiers: Pick<StoredIdentifier, "scheme" | "value">[] = [];

  function plan(kind: "student" | "staff", item: PersonItem): void {
    const ring = rings[kind];
    if (ring.now.has(item.key)) {
      ledger.note("ignored", item.at, null, item.key, "stands there twice", "keep one of the two rows");
      return;
    }
    const main = kind === "student" ? "student_id" : "username";
    const code = item.identifiers.find(({ scheme }) => scheme === main)?.value ?? item.key;
    const id = ring.match(item.key, code) ?? desk.mint();
    const before = byId.get(id) ?? null;
    if (before !== null && before.kind !== kind) {
      ledger.note(
        "refused",
        item.at,
        null,
        code,
        `this ${main} belongs to a ${before.kind === "staff" ? "member of staff" : "student"}`,
        "correct it, or change what that person is in Muster",
      );
      return;
    }
    if (ring.claimed(id)) {
      ledger.note(
        "refused",
        item.at,
        main,
        code,
        "another row of the file means the same person",
        "keep one",
      );
      return;
    }
    const own = held.get(id) ?? [];
    const begun: StoredIdentifier[] = [];
    const over: StoredIdentifier[] = [];
    for (const { scheme, value } of item.identifiers) {
      if (own.some((one) => one.scheme === scheme && one.value === value)) continue;
      const holder = holders.get(identifierKey({ scheme, value }));
      if (holder !== undefined && holder !== id) {
        const told = { column: scheme === "student_id" ? "student_id" : scheme, value };
        if (scheme === main) {
          ledger.note(
            "refused",
            item.at,
            told.column,
            value,
            "somebody else has it",
            "correct it, or merge the two records in Muster first",
          );
          return;
        }
        ledger.note("ignored", item.at, told.column, value, "somebody else has it", "correct one of the two");
        continue;
      }
      const replaced = own.filter((one) => one.scheme === scheme && one.scheme !== "card_uid");
      // Known by the very id that a person of Muster replaced: the newer one stands.
      if (replaced.length > 0 && item.key === value) {
        ledger.note(
          "guessed",
          item.at,
          scheme,
          value,
          `has ${replaced[0]?.value ?? "another"} in Muster now, which stays`,
          "change the file",
        );
        continue;
      }
      over.push(...replaced);
      begun.push({ scheme, value, person: id, from: null, to: null });
    }
    ring.claim(item.key, code, id);
    const after: StoredPerson = {
      id,
      kind,
      givenName: item.givenName === undefined ? (before?.givenName ?? null) : item.givenName,
      familyName: item.familyName === undefined ? (before?.familyName ?? null) : item.familyName,
      email: item.email === undefined ? (before?.email ?? null) : item.email,
      cohort: item.cohort === undefined ? (before?.cohort ?? null) : item.cohort,
    };
    const differs = before === null || !samePerson(before, after);
    const words = {
      thing: kind,
      key: code,
      before: before && tellPerson(before, own),
      after: tellPerson(after, [...own.filter((one) => !over.includes(one)), ...begun]),
    };
    if (before === null) ledger.say({ change: "add", ...words });
    else if (differs || begun.length > 0) ledger.say({ change: "change", ...words });
    else if (ring.before.get(item.key)?.endedAt != null)
      ledger.say({ change: "change", ...words, before: "over" });
    else ledger.same(kind);
    if (differs) people.push(after);
    for (const one of over) {
      holders.delete(identifierKey(one));
      endedIdentifiers.push({ scheme: one.scheme, value: one.value });
    }
    for (const one of begun) {
      holders.set(identifierKey(one), id);
      // What replaces another begins when that ends; a first one was always this person's.
      const since = over.some(({ scheme }) => scheme === one.scheme) ? desk.now : null;
      identifiers.push({ ...one, from: since });
    }
  }

  for (const item of content.students) plan("student", item);
  const staff = new Set(content.staff.map(({ key }) => key));
  for (const item of content.staff) plan("staff", item);
  for (const { at, staff: named = [] } of content.sessions) {
    for (const key of named) {
      if (staff.has(key) || rings.staff.find(key) !== null) continue;
      staff.add(key);
      plan("staff", { key, at, familyName: key, identifiers: [{ scheme: "username", value: key }] });
    }
  }
  return { people, identifiers, endedIdentifiers };
}

const identifierKey = ({ scheme, value }: Pick<StoredIdentifier, "scheme" | "value">): string =>
  `${scheme} ${value}`;

function samePerson(a: StoredPerson, b: StoredPerson): boolean {
  return (
    a.givenName === b.givenName &&
    a.familyName === b.familyName &&
    a.email === b.email &&
    a.cohort === b.cohort
  );
}

function tellPerson(person: StoredPerson, identifiers: readonly StoredIdentifier[]): string {
  const name = [person.givenName, person.familyName].filter((part) => part !== null && part !== "").join(" ");
  const known = identifiers.map(({ scheme, value }) => `${scheme} ${value}`).sort();
  return [
    name || "without a name",
    ...(person.email ? [person.email] : []),
    ...(person.cohort ? [person.cohort] : []),
    ...known,
  ].join(", ");
}
