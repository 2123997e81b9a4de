import { createHash } from "node:crypto";
import type { z } from "zod";
import {
  type ImportNote,
  type ImportQuestion,
  type ImportView,
  type importChange,
  importThings,
} from "../../contract/http/imports.ts";
import { showControls } from "./control-characters.ts";
import type { ImportThing, Place } from "./import-content.ts";

export type ImportChange = z.infer<typeof importChange>;

/** Of each thing and kind of change so many are shown; all are counted. */
export const changesShown = 200;

/** What a plan says it would do, counted as it is said. */
export interface ChangeLedger {
  say(change: ImportChange): void;
  same(thing: ImportThing): void;
  /** @param of the new thing that it is said of: it goes where that is withdrawn */
  note(
    severity: ImportNote["severity"],
    at: Place,
    column: string | null,
    value: string | null,
    message: string,
    remedy: string,
    of?: NewThing,
  ): void;
  /** Takes back that something is made, with what was noted of it: nothing that is taken uses it. */
  withdraw(made: NewThing): void;
  /** Asks what only a person can tell. */
  ask(question: ImportQuestion): void;
  readonly questions: readonly ImportQuestion[];
  readonly notes: readonly ImportNote[];
  /** Whether a row of one of these files was refused here. */
  lost(files: ReadonlySet<string>): boolean;
  counted(thing: ImportThing, change: ImportChange["change"]): number;
  close(): ClosedLedger;
}

/** Something that the store has not yet, by its code. */
export interface NewThing {
  readonly thing: ImportThing;
  readonly key: string;
}

export interface ClosedLedger {
  readonly counts: ImportView["counts"];
  readonly changes: readonly ImportChange[];
  /** SHA-256, hex, of every change: two plans with the same one do the same. */
  readonly fingerprint: string;
}

/** What meetings make by naming it. */
const madeByMeetings: ReadonlySet<ImportThing> = new Set(["room", "class", "staff"]);

type Counts = Record<ImportChange["change"] | "same", number>;

export function createChangeLedger(): ChangeLedger {
  const notes: ImportNote[] = [];
  const changes: ImportChange[] = [];
  // What a meeting may turn out to have made for nothing, until the plan is whole.
  const made = new Map<string, ImportChange>();
  const notesOf = new Map<string, ImportNote[]>();
  const withdrawn = new Set<ImportNote>();
  const nameOf = ({ thing, key }: NewThing): string => JSON.stringify([thing, key]);
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
  function write(change: ImportChange): void {
    const { thing, change: kind, key, before, after } = change;
    const of = countsOf(thing);
    of[kind] += 1;
    if (of[kind] <= changesShown) changes.push(change);
    hash.update(JSON.stringify([thing, kind, key, before, after]));
  }
  return {
    get notes() {
      return withdrawn.size === 0 ? notes : notes.filter((note) => !withdrawn.has(note));
    },
    questions,
    ask(question) {
      questions.push(question);
    },
    lost: (files) => [...losing].some((file) => files.has(file)),
    say(change) {
      if (change.change === "add" && madeByMeetings.has(change.thing)) made.set(nameOf(change), change);
      else write(change);
    },
    same(thing) {
      countsOf(thing).same += 1;
    },
    note(severity, { file, line }, column, value, message, remedy, of) {
      if (severity === "refused") losing.add(file);
      const shown = value === null ? null : showControls(value);
      const note = { severity, file, line, column, value: shown, message: showControls(message), remedy };
      notes.push(note);
      if (of === undefined) return;
      const own = notesOf.get(nameOf(of));
      if (own === undefined) notesOf.set(nameOf(of), [note]);
      else own.push(note);
    },
    withdraw(thing) {
      made.delete(nameOf(thing));
      for (const note of notesOf.get(nameOf(thing)) ?? []) withdrawn.add(note);
    },
    counted: (thing, change) => counts.get(thing)?.[change] ?? 0,
    close() {
      for (const change of made.values()) write(change);
      made.clear();
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
