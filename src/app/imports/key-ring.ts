import { createNearCodes, type NearCodes, tellNear } from "../../domain/kernel/near-codes.ts";
import type { SourceKey } from "../rosters/roster-transaction.ts";
import type { ImportThing } from "./import-content.ts";
import { withoutZeros } from "./mangled-id.ts";

/** How keys of one thing lead to ids of the store: those of this import, those of earlier ones, and plain codes. */
export interface KeyRing {
  /** What an item with this key and code is in the store, or null for something new. */
  match(key: string, code: string): string | null;
  /** What a reference means, or null where nobody knows. */
  find(key: string): string | null;
  /** Says what an item of this import is. */
  claim(key: string, code: string | null, id: string): void;
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

/**
 * @param codes ids by code: what everybody calls it, whatever the source
 * @param nearness what is near: of ids of people only what looks alike
 * @param alike what codes have in common that mean the same thing; those that are spelt the same come first
 */
export function createKeyRing(
  thing: ImportThing,
  keys: readonly SourceKey[],
  codes: ReadonlyMap<string, string>,
  alike: (code: string) => string,
  nearness: "slips" | "looks" = "slips",
): KeyRing {
  const likeCodes = new Map<string, string>();
  for (const [code, id] of codes) if (!likeCodes.has(alike(code))) likeCodes.set(alike(code), id);
  const byCodeOf = (code: string): string | null => codes.get(code) ?? likeCodes.get(alike(code)) ?? null;
  const before = new Map(keys.filter((one) => one.thing === thing).map((one) => [one.key, one]));
  const now = new Map<string, string>();
  const codesNow = new Map<string, string>();
  const ids = new Set<string>();
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
    match(key, code) {
      const byKey = before.get(key)?.id ?? null;
      const byCode = byCodeOf(code);
      // A key that is the code means whatever bears the code now.
      return key === code ? (byCode ?? byKey) : (byKey ?? byCode);
    },
    find: (key) =>
      now.get(key) ??
      codesNow.get(key) ??
      codesNow.get(alike(key)) ??
      codes.get(key) ??
      before.get(key)?.id ??
      byCodeOf(key),
    claim(key, code, id) {
      now.set(key, id);
      if (code !== null) {
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
