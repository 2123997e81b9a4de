import { Temporal } from "temporal-polyfill";
import { codeKey } from "../../domain/kernel/code-key.ts";
import { isSameLoginForm, loginForm } from "../../domain/kernel/login-form.ts";
import { asSeen } from "../../domain/kernel/unseen-marks.ts";
import type { StoredEnrolment, StoredIdentifier, StoredPerson } from "../rosters/roster-transaction.ts";
import { andSoAre } from "./and-so-are.ts";
import { changedRoles } from "./changed-roles.ts";
import { groupBy } from "./group-by.ts";
import type { EnrolmentItem, IdentifierScheme, PersonItem, SessionItem } from "./import-content.ts";
import type { EndedIdentifier } from "./import-plan.ts";
import type { Pieces } from "./in-pieces.ts";
import { isSamePerson, namesakeKey } from "./is-same-person.ts";
import { mangledRemedy, withoutZeros } from "./mangled-id.ts";
import type { PlanDesk } from "./plan-desk.ts";
import { createStaffAt, createTaughtAt, isNameOfStaff, type StaffAt } from "./staff-at.ts";
import { type FieldWords, tellChange } from "./tell-change.ts";

export interface PeoplePlan {
  readonly people: readonly StoredPerson[];
  readonly identifiers: readonly StoredIdentifier[];
  readonly endedIdentifiers: readonly EndedIdentifier[];
  /** What somebody has to look at before it is done, in words; without those who are not made after all, by their codes. */
  readonly warnings: (withdrawn: ReadonlySet<string>) => readonly string[];
  /** Student ids that pass on by this import. */
  readonly passings: readonly PassedId[];
  /** The keys and ids of students of whom is asked who they are. */
  readonly asked: ReadonlySet<string>;
  readonly staffAt: StaffAt;
}

/** A student id that is another person's from a day on. */
export interface PassedId {
  readonly value: string;
  /** Whose it was, and is. */
  readonly former: string;
  readonly person: string;
  /** ISO, the first day on which it is the other's. */
  readonly day: string;
}

/** Of these somebody has as many as there are: a new one takes none away. */
const keptBeside: ReadonlySet<IdentifierScheme> = new Set(["card_uid", "device_person"]);

/** What the columns of names are called in plain files and in OneRoster. */
const columns = {
  givenName: ["given_name", "givenName"],
  familyName: ["family_name", "familyName"],
} as const;

/**
 * Students and staff, each known again by the source's key, else by student id or username; but a number that was used
 * again is a new person's from then on (`isSamePerson`), and where nothing tells, it is asked.
 */
export function* planPeople(desk: PlanDesk): Pieces<PeoplePlan> {
  const { content, ledger, rings, world } = desk;
  const byId = new Map(world.roster.people.map((person) => [person.id, person]));
  const holders = createHolders(world.roster.identifiers);
  const addresses = createAddresses(desk);
  const held = groupBy(world.roster.identifiers, ({ person }) => person);
  const changed = changedRoles(content, rings);
  const leaving = leavers(desk, changed.keys());
  const people: StoredPerson[] = [];
  const untold: {
    readonly item: PersonItem;
    readonly code: string;
    readonly scheme: IdentifierScheme;
    readonly value: string;
  }[] = [];
  const identifiers: StoredIdentifier[] = [];
  const endedIdentifiers: EndedIdentifier[] = [];
  // The numbers of the file that have leading zeros, by what they are without them.
  const zeroedHere = new Map<string, string>();
  const beside = numbersBeside(desk);
  // By their codes, of each kind; of one person there may be several.
  const sharedNumbers: string[] = [];
  const sharedBeside: string[] = [];
  const lookAlikes: string[] = [];
  const sharedForms: string[] = [];
  const passings: PassedId[] = [];
  const asked = new Set<string>();
  const passesOn = whenIdsPass(desk, leaving);
  const namesakes = createNamesakes(world.roster.people);
  const tellingOf: { student?: ReadonlySet<string>; staff?: ReadonlySet<string> } = {};
  const twoHolders = sharedIdentifiers(desk, leaving);
  const tellName = (id: string): string => {
    const person = byId.get(id) ?? people.findLast((one) => one.id === id);
    return person === undefined ? "somebody" : nameOf(person, held.get(id) ?? []);
  };

  /** @param isNamed whether the file names the person and says nothing else of them */
  function plan(kind: "student" | "staff", item: PersonItem, keepsZeros: boolean, isNamed = false): void {
    const ring = rings[kind];
    const main = kind === "student" ? "student_id" : "username";
    const code = item.identifiers.find(({ scheme }) => scheme === main)?.value ?? item.key;
    const matched = isNamed ? null : ring.match(item.key, code);
    const namesake = matched === null ? namesakeOf(kind, item, code, isNamed) : null;
    if (namesake === "ask") {
      if (kind === "student") for (const one of [item.key, code]) asked.add(one);
      return;
    }
    if (namesake !== null && isNamed) {
      // Nothing but a name was told of them: what they go by here stays.
      ring.claim(item.key, null, namesake);
      return;
    }
    const known = matched ?? namesake;
    const bare = keepsZeros || known !== null ? null : ring.zeroed(code);
    if (bare !== null) {
      ledger.note(
        "refused",
        item.at,
        main,
        code,
        `is ${bare} here: its leading zeros are gone`,
        mangledRemedy,
      );
      return;
    }
    const verdict = known === null || namesake !== null ? "same" : judge(kind, item, code, known);
    if (verdict === "ask") {
      if (kind === "student") for (const one of [item.key, code]) asked.add(one);
      return;
    }
    const id = known === null || verdict === "another" ? desk.mint() : known;
    const before = byId.get(id) ?? null;
    if (before !== null && before.kind !== kind) {
      ledger.note(
        "refused",
        item.at,
        null,
        code,
        `this ${main} belongs to a ${before.kind === "staff" ? "member of staff" : "student"}, ${tellName(id)}`,
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
    const passing =
      known === null || verdict !== "another"
        ? null
        : passesOn(kind, item, code, known, held.get(known) ?? []);
    const own = held.get(id) ?? [];
    const begun: StoredIdentifier[] = [];
    const over: EndedIdentifier[] = [];
    let login: string | null = null;
    for (const { scheme, value } of item.identifiers) {
      if (own.some((one) => one.scheme === scheme && one.value === value)) continue;
      const rival = scheme === main ? undefined : twoHolders.get(alikeKey({ scheme, value }));
      if (rival !== undefined) {
        const [other] = rival.filter((one) => one !== item);
        const otherwise = other?.identifiers.find(
          (one) => alikeKey(one) === alikeKey({ scheme, value }),
        )?.value;
        const as = otherwise === undefined || otherwise === value ? "" : `, as ${otherwise}`;
        ledger.note(
          "refused",
          item.at,
          scheme,
          value,
          `${other?.at.file === item.at.file ? `line ${other.at.line ?? "?"} of the file` : "another file"} gives it to ${other === undefined ? "somebody else" : nameOf(other, other.identifiers)}${as}: nobody gets it by this file`,
          "give each person their own",
        );
        continue;
      }
      const [holder, spelt] = holders.of({ scheme, value }) ?? [];
      const as = spelt === undefined || spelt === value ? "" : `, as ${spelt}`;
      const gone = holder === undefined ? null : (leaving.get(holder) ?? null);
      if (holder !== undefined && holder !== id) {
        const since = (holder === known ? passing?.since : null) ?? gone;
        if (isNamed && scheme === main && since === null) {
          // Whoever it is is not the one who has the name for a login: that was asked.
          let count = 2;
          while (holders.of({ scheme, value: `${value} ${count}` })?.[0] !== undefined) count += 1;
          login = `${value} ${count}`;
          ledger.note(
            "guessed",
            item.at,
            scheme,
            value,
            `is the login of ${tellName(holder)}, who is another: the new person gets ${login} for one`,
            "nothing; give the person a login of their own in Muster once it is known",
            { thing: kind, key: login },
          );
          begun.push({ scheme, value: login, person: id, from: null, to: null });
          continue;
        }
        // Of whom the source said that this means them, it is no login.
        const isNameHere = scheme === main && ring.own(item.key) === id;
        if (since === null && scheme === main && !isNameHere) {
          ledger.note(
            "refused",
            item.at,
            scheme,
            value,
            `somebody else has it, ${tellName(holder)}${as}`,
            "correct it, or merge the two records in Muster first",
          );
          return;
        }
        if (since === null || isNameHere) {
          ledger.note(
            "ignored",
            item.at,
            scheme,
            value,
            `somebody else has it, ${tellName(holder)}${as}, and keeps it`,
            "correct one of the two, or give it to this person in Muster",
          );
          continue;
        }
        if (changed.get(holder)?.key === item.key) {
          // One person: what the record is called that is over now is said with the role.
          over.push({ scheme, value: spelt ?? value, at: since });
          begun.push({ scheme, value, person: id, from: since, to: null });
          continue;
        }
        const day = since.toZonedDateTimeISO(desk.timeZone).toPlainDate().toString();
        ledger.note(
          "guessed",
          item.at,
          scheme,
          value,
          `was ${tellName(holder)}'s until ${day}, and is a new person's from then on`,
          "nothing, if that is so; refuse the import if it is one person",
          { thing: kind, key: code },
        );
        if (scheme === "student_id" && kind === "student")
          passings.push({ value: spelt ?? value, former: holder, person: id, day });
        over.push({ scheme, value: spelt ?? value, at: since });
        begun.push({ scheme, value, person: id, from: since, to: null });
        continue;
      }
      const form = scheme === "username" && holder === undefined ? holders.inAnotherForm(value, id) : null;
      if (form !== null) {
        sharedForms.push(code);
        ledger.note(
          "guessed",
          item.at,
          scheme,
          value,
          `is another form of ${form.value}, the login of ${tellName(form.person)}: they are taken for two people's`,
          "if they are one person's, keep one row and one form",
          { thing: kind, key: code },
        );
      }
      const twin = scheme === main || holder !== undefined ? null : beside.twin(scheme, value);
      if (twin !== null && beside.isMangled(scheme, value)) {
        ledger.note(
          "refused",
          item.at,
          scheme,
          value,
          `is ${twin} here: its leading zeros are gone, and nobody gets it by this file`,
          mangledRemedy,
        );
        continue;
      }
      if (twin !== null) {
        sharedBeside.push(code);
        ledger.note(
          "guessed",
          item.at,
          scheme,
          value,
          `is ${twin} but for the zeros at its beginning, and is taken for another`,
          `if they are one, a spreadsheet took the zeros away: ${mangledRemedy}`,
        );
      }
      const replaced = own.filter(
        (one) =>
          one.scheme === scheme &&
          !keptBeside.has(scheme) &&
          !item.identifiers.some((told) => told.scheme === scheme && told.value === one.value),
      );
      // Known by the very id that a person of Muster replaced: the newer one stands.
      // What a timetable made of a name is no login.
      const isMadeUp = replaced.every((one) => before !== null && one.value === before.familyName);
      if (replaced.length > 0 && item.key === value && !isMadeUp) {
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
      over.push(...replaced.map((one) => ({ scheme: one.scheme, value: one.value, at: desk.now })));
      // What replaces another begins when that ends; a first one was always this person's.
      begun.push({ scheme, value, person: id, from: replaced.length > 0 ? desk.now : null, to: null });
    }
    if (before === null) tellChanged(kind, item);
    const like = known === null ? ring.near(code) : null;
    ring.claim(item.key, login === null ? code : null, id);
    const after: StoredPerson = {
      id,
      kind,
      // An empty cell takes no name away.
      givenName: item.givenName ?? before?.givenName ?? null,
      familyName: item.familyName ?? before?.familyName ?? null,
      email: item.email === undefined ? (before?.email ?? null) : item.email,
      cohort: item.cohort === undefined ? (before?.cohort ?? null) : item.cohort,
    };
    for (const column of ["givenName", "familyName"] as const) {
      const name = before?.[column] ?? null;
      if (item[column] !== null || name === null) continue;
      const [message, remedy] = [`is empty, and stays ${name}`, "change the name in Muster if it is another"];
      ledger.note("ignored", item.at, columns[column][content.kind === "csv" ? 0 : 1], null, message, remedy);
    }
    if (known === null) tellTwin(kind, item, code, like);
    const differs = before === null || !samePerson(before, after);
    const isOver = (one: StoredIdentifier): boolean =>
      over.some(({ scheme, value }) => scheme === one.scheme && value === one.value);
    const left = [...own.filter((one) => !isOver(one)), ...begun];
    if (content.kind === "csv" && content.scope[kind] === "complete") {
      const here = left.filter(
        ({ scheme, value }) =>
          scheme !== main && !item.identifiers.some((told) => told.scheme === scheme && told.value === value),
      );
      for (const { scheme, value } of here) untold.push({ item, code, scheme, value });
    }
    // What it goes by from now on: an id that ended, by which it was found, is nobody's.
    const mine = left.filter(({ scheme }) => scheme === main).map(({ value }) => value);
    const words = {
      thing: kind,
      key: mine.includes(code) ? code : (mine[0] ?? code),
      before: before && tellPerson(before, own),
      after: tellPerson(after, left),
      ...(before &&
        tellChange(before, after, (row) => tellPerson(row, row === before ? own : left), personWords)),
    };
    if (before === null) ledger.say({ change: "add", ...words });
    else if (differs || begun.length > 0) ledger.say({ change: "change", ...words });
    else if (ring.before.get(item.key)?.endedAt != null)
      ledger.say({ change: "change", ...words, before: "over" });
    else ledger.same(kind);
    if (differs) people.push(after);
    if (before === null) namesakes.add(after);
    for (const one of over) {
      holders.end(one);
      endedIdentifiers.push(one);
    }
    for (const one of begun) {
      holders.begin(one);
      identifiers.push(one);
    }
    const alsoOf = addresses.take(after, before);
    if (alsoOf !== null && changed.get(alsoOf)?.key !== item.key) {
      ledger.note(
        "guessed",
        item.at,
        "email",
        after.email,
        `is the address of ${tellName(alsoOf)} too: both get what is sent there`,
        "give each person their own, if one of them is wrong",
      );
    }
  }

  /**
   * Who is here with the name of somebody new: asked of one after the other, and null where it is nobody. Of students, of
   * whom several may have one name, of those alone whose id is another's now.
   */
  function namesakeOf(
    kind: "student" | "staff",
    item: PersonItem,
    code: string,
    isNamed: boolean,
  ): string | "ask" | null {
    const main = kind === "student" ? "student_id" : "username";
    for (const id of namesakes.of(kind, item)) {
      const stored = byId.get(id);
      // A file that tells of both by their ids tells them apart.
      if (!isNamed && (stored === undefined || toldHere(kind).has(id) || changed.has(id))) continue;
      const person = stored ?? people.findLast((one) => one.id === id);
      if (person === undefined) continue;
      const own = [...(held.get(id) ?? []), ...identifiers.filter((one) => one.person === id)];
      const login = own.find(
        ({ scheme, value }) => scheme === main && holders.of({ scheme, value })?.[0] === id,
      );
      if (kind === "student" && login !== undefined) continue;
      const name = nameOf(person, own);
      const after = nameOf(item, item.identifiers);
      const here = login === undefined || login.value === name ? name : `${name} (${login.value})`;
      const without = login === undefined ? ` without a ${kind === "student" ? "student id" : "login"}` : "";
      const told = isNamed ? "whom the file names" : `whom the file tells of as ${code}`;
      const text = `Is ${after}, ${told}, ${here}, who is here${without}, or somebody else of that name?`;
      const key = `namesake ${kind} ${code}: ${login?.value ?? name}`;
      const answer = content.answers[key] ?? null;
      ledger.ask({ key, text, file: item.at.file, line: item.at.line, before: here, after, answer });
      if (answer === "same") return id;
      if (answer === "another") continue;
      ledger.note(
        "refused",
        item.at,
        main,
        code,
        `has the name of ${here}, who is here${without}: one person, or two of one name`,
        "answer that in the preview; until then the row is left out",
      );
      return "ask";
    }
    return null;
  }

  /** Whom the rows of the file mean that tell of people by their keys or ids. */
  function toldHere(kind: "student" | "staff"): ReadonlySet<string> {
    const known = tellingOf[kind];
    if (known !== undefined) return known;
    const main = kind === "student" ? "student_id" : "username";
    const ids = (kind === "student" ? content.students : content.staff).flatMap((item) => {
      const code = item.identifiers.find(({ scheme }) => scheme === main)?.value ?? item.key;
      return rings[kind].match(item.key, code) ?? [];
    });
    const told = new Set(ids);
    tellingOf[kind] = told;
    return told;
  }

  /** Says that somebody gets a second record: nobody's marks become those of a member of staff. */
  function tellChanged(kind: "student" | "staff", item: PersonItem): void {
    const [, was] = [...changed].find(([, { key }]) => key === item.key) ?? [];
    if (was === undefined || was.was === kind) return;
    const [then, now] =
      kind === "staff" ? ["a student", "a member of staff"] : ["a member of staff", "a student"];
    ledger.note(
      "guessed",
      item.at,
      "role",
      null,
      `was ${then} here, and is ${now} by the file: a record as ${now} begins with the login, and the one as ${then} is over and stays with ${kind === "staff" ? "its marks" : "what it did"}`,
      "nothing, if that is so; else correct the role",
    );
  }

  /** Says what a complete file leaves out of people and ends nothing by it: a file that never tells of cards says nothing of them. */
  function tellUntold(items: readonly PersonItem[]): void {
    const told = new Set(items.flatMap(({ identifiers: all }) => all.map(({ scheme }) => scheme)));
    for (const [scheme, rows] of groupBy(untold.splice(0), (one) => one.scheme)) {
      const [first] = rows;
      if (first === undefined || !told.has(first.scheme)) continue;
      ledger.note(
        "ignored",
        first.item.at,
        scheme,
        first.value,
        `is not in the row of ${first.code} and stays theirs: no file ends a card, a face or a login${rows.length === 1 ? "" : `; ${andSoAre(rows.length - 1)}`}`,
        "nothing, if it is still theirs; else end it in Muster, under School, People",
      );
    }
  }

  /** The number that is this one but for its leading zeros; of two in one file the one without them has a twin. */
  function zeroTwin(ring: PlanDesk["rings"]["student"], code: string): string | null {
    const bare = withoutZeros(code);
    if (bare === null) return ring.zeroed(code) ?? zeroedHere.get(code) ?? null;
    return ring.match(bare, bare) === null ? null : bare;
  }

  /** Says that somebody new has the number of somebody else but for its leading zeros, or one that looks like it. */
  function tellTwin(kind: "student" | "staff", item: PersonItem, code: string, like: string | null): void {
    const column = kind === "student" ? "student_id" : "username";
    const twin = zeroTwin(rings[kind], code);
    if (twin === null) {
      if (like === null) return;
      lookAlikes.push(code);
      ledger.note(
        "guessed",
        item.at,
        column,
        code,
        `looks like ${like}, and is taken for another person`,
        `if they are one, write ${like} in the file`,
        { thing: kind, key: code },
      );
      return;
    }
    sharedNumbers.push(code);
    ledger.note(
      "guessed",
      item.at,
      column,
      code,
      `is ${twin} but for the zeros at its beginning, and is taken for another person`,
      `if they are one, a spreadsheet took the zeros away: ${mangledRemedy}`,
      { thing: kind, key: code },
    );
  }

  /** Whether a row means whoever is known by its key or number; what is asked is said, and the row refused. */
  function judge(
    kind: "student" | "staff",
    item: PersonItem,
    code: string,
    known: string,
  ): "same" | "another" | "ask" {
    const person = byId.get(known);
    if (person === undefined) return "same";
    const own = held.get(known) ?? [];
    const username = own.find(({ scheme }) => scheme === "username")?.value ?? null;
    const verdict = isSamePerson({ ...person, username }, item, leaving.has(known));
    // Two keys of one source are two people to it, whatever number they share.
    const isOther = rings[kind].before.get(item.key)?.id !== known && item.key !== code;
    const isKeyed = isOther && [...rings[kind].before.values()].some(({ id }) => id === known);
    if (verdict !== "ask") return verdict;
    if (isKeyed && leaving.has(known)) return "another";
    const key = `${kind} ${code}`;
    const answer = content.answers[key] ?? null;
    const before = nameOf(person, own);
    const isCalled = (item.givenName ?? item.familyName ?? null) !== null;
    const after = isCalled ? nameOf(item, item.identifiers) : (item.email ?? code);
    const number = kind === "student" ? "student id" : "username";
    const text = isCalled
      ? `Is ${before}, who has the ${number} ${code}, now called ${after}, or is ${after} somebody else to whom it was given again?`
      : `Is ${before}, who had the ${number} ${code} and left, back with the address ${after}, or was it given again to somebody else?`;
    ledger.ask({ key, text, file: item.at.file, line: item.at.line, before, after, answer });
    if (answer !== null) return answer;
    ledger.note(
      "refused",
      item.at,
      kind === "student" ? "student_id" : "username",
      code,
      `is ${before}'s here, and ${after}'s in the file: one person with another ${isCalled ? "name" : "address"}, or the number used again`,
      "answer that in the preview; until then the row is left out",
    );
    return "ask";
  }

  /** Says that the login beside a name is here of somebody who is called otherwise. */
  function tellOtherName(login: string, name: string, id: string, at: SessionItem["at"]): void {
    const person = byId.get(id);
    if (person === undefined) return;
    const verdict = isSamePerson(
      { ...person, email: null, username: null },
      { familyName: name, identifiers: [] },
      false,
    );
    if (verdict === "same") return;
    ledger.note(
      "guessed",
      at,
      null,
      `${name} (${login})`,
      `is taken for ${tellName(id)}, who has that login or address here`,
      "if they are two people, correct the address in the calendar, or the login in Muster",
    );
  }

  for (const kind of ["student", "staff"] as const) {
    const items = distinct(desk, kind === "student" ? content.students : content.staff);
    const keepsZeros = items.some(({ identifiers: all }) => all.some(({ value }) => /^0\d+$/.test(value)));
    const main = kind === "student" ? "student_id" : "username";
    zeroedHere.clear();
    for (const item of items) {
      const code = item.identifiers.find(({ scheme }) => scheme === main)?.value ?? item.key;
      const bare = withoutZeros(code);
      if (bare !== null) zeroedHere.set(bare, code);
    }
    for (const item of items) {
      yield;
      plan(kind, item, keepsZeros);
    }
    tellUntold(items);
  }
  const staff = new Set(content.staff.map(({ key }) => key));
  const staffAt = createStaffAt(desk, endedIdentifiers);
  const taughtAt = createTaughtAt(desk);
  const taught = taughtBySource(desk);
  /** Whether a name that somebody was made of is another's as well, and the source was never read without asking. */
  const isOneOfSeveral = (key: string, there: string): boolean =>
    isNameOfStaff(key) &&
    rings.staff.own(key) === null &&
    !taught.has(there) &&
    [...namesakes.of("staff", { familyName: key, givenName: null })].some((id) => id !== there);
  const naming: readonly (Pick<SessionItem, "at" | "staff"> & { readonly when: Temporal.Instant })[] = [
    // Plain files may name whom no file of staff tells of.
    ...(content.kind === "csv" ? content.classes.map((of) => ({ ...of, when: taughtAt(of) })) : []),
    ...content.sessions
      .filter(({ cancelled }) => !cancelled)
      .map(({ at, staff: named, start }) => ({ at, ...(named && { staff: named }), when: start })),
  ];
  const called = new Map(content.staffCalled);
  const bearers = createBearers(desk, held);
  const compared = new Set<string>();
  for (const { at, staff: named = [], when } of naming) {
    yield;
    for (const key of named) {
      if (staff.has(key)) continue;
      const name = called.get(key) ?? null;
      const there = staffAt(key, when);
      if (there !== null && !isOneOfSeveral(key, there)) {
        if (name === null || compared.has(key)) continue;
        compared.add(key);
        tellOtherName(key, name, there, at);
        continue;
      }
      staff.add(key);
      if (there !== null) rings.staff.withhold(key);
      const bearer = name === null ? null : bearers(key, name);
      if (bearer !== null) {
        rings.staff.claim(key, null, bearer);
        tellOtherName(key, name ?? key, bearer, at);
        continue;
      }
      plan(
        "staff",
        { key, at, familyName: name ?? key, identifiers: [{ scheme: "username", value: key }] },
        true,
        true,
      );
    }
  }
  return {
    people,
    identifiers,
    endedIdentifiers,
    passings,
    asked,
    staffAt,
    warnings: (withdrawn) => {
      const left = (codes: readonly string[]): number => codes.filter((code) => !withdrawn.has(code)).length;
      return [
        ...tellCount(
          left(sharedNumbers),
          "1 new person has the number of somebody else but for its leading zeros: they would be two people",
          "new people have the numbers of others but for their leading zeros: they would be people of their own",
        ),
        ...tellCount(
          left(sharedBeside),
          "1 new card, face or login is one that is known but for its leading zeros: both would be somebody's",
          "new cards, faces or logins are ones that are known but for their leading zeros: all would be somebody's",
        ),
        ...tellCount(
          left(lookAlikes),
          "1 new person has a number that looks like somebody else's: they would be two people",
          "new people have numbers that look like others': they would be people of their own",
        ),
        ...tellCount(
          left(sharedForms),
          "1 login is another form of somebody else's: they would be two people's",
          "logins are other forms of others': they would be of people of their own",
        ),
      ];
    },
  };
}

function tellCount(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [count === 1 ? one : `${count} ${many}`];
}

/**
 * When an id is the new person's. Of somebody who left it is when they left; but where only the source's leaving them out
 * says so, and of whoever is still here, it is the first day of the new person, or the end that the file tells of the person
 * before. Where it cannot have been theirs then, it is now.
 */
function whenIdsPass(
  { content, now, rings, timeZone, today, world }: PlanDesk,
  leaving: ReadonlyMap<string, Temporal.Instant>,
): (
  kind: "student" | "staff",
  item: PersonItem,
  code: string,
  known: string,
  own: readonly StoredIdentifier[],
) => { readonly since: Temporal.Instant } {
  const rowsOf = groupBy(content.enrolments, ({ student }) => student);
  const enrolmentsOf = groupBy(world.roster.enrolments, ({ student }) => student);
  const dayOf = (at: Temporal.Instant): string => at.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return (kind, item, code, known, own) => {
    const gone = leaving.get(known) ?? null;
    const left = gone === null ? null : dayOf(gone);
    const isKey = item.key === code || rings[kind].before.get(item.key)?.id === known;
    const rows =
      kind === "staff" ? [] : [...new Set([item.key, code])].flatMap((key) => rowsOf.get(key) ?? []);
    const lived = (enrolmentsOf.get(known) ?? []).filter(({ from, to }) => from !== to);
    const ends = rows.flatMap((row) => {
      const of = rings.class.find(row.class);
      const end = row.to ?? null;
      if (!isKey || end === null || end > (left ?? today)) return [];
      return lived.some((one) => one.class === of && isOf(row, one)) ? [{ row, end }] : [];
    });
    const others = rows.filter((row) => ends.every((one) => one.row !== row));
    const first = others.map(({ from }) => from ?? today).sort()[0] ?? null;
    const begun = [
      ...lived.map(({ from }) => from),
      ...own.flatMap(({ from }) => (from === null ? [] : [dayOf(from)])),
    ];
    const canBe = (day: string): boolean => day <= today && begun.every((one) => one < day);
    const isLeftOut = [...rings[kind].before.values()].some(
      ({ id, endedAt }) => id === known && endedAt !== null && dayOf(endedAt) === left,
    );
    if (gone !== null && left !== null) {
      const isEarlier = isLeftOut && first !== null && first < left && canBe(first);
      return { since: isEarlier ? startOf(first, timeZone) : gone };
    }
    const told = ends.map(({ end }) => end).filter((end) => first === null || end <= first);
    const day = told.sort().at(-1) ?? (first !== null && canBe(first) ? first : null);
    return {
      since: day === null ? (first === null ? now : startOf(today, timeZone)) : startOf(day, timeZone),
    };
  };
}

/** Whether a row may mean an enrolment of the same class. */
function isOf(
  { from, to = null }: Pick<EnrolmentItem, "from" | "to">,
  one: Pick<StoredEnrolment, "from" | "to">,
): boolean {
  if (from === undefined) return to === null || one.from < to;
  return from === one.from || ((one.to === null || from < one.to) && (to === null || one.from < to));
}

const startOf = (day: string, timeZone: string): Temporal.Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toInstant();

/** Who has what, found also where it is spelt in another case or width: `kim01` and `KIM01` are no two people's. */
interface Holders {
  /** The holder, and how it is spelt there. */
  of(one: Pick<StoredIdentifier, "scheme" | "value">): readonly [person: string, value: string] | undefined;
  /** Another person's login that may be the same one: `kim01`, `UNI\\kim01` and `kim01@uni.example`. */
  inAnotherForm(login: string, person: string): Pick<StoredIdentifier, "person" | "value"> | null;
  begin(one: StoredIdentifier): void;
  end(one: Pick<StoredIdentifier, "scheme" | "value">): void;
}

function createHolders(stored: readonly StoredIdentifier[]): Holders {
  const exact = new Map<string, StoredIdentifier>();
  const alike = new Map<string, StoredIdentifier>();
  const logins = new Map<string, Map<string, StoredIdentifier>>();
  const begin = (one: StoredIdentifier): void => {
    exact.set(identifierKey(one), one);
    alike.set(alikeKey(one), one);
    if (one.scheme !== "username") return;
    const { name } = loginForm(one.value);
    logins.set(name, (logins.get(name) ?? new Map()).set(one.value, one));
  };
  for (const one of stored) begin(one);
  return {
    begin,
    of(one) {
      const found = exact.get(identifierKey(one)) ?? alike.get(alikeKey(one));
      return found === undefined ? undefined : [found.person, found.value];
    },
    inAnotherForm(login, person) {
      const { name } = loginForm(login);
      for (const one of (logins.get(name) ?? new Map<string, StoredIdentifier>()).values())
        if (one.person !== person && isSameLoginForm(login, one.value)) return one;
      return null;
    },
    end(one) {
      exact.delete(identifierKey(one));
      if (alike.get(alikeKey(one))?.value === one.value) alike.delete(alikeKey(one));
      if (one.scheme === "username") logins.get(loginForm(one.value).name)?.delete(one.value);
    },
  };
}

/** Who has a name, whatever the order of its words. */
interface Namesakes {
  of(kind: "student" | "staff", told: Pick<PersonItem, "givenName" | "familyName">): Iterable<string>;
  /** Somebody who is new by this import. */
  add(person: StoredPerson): void;
}

function createNamesakes(stored: readonly StoredPerson[]): Namesakes {
  const ids = new Map<string, Set<string>>();
  const keyOf = (kind: string, given: string | null | undefined, family: string | null | undefined) => {
    const key = namesakeKey(given ?? null, family ?? null);
    return key === null ? null : `${kind} ${key}`;
  };
  const add = ({ id, kind, givenName, familyName }: StoredPerson): void => {
    const key = keyOf(kind, givenName, familyName);
    if (key !== null) ids.set(key, (ids.get(key) ?? new Set()).add(id));
  };
  for (const person of stored) add(person);
  return {
    add,
    of: (kind, { givenName, familyName }) => ids.get(keyOf(kind, givenName, familyName) ?? "") ?? [],
  };
}

/** Who else has an address, whatever its letters' case. Told where somebody gets it, not each time it is read. */
function createAddresses({ world }: PlanDesk): {
  take(after: StoredPerson, before: StoredPerson | null): string | null;
} {
  const people = new Map<string, Set<string>>();
  const put = ({ id, email }: StoredPerson): void => {
    if (email !== null) people.set(codeKey(email), (people.get(codeKey(email)) ?? new Set()).add(id));
  };
  for (const person of world.roster.people) put(person);
  return {
    take(after, before) {
      const key = (person: StoredPerson | null): string | null =>
        person?.email == null ? null : codeKey(person.email);
      const [now, then] = [key(after), key(before)];
      if (now === then) return null;
      if (then !== null) people.get(then)?.delete(after.id);
      if (now === null) return null;
      const [other = null] = [...(people.get(now) ?? [])].filter((id) => id !== after.id);
      put(after);
      return other;
    },
  };
}

/** What spreadsheets do to the numbers beside the main one: cards, faces and logins. */
interface NumbersBeside {
  /** The number that is this one but for its leading zeros; of two in one file the one without them has a twin. */
  twin(scheme: StoredIdentifier["scheme"], value: string): string | null;
  /** Whether its zeros were taken away: the one with them is stored, and the files keep none in any other. */
  isMangled(scheme: StoredIdentifier["scheme"], value: string): boolean;
}

function numbersBeside({ content, world }: PlanDesk): NumbersBeside {
  const told = [...content.students, ...content.staff].flatMap(({ identifiers }) => identifiers);
  const zeroed = (all: readonly Pick<StoredIdentifier, "scheme" | "value">[]): ReadonlyMap<string, string> =>
    new Map(
      all.flatMap(({ scheme, value }) => {
        const bare = withoutZeros(value);
        return bare === null ? [] : [[identifierKey({ scheme, value: bare }), value] as const];
      }),
    );
  const [stored, here] = [zeroed(world.roster.identifiers), zeroed(told)];
  const known = new Set(world.roster.identifiers.map(identifierKey));
  const keepsZeros = new Set(told.flatMap(({ scheme, value }) => (/^0\d+$/.test(value) ? [scheme] : [])));
  return {
    twin(scheme, value) {
      const bare = withoutZeros(value);
      const key = identifierKey({ scheme, value: bare ?? value });
      if (bare !== null) return known.has(key) ? bare : null;
      return stored.get(key) ?? here.get(key) ?? null;
    },
    isMangled: (scheme, value) => !keepsZeros.has(scheme) && stored.has(identifierKey({ scheme, value })),
  };
}

/**
 * Cards and other numbers beside the main one that several people of the files have. Of somebody who is leaving it may be
 * passed on in the same file.
 */
function sharedIdentifiers(
  { content, rings }: PlanDesk,
  leaving: ReadonlyMap<string, Temporal.Instant>,
): ReadonlyMap<string, readonly PersonItem[]> {
  const bearers = new Map<string, PersonItem[]>();
  for (const kind of ["student", "staff"] as const) {
    const main = kind === "student" ? "student_id" : "username";
    for (const item of kind === "student" ? content.students : content.staff) {
      if (leaving.has(rings[kind].find(item.key) ?? "")) continue;
      for (const one of item.identifiers) {
        if (one.scheme === main) continue;
        const key = alikeKey(one);
        const known = bearers.get(key);
        if (known === undefined) bearers.set(key, [item]);
        else if (known.every((other) => other.key !== item.key)) known.push(item);
      }
    }
  }
  return new Map([...bearers].filter(([, items]) => items.length > 1));
}

/**
 * Rows with a key of their own. Of rows that share one and differ in the name none can be trusted, of others that differ
 * all but the first; what is quite the same is left out.
 */
function distinct({ ledger }: PlanDesk, items: readonly PersonItem[]): readonly PersonItem[] {
  const groups = groupBy(items, ({ key }) => key);
  // Compared by what is seen: one name in two forms of its letters is one name.
  const tell = (item: PersonItem): string =>
    asSeen(JSON.stringify([item.givenName, item.familyName, item.email, item.cohort, item.identifiers]));
  const name = (item: PersonItem): string => asSeen(nameOf(item, item.identifiers));
  return items.filter((item) => {
    const group = groups.get(item.key) ?? [];
    const [first] = group;
    const code = item.identifiers[0]?.value ?? item.key;
    const other = group.find((one) => name(one) !== name(item));
    if (other !== undefined) {
      ledger.note(
        "refused",
        item.at,
        null,
        code,
        `line ${other.at.line ?? "?"} has the same id for ${nameOf(other, other.identifiers)}`,
        "give each person their own id; if it is one person, keep one row",
      );
      return false;
    }
    if (first === undefined || first === item) return true;
    if (tell(first) === tell(item)) {
      ledger.note("ignored", item.at, null, code, "stands there twice", "keep one of the two rows");
    } else {
      ledger.note(
        "refused",
        item.at,
        null,
        code,
        `line ${first.at.line ?? "?"} has the same id, and not the same cells`,
        "keep the row that is right",
      );
    }
    return false;
  });
}

/**
 * Who bears a name with a login that is not theirs as it is spelt: the one member of staff with that address, else of that
 * name with another form of the login, else whom the source itself named before it told the login. null for nobody.
 */
function createBearers(
  { content, rings, world }: PlanDesk,
  held: ReadonlyMap<string, readonly StoredIdentifier[]>,
): (login: string, name: string) => string | null {
  const called = groupBy(content.staffCalled, ([, name]) => nameKey(name));
  let staff: readonly StoredPerson[] | null = null;
  const byAddress = new Map<string, Set<string>>();
  const byName = new Map<string, Set<string>>();
  const put = (all: Map<string, Set<string>>, key: string, id: string): void => {
    all.set(key, (all.get(key) ?? new Set()).add(id));
  };
  const loginsOf = (id: string): readonly string[] =>
    (held.get(id) ?? []).flatMap(({ scheme, value }) => (scheme === "username" ? [value] : []));
  return (login, name) => {
    if (staff === null) {
      staff = world.roster.people.filter(({ kind }) => kind === "staff");
      for (const { id, email, givenName, familyName } of staff) {
        if (email !== null) put(byAddress, codeKey(email), id);
        put(byName, nameKey([givenName, familyName].filter((part) => part !== null).join(" ")), id);
      }
    }
    const [found, other] = byAddress.get(codeKey(login)) ?? [];
    if (found !== undefined && other === undefined) return found;
    const alike = [...(byName.get(nameKey(name)) ?? [])].filter((id) =>
      loginsOf(id).some((one) => isSameLoginForm(one, login)),
    );
    const [only] = alike;
    if (only !== undefined && alike.length === 1) return only;
    const before = rings.staff.own(name);
    const isMadeUp = before !== null && loginsOf(before).every(isNameOfStaff);
    return isMadeUp && called.get(nameKey(name))?.length === 1 ? before : null;
  };
}

const nameKey = (name: string): string => namesakeKey(null, name) ?? codeKey(name);

/** Who teaches what this source told of before. */
function taughtBySource({ content, rings, world }: PlanDesk): ReadonlySet<string> {
  const classes = new Set(content.classes.flatMap(({ key }) => rings.class.find(key) ?? []));
  return new Set([
    ...world.sessions.flatMap(({ plan }) => (plan.source?.name === content.source ? plan.staff : [])),
    ...world.roster.classes.flatMap(({ id, staff }) => (classes.has(id) ? staff : [])),
  ]);
}

/** Who has left, and since when: every enrolment is over, or the source said so. */
function leavers(
  { now, rings, timeZone, today, world }: PlanDesk,
  changed: Iterable<string>,
): ReadonlyMap<string, Temporal.Instant> {
  const left = new Map<string, Temporal.Instant>();
  for (const ring of [rings.student, rings.staff]) {
    const all = [...ring.before.values()];
    // Whoever goes by another key of the source is here.
    const lasting = new Set(all.flatMap(({ id, endedAt }) => (endedAt === null ? id : [])));
    for (const { id, endedAt } of all) if (endedAt !== null && !lasting.has(id)) left.set(id, endedAt);
  }
  for (const [student, seats] of groupBy(world.roster.enrolments, (one) => one.student)) {
    const ends = seats.map(({ to }) => to ?? "9999").sort();
    const last = ends.at(-1) ?? "9999";
    if (last > today) left.delete(student);
    else left.set(student, Temporal.PlainDate.from(last).toZonedDateTime(timeZone).toInstant());
  }
  for (const id of changed) left.set(id, left.get(id) ?? now);
  return left;
}

/** A name for a sentence; the first id where there is none. */
function nameOf(
  { givenName, familyName }: Pick<PersonItem, "givenName" | "familyName">,
  identifiers: readonly { readonly value: string }[],
): string {
  const name = [givenName, familyName].filter((part) => part != null && part !== "").join(" ");
  return name || (identifiers[0]?.value ?? "somebody without a name");
}

/** What two identifiers have in common that are one: student ids alone keep their case. */
const alikeKey = ({ scheme, value }: Pick<StoredIdentifier, "scheme" | "value">): string =>
  `${scheme} ${scheme === "student_id" ? value : codeKey(value)}`;

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

/** What of a person is told where the words of the whole do not show that it changes. */
const personWords: FieldWords<StoredPerson> = {
  id: null,
  kind: null,
  givenName: (name) => `given name ${name || "none"}`,
  familyName: (name) => `family name ${name || "none"}`,
  email: (email) => `mail ${email || "none"}`,
  cohort: (cohort) => `cohort ${cohort || "none"}`,
};

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
