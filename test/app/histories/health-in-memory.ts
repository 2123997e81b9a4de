import { Temporal } from "temporal-polyfill";
import type {
  AliveSpan,
  CoveredSpan,
  DeviceRun,
  HealthDue,
  HealthTransaction,
  OpenWatch,
} from "../../../src/app/health/health-transaction.ts";
import { type DraftMap, draftMap } from "../../../src/app/present/draft-map.ts";
import type { PresentDraft } from "../../../src/app/present/present-tables.ts";
import { latest } from "../../../src/domain/attendance/index-facts.ts";

/** The health of readers as a store keeps it; devices and runs by their names. */
export interface HealthTables {
  readonly alive: Map<string, readonly AliveSpan[]>;
  readonly emptyOutboxes: Map<string, Temporal.Instant>;
  readonly runs: Map<string, DeviceRun>;
  /** Numbers of scans of a run: the first, the last, and how many are stored. */
  readonly boots: Map<string, { readonly first: number; readonly last: number; readonly scans: number }>;
  readonly covered: Map<string, CoveredSpan>;
  readonly openWatches: Map<string, OpenWatch>;
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
  runs: new Map(),
  boots: new Map(),
  covered: new Map(),
  openWatches: new Map(),
  due: new Map(),
});

export const draftOfHealth = (tables: HealthTables): HealthDraft => ({
  alive: draftMap(tables.alive),
  emptyOutboxes: draftMap(tables.emptyOutboxes),
  runs: draftMap(tables.runs),
  boots: draftMap(tables.boots),
  covered: draftMap(tables.covered),
  openWatches: draftMap(tables.openWatches),
  due: draftMap(tables.due),
});

export const runKey = (device: string, bootId: string): string => `${device} ${bootId}`;

/** The health of readers over tables in memory: each method answers what PostgreSQL's would. */
export function healthInMemory(health: HealthDraft, facts: PresentDraft): HealthTransaction {
  return {
    lastAlive: async (devices) => devices.flatMap((device) => health.alive.get(device)?.at(-1) ?? []),

    async firstAlive(devices) {
      return new Map(
        devices.flatMap((device) => {
          const first = health.alive.get(device)?.[0];
          return first ? [[device, first.from] as const] : [];
        }),
      );
    },

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

    async findRuns(asked) {
      return asked.map(({ device, bootId }) => {
        const key = runKey(device, bootId);
        const boot = health.boots.get(key);
        return {
          run: health.runs.get(key) ?? { device, bootId, told: null, proved: null },
          tally: {
            device,
            bootId,
            lastSeq: boot?.last ?? 0,
            missing: boot ? boot.last - Math.min(boot.first, 1) + 1 - boot.scans : 0,
          },
          covered: [...health.covered.entries()].flatMap(([, span]) =>
            span.device === device && span.bootId === bootId ? [span] : [],
          ),
        };
      });
    },

    async putRuns(runs) {
      for (const run of runs) health.runs.set(runKey(run.device, run.bootId), run);
    },

    async putCovered(spans) {
      for (const span of spans) health.covered.set(span.id, span);
    },

    openWatches: async (readers) => readers.flatMap((reader) => health.openWatches.get(reader) ?? []),

    async silentWatches(reader, from, to) {
      const told = (facts.roomsOfReader.get(reader) ?? [])
        .flatMap((room) => facts.watches.get(room) ?? [])
        .filter((watch) => watch.reader === reader)
        .sort((a, b) => a.seq - b.seq);
      return latest(
        told,
        ({ watch }) => watch,
        () => true,
      ).flatMap((watch) =>
        !watch.health &&
        watch.to !== null &&
        Temporal.Instant.compare(watch.from, to) < 0 &&
        Temporal.Instant.compare(watch.to, from) > 0
          ? [{ reader, watch: watch.watch, room: watch.room, from: watch.from, to: watch.to }]
          : [],
      );
    },

    async putOpenWatches(watches) {
      for (const watch of watches) health.openWatches.set(watch.reader, watch);
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

    async aliveAround(device, from, to) {
      const spans = health.alive.get(device) ?? [];
      const before = spans.findLast((span) => Temporal.Instant.compare(span.from, from) <= 0);
      const first = before?.from ?? from;
      return spans.filter(
        (span) =>
          Temporal.Instant.compare(span.from, to) <= 0 && Temporal.Instant.compare(span.from, first) >= 0,
      );
    },

    async coveredAround(device, from, to) {
      return [...health.covered.entries()].flatMap(([, span]) =>
        span.device === device &&
        Temporal.Instant.compare(span.to, from) >= 0 &&
        Temporal.Instant.compare(span.from, to) <= 0
          ? [span]
          : [],
      );
    },
  };
}

const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) <= 0 ? a : b;
