import { createNearCodes, type NearCodes, tellNear } from "../../domain/kernel/near-codes.ts";
import type { SourceKey } from "../rosters/roster-transaction.ts";
import type { ImportThing } from "./import-content.ts";
import { withoutZeros } from "./mangled-id.ts";

/** How keys of one thing lead to ids of the store: those of this import, those of earlier ones, and plain codes. */
export interface KeyRing {
  /** What an item with this key and code is in the store, or null for something new. */
  match(key: string, code: string): string | null;
  /**
   * Whom the source itself means by a key that is no id of theirs, as a name that was answered is none: goes before any code.
   * null where it says nothing of the key, or where the key is an id, which may be somebody else's by now.
   */
  own(key: string): string | null;
  /** What a reference means, or null where nobody knows. */
  find(key: string): string | null;
  /** Says what an item of this import is. */
  claim(key: string, code: string | null, id: string): void;
  /** Leaves open what a key means until it is claimed, whatever bears it as a code. */
  withhold(key: string): void;
  /** Whether something that an earlier key meant has a code in this import, by another key. */
  goesByAnother(before: SourceKey): boolean;
  /** Takes back what was said of rows of the store that are not made after all. */
  withdraw(rows: ReadonlySet<string>): void;
  /** The code in the store that this one is without its leading zeros, or null: a spreadsheet takes them away. */
  zeroed(code: string): string | null;
  /** The code, in the store or this import, that somebody may have meant, or several in words; null where none is near. */
  near(code: string): string | null;
  /** Whether an item of this import is this row of the store. */
  claimed(id: string): boolean;
  /** The keys that earlier imports of this source used. */
  readonly before: ReadonlyMap<string, SourceKey>;
  /** What this import says, by key. */
  readonly now: ReadonlyMap<string, string>;
}

/** What of people is said by their ids, and what by names of which a source says whose they are. */
export interface IdsOfPeople {
  /** Ids that were theirs before, each with the person. */
  readonly former: readonly (readonly [code: string, id: string])[];
  /** Whether a key is a name, also where somebody was made of it and has it for an id. */
  readonly isName: (key: string) => boolean;
}

/**
 * @param codes ids by code: what everybody calls it, whatever the source
 * @param nearness what is near: of ids of people only what looks alike
 * @param alike what codes have in common that mean the same thing; those that are spelt the same come first
 * @param ofPeople of people alone, whose ids pass on
 */
export function createKeyRing(
  thing: ImportThing,
  keys: readonly SourceKey[],
  codes: ReadonlyMap<string, string>,
  alike: (code: string) => string,
  nearness: "slips" | "looks" = "slips",
  ofPeople: IdsOfPeople | null = null,
): KeyRing {
  const likeCodes = new Map<string, string>();
  for (const [code, id] of codes) if (!likeCodes.has(alike(code))) likeCodes.set(alike(code), id);
  const byCodeOf = (code: string): string | null => codes.get(code) ?? likeCodes.get(alike(code)) ?? null;
  const before = new Map(keys.filter((one) => one.thing === thing).map((one) => [one.key, one]));
  const now = new Map<string, string>();
  const codesNow = new Map<string, string>();
  const ids = new Set<string>();
  /** Keys that this import says by themselves, and not by a code. */
  const byKeyAlone = new Set<string>();
  const withheld = new Set<string>();
  const coded = new Set<string>();
  const bearing = (id: string, code: string): string => `${id} ${alike(code)}`;
  const borne = new Set(
    ofPeople === null ? [] : [...codes, ...ofPeople.former].map(([code, id]) => bearing(id, code)),
  );
  const names = new Map(
    [...before.values()].flatMap(({ key, id }) =>
      ofPeople?.isName(key) === true ? [[alike(key), id] as const] : [],
    ),
  );
  const own = (key: string): string | null => {
    if (ofPeople === null) return null;
    const isName = ofPeople.isName(key);
    const here = now.get(key);
    if (here !== undefined) return isName || byKeyAlone.has(key) ? here : null;
    const said = before.get(key)?.id ?? (isName ? names.get(alike(key)) : undefined) ?? null;
    return said === null || isName || !borne.has(bearing(said, key)) ? said : null;
  };
  let nearby: NearCodes<string> | null = null;
  let short: ReadonlyMap<string, string> | null = null;
  return {
    before,
    zeroed(code) {
      if (!/^[1-9]\d*$/.test(code) || codes.has(code)) return null;
      short ??= new Map(
        [...codes.keys()].flatMap((known) => {
          const without = withoutZeros(known);
          return without === null ? [] : [[without, known] as const];
        }),
      );
      return short.get(code) ?? null;
    },
    near(code) {
      nearby ??= createNearCodes(
        [...codes.keys(), ...codesNow.keys()].map((one) => [one, one] as const),
        nearness,
      );
      return tellNear(nearby.all(code));
    },
    now,
    own,
    match(key, code) {
      const byKey = before.get(key)?.id ?? null;
      const byCode = byCodeOf(code);
      // A key that is the code means whatever bears the code now, but for what the source said of it as of a name.
      return key === code ? (own(key) ?? byCode ?? byKey) : (byKey ?? byCode);
    },
    find: (key) =>
      withheld.has(key)
        ? null
        : (now.get(key) ??
          own(key) ??
          codesNow.get(key) ??
          codesNow.get(alike(key)) ??
          codes.get(key) ??
          before.get(key)?.id ??
          byCodeOf(key)),
    withhold(key) {
      withheld.add(key);
    },
    goesByAnother: ({ key, id }) => !now.has(key) && (ofPeople === null ? ids : coded).has(id),
    claim(key, code, id) {
      now.set(key, id);
      withheld.delete(key);
      if (code === null) byKeyAlone.add(key);
      else {
        coded.add(id);
        codesNow.set(code, id);
        nearby?.add(code, code);
        if (!codesNow.has(alike(code))) codesNow.set(alike(code), id);
      }
      ids.add(id);
    },
    withdraw(rows) {
      for (const named of [now, codesNow]) {
        for (const [key, id] of named) if (rows.has(id)) named.delete(key);
      }
      for (const id of rows) ids.delete(id);
    },
    claimed: (id) => ids.has(id),
  };
}
