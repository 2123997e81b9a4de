import { Temporal } from "temporal-polyfill";
import { isDatedBeforeTold, type RunSigns, type ToldSpan } from "../../../src/app/health/covered-times.ts";
import type { AliveSpan, HealthDue, HealthTransaction } from "../../../src/app/health/health-transaction.ts";
import type { ReaderMove } from "../../../src/app/health/retell-moves.ts";
import { type RecordedScan, signOfScan } from "../../../src/app/health/sign-of-scan.ts";
import { type DraftMap, draftMap } from "../../../src/app/present/draft-map.ts";

/** A scan of a native reader: where it was, and its number in its run. */
export interface ReaderScan extends RecordedScan {
  readonly id: string;
  readonly room: string | null;
  readonly boot: { readonly id: string; readonly seq: number } | null;
}

/** The health of readers as a store keeps it; devices and runs by their names. */
export interface HealthTables {
  readonly alive: Map<string, readonly AliveSpan[]>;
  readonly emptyOutboxes: Map<string, Temporal.Instant>;
  readonly told: Map<string, readonly ToldSpan[]>;
  /** The runs of each device that told anything. */
  readonly runs: Map<string, readonly string[]>;
  readonly moves: Map<string, readonly ReaderMove[]>;
  readonly scans: Map<string, readonly ReaderScan[]>;
  readonly due: Map<string, HealthDue>;
}

export type HealthDraft = {
  readonly [K in keyof HealthTables]: HealthTables[K] extends Map<infer Key, infer Value>
    ? DraftMap<Key, Value>
    : never;
};

export const emptyHealth = (): HealthTables => ({
  alive: new Map(),
  emptyOutboxes: new Map(),
  told: new Map(),
  runs: new Map(),
  moves: new Map(),
  scans: new Map(),
  due: new Map(),
});

export const draftOfHealth = (tables: HealthTables): HealthDraft => ({
  alive: draftMap(tables.alive),
  emptyOutboxes: draftMap(tables.emptyOutboxes),
  told: draftMap(tables.told),
  runs: draftMap(tables.runs),
  moves: draftMap(tables.moves),
  scans: draftMap(tables.scans),
  due: draftMap(tables.due),
});

const runKey = (device: string, bootId: string): string => `${device} ${bootId}`;

/** Keeps a scan of a native reader, as it is kept with all scans. */
export function keepReaderScan(health: HealthDraft, reader: string, scan: ReaderScan): void {
  health.scans.set(reader, [...(health.scans.get(reader) ?? []), scan]);
}

/** Forgets scans of a reader, as a store does with those that are withdrawn. */
export function dropReaderScans(health: HealthDraft, reader: string, ids: ReadonlySet<string>): void {
  const left = (health.scans.get(reader) ?? []).filter(({ id }) => !ids.has(id));
  health.scans.set(reader, left);
}

/** Puts a scan of a reader into another room, as a store does with those that a person places. */
export function putReaderScan(health: HealthDraft, reader: string, id: string, room: string | null): void {
  const scans = health.scans.get(reader) ?? [];
  health.scans.set(
    reader,
    scans.map((scan) => (scan.id === id ? { ...scan, room } : scan)),
  );
}

/** The health of readers over tables in memory: each method answers what PostgreSQL's would. */
export function healthInMemory(health: HealthDraft): HealthTransaction {
  const lastBefore = <T extends { readonly from: Temporal.Instant }>(
    all: readonly T[],
    from: Temporal.Instant,
  ): T | undefined => all.findLast((one) => Temporal.Instant.compare(one.from, from) <= 0);
  const movesFrom = (reader: string, from: Temporal.Instant): readonly ReaderMove[] => {
    const moves = health.moves.get(reader) ?? [];
    const first = lastBefore(moves, from);
    return first ? moves.filter((move) => Temporal.Instant.compare(move.from, first.from) >= 0) : moves;
  };
  /** The same from the last strictly before the instant on. */
  const movesBefore = (reader: string, from: Temporal.Instant): readonly ReaderMove[] =>
    movesFrom(reader, from.subtract({ nanoseconds: 1 }));
  /** Of a reader's scans at each instant the one whose room comes last. */
  const placesOf = (reader: string): { room: string; at: Temporal.Instant }[] => {
    const placed = (health.scans.get(reader) ?? []).flatMap(({ room, occurredAt: at }) =>
      room === null ? [] : [{ room, at }],
    );
    return placed
      .filter(({ room, at }) => !placed.some((other) => other.at.equals(at) && other.room > room))
      .sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  };
  const runsOf = (device: string): RunSigns[] => {
    const scans = health.scans.get(device) ?? [];
    const boots = new Set([
      ...(health.runs.get(device) ?? []),
      ...scans.flatMap(({ boot }) => (boot ? [boot.id] : [])),
    ]);
    return [...boots].map((bootId) => {
      const told = health.told.get(runKey(device, bootId)) ?? [];
      const signs = scans.flatMap((scan) =>
        scan.boot?.id === bootId && !isDatedBeforeTold(scan, scan.boot.seq, told)
          ? [{ number: scan.boot.seq, ...signOfScan(scan) }]
          : [],
      );
      return { told, scans: signs };
    });
  };
  return {
    lastAlive: async (devices) => devices.flatMap((device) => health.alive.get(device)?.at(-1) ?? []),

    async putAlive(spans) {
      for (const span of spans) {
        const others = (health.alive.get(span.device) ?? []).filter(({ from }) => !from.equals(span.from));
        health.alive.set(
          span.device,
          [...others, span].sort((a, b) => Temporal.Instant.compare(a.from, b.from)),
        );
      }
    },

    async noteEmptyOutboxes(notes) {
      for (const { device, at } of notes) {
        const before = health.emptyOutboxes.get(device);
        if (!before || Temporal.Instant.compare(at, before) > 0) health.emptyOutboxes.set(device, at);
      }
    },

    async lastTold(runs) {
      return runs.flatMap((run) => {
        const span = health.told.get(runKey(run.device, run.bootId))?.at(-1);
        return span ? [{ run, span }] : [];
      });
    },

    async putTold(spans) {
      for (const { run, span } of spans) {
        const key = runKey(run.device, run.bootId);
        const others = (health.told.get(key) ?? []).filter(({ from }) => from.at !== span.from.at);
        health.told.set(
          key,
          [...others, span].sort((a, b) => a.from.at - b.from.at),
        );
        const runs = health.runs.get(run.device) ?? [];
        if (!runs.includes(run.bootId)) health.runs.set(run.device, [...runs, run.bootId]);
      }
    },

    readersNow: async (readers) =>
      readers.map((reader) => ({
        reader,
        move: health.moves.get(reader)?.at(-1) ?? null,
        alive: health.alive.get(reader)?.at(-1) ?? null,
      })),

    movesFrom: async (asked) => new Map(asked.map(({ reader, from }) => [reader, movesBefore(reader, from)])),

    async putMoves(changed) {
      for (const { reader, from, moves } of changed) {
        const replaced = movesBefore(reader, from);
        const kept = (health.moves.get(reader) ?? []).filter((move) => !replaced.includes(move));
        health.moves.set(reader, [...kept, ...moves]);
      }
    },

    roomSteps: async (asked) =>
      new Map(
        asked.map(({ reader, from, to }) => [
          reader,
          placesOf(reader)
            .filter(
              ({ at }) =>
                Temporal.Instant.compare(at, from) >= 0 &&
                (to === null || Temporal.Instant.compare(at, to) < 0),
            )
            .filter(({ room }, at, all) => all[at - 1]?.room !== room)
            .map(({ room, at }) => ({ room, from: at })),
        ]),
      ),

    async lastScannedBefore(asked) {
      return asked.flatMap(({ device, at }) => {
        const before = (health.alive.get(device) ?? []).filter(
          ({ to }) => Temporal.Instant.compare(to, at) < 0,
        );
        const last = before.findLast(({ firstScan }) => firstScan !== null) ?? before[0];
        const since = last?.to ?? health.moves.get(device)?.[0]?.from;
        return since ? [{ device, at: since }] : [];
      });
    },

    async noteDue(notes) {
      for (const note of notes) {
        const known = health.due.get(note.device);
        health.due.set(note.device, {
          device: note.device,
          from: known ? earlier(known.from, note.from) : note.from,
          dueAt: known ? earlier(known.dueAt, note.dueAt) : note.dueAt,
        });
      }
    },

    async livesAround(asked) {
      return asked.map(({ device, from, to }) => {
        const spans = health.alive.get(device) ?? [];
        const first = lastBefore(spans, from)?.from ?? from;
        return {
          firstAlive: spans[0]?.from ?? null,
          alive: spans.filter(
            (span) =>
              (to === null || Temporal.Instant.compare(span.from, to) <= 0) &&
              Temporal.Instant.compare(span.from, first) >= 0,
          ),
          next:
            spans.find((span) => to !== null && Temporal.Instant.compare(span.from, to) > 0)?.from ?? null,
        };
      });
    },

    // More than is asked for, which changes nothing: what is known of other times bears on other times.
    recordsAround: async (asked) =>
      asked.map(({ device, from, to }) => ({
        moves: movesFrom(device, from).filter(
          (move) => to === null || Temporal.Instant.compare(move.from, to) <= 0,
        ),
        runs: runsOf(device),
      })),
  };
}

const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) <= 0 ? a : b;
