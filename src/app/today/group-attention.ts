import { keyOfAttention } from "../../contract/http/key-of-attention.ts";
import type { AttentionGroup, AttentionItem } from "../../contract/http/monitor.ts";
import type { Snooze } from "./today-store.ts";

/** Most pressing first: what keeps Muster from its work, then people, then what loses scans, then the rest. */
const causes: readonly AttentionGroup["cause"][] = [
  "failing_work",
  "readers_silent",
  "repeated_denials",
  "sessions_to_review",
  "wrong_clock",
  "missing_scans",
  "backlog",
  "quarantine",
  "unidentified",
];
/** Readers whose last signs of life are no further apart than this fell silent together. */
const togetherMs = 2 * 60_000;
const mostItems = 50;

/**
 * What needs a look, by what caused it. Readers that fell silent one after the other, each soon after the one before,
 * are one thing to see to, and the open sessions that nobody watches because of them are part of it.
 *
 * @param snoozes those in force, of groups and of single things: what was put away by itself stands by itself
 */
export function groupAttention(
  items: readonly AttentionItem[],
  snoozes: readonly Snooze[],
): AttentionGroup[] {
  const putAway = new Map(snoozes.map((snooze) => [snooze.key, snooze]));
  const isAlone = (item: AttentionItem): boolean => putAway.has(keyOfAttention(item));
  const others = items.filter((item) => !isAlone(item));
  const groups = [...silentTogether(others), ...byCause(others), ...items.filter(isAlone).map(alone)];
  return groups
    .map((group) => {
      const snooze = putAway.get(group.key);
      return {
        ...group,
        snoozed: snooze
          ? { until: snooze.until.toString({ fractionalSecondDigits: 3 }), by: snooze.by }
          : null,
      };
    })
    .sort(
      (a, b) =>
        Number(a.snoozed !== null) - Number(b.snoozed !== null) ||
        causes.indexOf(a.cause) - causes.indexOf(b.cause) ||
        weightOf(b) - weightOf(a) ||
        (a.key < b.key ? -1 : 1),
    );
}

type Silence = Extract<AttentionItem, { kind: "silent_sender" | "unwatched_session" }>;
type Unsnoozed = Omit<AttentionGroup, "snoozed">;

function silentTogether(items: readonly AttentionItem[]): Unsnoozed[] {
  const silences = items
    .filter((item): item is Silence => item.kind === "silent_sender" || item.kind === "unwatched_session")
    .toSorted((a, b) => (a.lastAt < b.lastAt ? -1 : 1));
  const clusters: Silence[][] = [];
  for (const silence of silences) {
    const cluster = clusters.at(-1);
    const before = cluster?.at(-1);
    if (cluster && before && Date.parse(silence.lastAt) - Date.parse(before.lastAt) <= togetherMs) {
      cluster.push(silence);
    } else clusters.push([silence]);
  }
  return clusters.map((cluster) => {
    const ordered = cluster.toSorted(
      (a, b) =>
        Number(b.kind === "unwatched_session") - Number(a.kind === "unwatched_session") ||
        (nameOf(a) < nameOf(b) ? -1 : 1),
    );
    return toGroup("readers_silent", `readers_silent ${cluster[0]?.lastAt ?? ""}`, ordered, namesOf(cluster));
  });
}

function alone(item: AttentionItem): Unsnoozed {
  const cause =
    item.kind === "silent_sender" || item.kind === "unwatched_session" ? "readers_silent" : item.kind;
  return toGroup(cause, keyOfAttention(item), [item], countOf(item));
}

const nameOf = (silence: Silence): string =>
  silence.kind === "silent_sender" ? silence.sender : silence.reader;
const namesOf = (cluster: readonly Silence[]): number => new Set(cluster.map(nameOf)).size;

function byCause(items: readonly AttentionItem[]): Unsnoozed[] {
  const groups = new Map<AttentionGroup["cause"], AttentionItem[]>();
  for (const item of items) {
    if (item.kind === "silent_sender" || item.kind === "unwatched_session") continue;
    const group = groups.get(item.kind);
    if (group) group.push(item);
    else groups.set(item.kind, [item]);
  }
  return Array.from(groups, ([cause, those]) =>
    toGroup(
      cause,
      cause,
      those.toSorted((a, b) => sizeOf(b) - sizeOf(a)),
      those.reduce((sum, item) => sum + countOf(item), 0),
    ),
  );
}

function toGroup(
  cause: AttentionGroup["cause"],
  key: string,
  items: readonly AttentionItem[],
  count: number,
): Unsnoozed {
  const last = items.flatMap((item) => lastAtOf(item) ?? []).sort();
  return { key, cause, count, lastAt: last.at(-1) ?? null, items: items.slice(0, mostItems) };
}

/** Sessions that nobody watches weigh most: people are being missed right now. */
function weightOf(group: Pick<AttentionGroup, "items" | "count">): number {
  const unwatched = group.items.filter(({ kind }) => kind === "unwatched_session").length;
  return unwatched * 1_000_000 + group.count;
}

/** How many things an item stands for, as its group counts them. */
function countOf(item: AttentionItem): number {
  switch (item.kind) {
    case "quarantine":
      return item.messages;
    case "sessions_to_review":
      return item.marks;
    case "unidentified":
    case "backlog":
      return item.scans;
    case "missing_scans":
      return item.missing;
    case "repeated_denials":
    case "silent_sender":
    case "wrong_clock":
    case "unwatched_session":
    case "failing_work":
      return 1;
  }
}

const sizeOf = (item: AttentionItem): number =>
  item.kind === "repeated_denials" ? item.attempts : countOf(item);

function lastAtOf(item: AttentionItem): string | null {
  if (item.kind === "failing_work") return item.since;
  return "lastAt" in item ? item.lastAt : null;
}
