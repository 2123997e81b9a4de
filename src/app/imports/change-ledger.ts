import { createHash } from "node:crypto";
import type { z } from "zod";
import {
  type ImportNote,
  type ImportQuestion,
  type ImportView,
  type importChange,
  importThings,
} from "../../contract/http/imports.ts";
import type { ImportThing, Place } from "./import-content.ts";

export type ImportChange = z.infer<typeof importChange>;

/** Of each thing and kind of change so many are shown; all are counted. */
export const changesShown = 200;

/** What a plan says it would do, counted as it is said. */
export interface ChangeLedger {
  say(change: ImportChange): void;
  same(thing: ImportThing): void;
  note(
    severity: ImportNote["severity"],
    at: Place,
    column: string | null,
    value: string | null,
    message: string,
    remedy: string,
  ): void;
  /** Asks what only a person can tell. */
  ask(question: ImportQuestion): void;
  readonly questions: readonly ImportQuestion[];
  readonly notes: readonly ImportNote[];
  /** Whether a row of one of these files was refused here. */
  lost(files: ReadonlySet<string>): boolean;
  counted(thing: ImportThing, change: ImportChange["change"]): number;
  close(): ClosedLedger;
}

export interface ClosedLedger {
  readonly counts: ImportView["counts"];
  readonly changes: readonly ImportChange[];
  /** SHA-256, hex, of every change: two plans with the same one do the same. */
  readonly fingerprint: string;
}

type Counts = Record<ImportChange["change"] | "same", number>;

export function createChangeLedger(): ChangeLedger {
  const notes: ImportNote[] = [];
  const changes: ImportChange[] = [];
  const questions: ImportQuestion[] = [];
  const losing = new Set<string>();
  const hash = createHash("sha256");
  const counts = new Map<ImportThing, Counts>();
  function countsOf(thing: ImportThing): Counts {
    const known = counts.get(thing);
    if (known !== undefined) return known;
    const none = { add: 0, change: 0, end: 0, move: 0, same: 0 };
    counts.set(thing, none);
    return none;
  }
  return {
    notes,
    questions,
    ask(question) {
      questions.push(question);
    },
    lost: (files) => [...losing].some((file) => files.has(file)),
    say(change) {
      const { thing, change: kind, key, before, after } = change;
      const of = countsOf(thing);
      of[kind] += 1;
      if (of[kind] <= changesShown) changes.push(change);
      hash.update(JSON.stringify([thing, kind, key, before, after]));
    },
    same(thing) {
      countsOf(thing).same += 1;
    },
    note(severity, { file, line }, column, value, message, remedy) {
      if (severity === "refused") losing.add(file);
      notes.push({ severity, file, line, column, value, message, remedy });
    },
    counted: (thing, change) => counts.get(thing)?.[change] ?? 0,
    close() {
      return {
        counts: importThings.flatMap((thing) => {
          const of = counts.get(thing);
          return of === undefined ? [] : [{ thing, ...of }];
        }),
        changes,
        fingerprint: hash.digest("hex"),
      };
    },
  };
}
