import { Temporal } from "temporal-polyfill";
import { codeKey } from "../../domain/kernel/code-key.ts";
import { asSeen } from "../../domain/kernel/unseen-marks.ts";
import { impossibleYear } from "../../domain/timetable/impossible-year.ts";
import type { SourceKey } from "../rosters/roster-transaction.ts";
import type { ChangeLedger } from "./change-ledger.ts";
import type { ImportContent, ImportItem, ImportThing, Place } from "./import-content.ts";
import type { PlanContext, StoredWorld } from "./import-plan.ts";
import type { Pieces } from "./in-pieces.ts";
import type { KeyRing } from "./key-ring.ts";
import { mangledRemedy } from "./mangled-id.ts";
import { type FieldWords, tellChange } from "./tell-change.ts";

/** Everything that the parts of a plan share. */
export interface PlanDesk extends PlanContext {
  readonly content: ImportContent;
  /** The same as it was read, with what was refused or left out since. */
  readonly told: ImportContent;
  readonly world: StoredWorld;
  readonly ledger: ChangeLedger;
  readonly rings: Readonly<Record<ImportThing, KeyRing>>;
}

/** Something with a code that the store and an import both have. */
interface Row {
  readonly id: string;
  readonly code: string;
}

/**
 * Lays what a file says of one thing over what is stored: new rows and changed ones are returned and told, the others
 * counted. A row whose code another row bears is refused, and so is a second row with a key that was there.
 *
 * @param make the row as it is to be
 * @param tell a row in words, for before and after
 * @param fields what of it is told where those words do not show it
 */
export function* planRows<Item extends ImportItem & { readonly code: string }, Stored extends Row>(
  desk: PlanDesk,
  thing: ImportThing,
  items: readonly Item[],
  stored: readonly Stored[],
  make: (item: Item, before: Stored | null, id: string) => Stored,
  tell: (row: Stored) => string,
  fields: FieldWords<Stored>,
): Pieces<readonly Stored[]> {
  const { ledger } = desk;
  const ring = desk.rings[thing];
  const byId = new Map(stored.map((row) => [row.id, row]));
  const bearers = new Map(stored.map(({ code, id }) => [code, id]));
  const written: Stored[] = [];
  const firsts = new Map<string, Item>();
  const byMeaning = new Map<string, Item>();
  const keepsZeros = items.some(({ code }) => /^0\d+$/.test(code));
  for (const row of items) {
    yield;
    // Spelt in another way in the same file, a code that is its own key means the same thing.
    const spelt = row.key === row.code ? ring.find(row.code) : null;
    if (spelt !== null && ring.claimed(spelt) && !ring.now.has(row.key)) {
      ring.claim(row.key, row.code, spelt);
      tellOtherSpelling(row, byMeaning.get(codeKey(row.code)) ?? null);
      continue;
    }
    const there = byId.get(ring.match(row.key, row.code) ?? "");
    // The first spelling of a code stays.
    const item =
      there !== undefined && codeKey(there.code) === codeKey(row.code) ? { ...row, code: there.code } : row;
    const first = firsts.get(item.key);
    if (first !== undefined) {
      if (sameAsSeen({ ...first, at: null }, { ...item, at: null })) {
        ledger.note("ignored", item.at, null, item.key, "stands there twice", "keep one of the two rows");
      } else {
        ledger.note(
          "refused",
          item.at,
          null,
          item.key,
          `line ${first.at.line ?? "?"} has the same id, and not the same cells`,
          "keep the row that is right",
        );
      }
      continue;
    }
    firsts.set(item.key, item);
    if (!byMeaning.has(codeKey(item.code))) byMeaning.set(codeKey(item.code), item);
    const known = ring.match(item.key, item.code);
    const bare = known === null && !keepsZeros ? ring.zeroed(item.code) : null;
    if (bare !== null) {
      ledger.note(
        "refused",
        item.at,
        null,
        item.code,
        `is ${bare} here: its leading zeros are gone`,
        mangledRemedy,
      );
      continue;
    }
    const id = known ?? desk.mint();
    // Of rooms more is said where they are named.
    const like = known === null && thing !== "room" ? ring.near(item.code) : null;
    if (like !== null) {
      ledger.note(
        "guessed",
        item.at,
        null,
        item.code,
        `looks like ${like}, and is made as another ${nameOf[thing]}`,
        `if it is the same, write ${like} in the file`,
        { thing, key: item.code },
      );
    }
    const bearer = bearers.get(item.code);
    if (ring.claimed(id) || (bearer !== undefined && bearer !== id)) {
      ledger.note(
        "refused",
        item.at,
        null,
        item.code,
        `the code belongs to another ${nameOf[thing]}`,
        "give each its own code",
      );
      continue;
    }
    const before = byId.get(id) ?? null;
    const after = make(item, before, id);
    if (before !== null && before.code !== after.code) bearers.delete(before.code);
    bearers.set(after.code, id);
    ring.claim(item.key, item.code, id);
    const words = { key: item.code, before: before && tell(before), after: tell(after) };
    const isBack = ring.before.get(item.key)?.endedAt != null;
    if (before === null) ledger.say({ thing, change: "add", ...words });
    else if (!sameRow(before, after))
      ledger.say({ thing, change: "change", ...words, ...tellChange(before, after, tell, fields) });
    else if (isBack) ledger.say({ thing, change: "change", ...words, before: "over" });
    else {
      ledger.same(thing);
      continue;
    }
    if (before === null || !sameRow(before, after)) written.push(after);
  }

  /** Says what becomes of a row whose code another row has in another spelling; a code alone tells nothing else. */
  function tellOtherSpelling(row: Item, first: Item | null): void {
    // A title that is only the code is none.
    const own = ({ key: _, code, at: __, ...cells }: Item) =>
      Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== code));
    const isBare = Object.values(own(row)).every((value) => Array.isArray(value) && value.length === 0);
    if (isBare || first === null) return;
    if (sameAsSeen(own(first), own(row))) {
      const message = `stands there twice, as ${first.code} too`;
      ledger.note("ignored", row.at, null, row.code, message, "keep one of the two rows");
      return;
    }
    const message = `line ${first.at.line ?? "?"} has the same code, as ${first.code}, and not the same cells`;
    ledger.note("refused", row.at, null, row.code, message, "keep the row that is right");
  }
  return written;
}

/** Whether nothing can be on a day; then its row is refused, with the remedy. */
export function inImpossibleYear(
  { ledger, today }: Pick<PlanDesk, "ledger" | "today">,
  at: Place,
  column: string,
  day: string,
): boolean {
  const year = impossibleYear(day, today);
  if (year !== null) ledger.note("refused", at, column, day, year.message, year.remedy);
  return year !== null;
}

/** What each thing is called in a sentence. */
export const nameOf: Readonly<Record<ImportThing, string>> = {
  term: "term",
  non_teaching_day: "day without teaching",
  room: "room",
  course: "course",
  class: "class",
  student: "student",
  staff: "member of staff",
  enrolment: "enrolment",
  session: "session",
};

const textOf = (row: object): string => JSON.stringify(Object.entries(row).sort());

function sameRow(a: object, b: object): boolean {
  return textOf(a) === textOf(b);
}

/** Whether two rows of a file look the same: one text in two forms of its letters is one text. */
function sameAsSeen(a: object, b: object): boolean {
  return asSeen(textOf(a)) === asSeen(textOf(b));
}

/** Whether an import holds everything of a thing: it says so, and nothing of it was refused. */
export function isComplete({ told, ledger }: PlanDesk, thing: ImportThing): boolean {
  return told.scope[thing] === "complete" && !ledger.lost(filesOf(told, thing));
}

/** The files that tell of a thing. */
export function filesOf(content: ImportContent, thing: ImportThing): ReadonlySet<string> {
  const items: Readonly<Record<ImportThing, readonly ImportItem[]>> = {
    term: content.terms,
    non_teaching_day: content.nonTeachingDays,
    room: content.rooms,
    course: content.courses,
    class: content.classes,
    student: content.students,
    staff: content.staff,
    enrolment: content.enrolments,
    session: content.sessions,
  };
  return new Set(items[thing].map(({ at }) => at.file));
}

/** The keys of a thing that an import says are over: by name, or by silence where it holds everything. */
export function keysOver(desk: PlanDesk, thing: ImportThing): readonly SourceKey[] {
  const { content, now, rings } = desk;
  const ring = rings[thing];
  const said = new Set(content.ended.flatMap((item) => (item.thing === thing ? [item.key] : [])));
  const complete = isComplete(desk, thing);
  return [...ring.before.values()]
    .filter((one) => !isOver(one, now) && !ring.claimed(one.id))
    .filter(({ key }) => said.has(key) || (complete && !ring.now.has(key)))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Whether what a key means is over by what its source said; it may have told an end that is still to come. */
export function isOver({ endedAt }: SourceKey, now: Temporal.Instant): boolean {
  return endedAt !== null && Temporal.Instant.compare(endedAt, now) <= 0;
}
