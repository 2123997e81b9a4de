import { type LinkProps, linkOptions } from "@tanstack/react-router";
import { Antenna, Archive, Ban, type LucideIcon, ShieldQuestionMark, UserSearch } from "lucide-react";
import type { AttentionItem } from "../../../src/contract/http/monitor.ts";
import type { Tone } from "../../ui/looks.ts";

/** Something to look at, in words, and where one acts on it. */
export interface Attention {
  readonly key: string;
  readonly icon: LucideIcon;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** RFC 3339; null where it is about the day as a whole. */
  readonly at: string | null;
  /** What one does there. */
  readonly action: string;
  readonly link: LinkProps;
}

/** @param day the local day that the monitor looked at */
export function describeAttention(item: AttentionItem, day: string): Attention {
  switch (item.kind) {
    case "repeated_denials":
      return {
        key: keyOf(item),
        icon: Ban,
        tone: "denied",
        title: `${item.student} denied ${item.attempts} times`,
        detail: `At ${item.location}, and not let in there today`,
        at: item.lastAt,
        action: "See the student",
        link: linkOptions({ to: "/students/$student", params: { student: item.student } }),
      };
    case "unidentified":
      return {
        key: keyOf(item),
        icon: UserSearch,
        tone: "unknown",
        title: item.scans === 1 ? "1 scan identified nobody" : `${item.scans} scans identified nobody`,
        detail: `At ${item.location} today`,
        at: null,
        action: "See the scans",
        link: linkOptions({ to: "/scans", search: { location: item.location, identified: "false", day } }),
      };
    case "quarantine":
      return {
        key: keyOf(item),
        icon: Archive,
        tone: "held",
        title: item.messages === 1 ? "1 message in quarantine" : `${item.messages} messages in quarantine`,
        detail: `Refused as ${item.code}`,
        at: item.lastAt,
        action: "Read and replay",
        link: linkOptions({ to: "/quarantine", search: { code: item.code } }),
      };
    case "silent_sender":
      return {
        key: keyOf(item),
        icon: Antenna,
        tone: "late",
        title: `${item.sender} is silent`,
        detail: item.becauseOffline
          ? "It says it is offline, or its connection broke"
          : "Nothing was heard from it",
        at: item.lastAt,
        action: "See the sender",
        link: linkOptions({ to: "/senders", search: { sender: item.sender } }),
      };
    case "missing_scans":
      return {
        key: keyOf(item),
        icon: ShieldQuestionMark,
        tone: "late",
        title: item.missing === 1 ? "1 scan never arrived" : `${item.missing} scans never arrived`,
        detail: `Their numbers are missing from ${item.sender}`,
        at: item.lastAt,
        action: "See the sender",
        link: linkOptions({ to: "/senders", search: { sender: item.sender } }),
      };
  }
}

const kinds: readonly AttentionItem["kind"][] = [
  "repeated_denials",
  "silent_sender",
  "missing_scans",
  "quarantine",
  "unidentified",
];

/** People first, then what loses scans, then the rest; the larger first. The order of rounds that found the same is the same. */
export function inOrderOfAttention(items: readonly AttentionItem[]): AttentionItem[] {
  return items.toSorted(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      sizeOf(b) - sizeOf(a) ||
      keyOf(a).localeCompare(keyOf(b), "en"),
  );
}

function sizeOf(item: AttentionItem): number {
  switch (item.kind) {
    case "repeated_denials":
      return item.attempts;
    case "unidentified":
      return item.scans;
    case "quarantine":
      return item.messages;
    case "missing_scans":
      return item.missing;
    case "silent_sender":
      return 0;
  }
}

function keyOf(item: AttentionItem): string {
  switch (item.kind) {
    case "repeated_denials":
      return `${item.kind} ${item.student} ${item.location}`;
    case "unidentified":
      return `${item.kind} ${item.location}`;
    case "quarantine":
      return `${item.kind} ${item.code}`;
    case "silent_sender":
    case "missing_scans":
      return `${item.kind} ${item.sender}`;
  }
}
