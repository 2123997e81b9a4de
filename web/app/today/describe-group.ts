import type { AttentionGroup, AttentionItem } from "../../../src/contract/http/monitor.ts";
import { type Attention, describeAttention } from "./describe-attention.ts";

type Described = Pick<Attention, "icon" | "tone" | "title" | "detail" | "action" | "link">;

/**
 * A group of what needs a look, in words. One of one thing is that thing.
 *
 * @param day the local day that the monitor looked at
 * @returns null for a group of nothing
 */
export function describeGroup(group: AttentionGroup, day: string): Described | null {
  const [first] = group.items;
  if (first === undefined) return null;
  const one = describeAttention(first, day);
  if (group.items.length === 1) return one;
  return { ...one, ...wordsOf(group, first) };
}

function wordsOf(group: AttentionGroup, first: AttentionItem): Pick<Described, "title" | "detail"> {
  const { cause, count, items } = group;
  switch (cause) {
    case "readers_silent": {
      const unwatched = items.flatMap((item) => (item.kind === "unwatched_session" ? [item] : []));
      return {
        title: count === 1 ? `${readerOf(first)} is silent` : `${count} readers fell silent together`,
        detail:
          unwatched.length === 0
            ? `${listOf(items.map(readerOf))}; no session relies on them now`
            : sayOfRooms(unwatched),
      };
    }
    case "repeated_denials":
      return {
        title: `${count} people were denied again and again`,
        detail: listOf(items.map((item) => (item.kind === "repeated_denials" ? item.student : ""))),
      };
    case "wrong_clock":
      return { title: `The clocks of ${count} readers are wrong`, detail: listOf(items.map(readerOf)) };
    case "backlog":
      return { title: `${count} scans wait on readers`, detail: `On ${listOf(items.map(readerOf))}` };
    case "missing_scans":
      return { title: `${count} scans never arrived`, detail: `From ${listOf(items.map(readerOf))}` };
    case "quarantine":
      return {
        title: `${count} messages in quarantine`,
        detail: `Refused as ${listOf(items.map((item) => (item.kind === "quarantine" ? item.code : "")))}`,
      };
    case "unidentified":
      return {
        title: `${count} scans identified nobody`,
        detail: `At ${listOf(items.map((item) => (item.kind === "unidentified" ? item.location : "")))} today`,
      };
    case "sessions_to_review":
    case "failing_work":
      return { title: `The monitor fails at ${count} things`, detail: "The server’s log says why" };
  }
}

/** Rooms of open sessions, whose time may not have come or be over, that have a silent reader: in some nobody is seen, in others readers work besides. */
function sayOfRooms(unwatched: readonly Extract<AttentionItem, { kind: "unwatched_session" }>[]): string {
  const dark = unwatched.filter(({ others }) => others === 0).map(({ room }) => room);
  const partly = unwatched.filter(({ others }) => others > 0).map(({ room }) => room);
  if (partly.length === 0) return `Nobody is seen in ${listOf(dark)}, where sessions wait for scans`;
  const rest = `not everybody is seen in ${listOf(partly)}, where other readers work`;
  if (dark.length > 0) return `Nobody is seen in ${listOf(dark)}, where sessions wait for scans; ${rest}`;
  return `Sessions wait for scans, and ${rest}`;
}

const readerOf = (item: AttentionItem): string => ("name" in item ? item.name : "");

/** The first three by name, and how many more. */
function listOf(names: readonly string[]): string {
  const all = [...new Set(names)];
  const rest = all.length - 3;
  return rest > 0 ? `${all.slice(0, 3).join(", ")} and ${rest} more` : all.join(", ");
}
