import type { QuarantineGroups } from "../../../src/contract/http/quarantine.ts";

/** All messages that were refused for one reason. */
export interface CodeGroup {
  readonly code: string;
  readonly messages: number;
  /** Of these waiting for a person. */
  readonly open: number;
  /** Of these put aside. */
  readonly dismissed: number;
  /** RFC 3339 */
  readonly lastAt: string;
  /** Most open first; null for messages that name no sender. */
  readonly senders: readonly {
    readonly sender: string | null;
    readonly messages: number;
    readonly open: number;
    readonly dismissed: number;
    readonly lastAt: string;
  }[];
}

/** Reasons with open messages first, then those with more, then the latest. */
export function groupByCode({ groups }: QuarantineGroups): CodeGroup[] {
  const byCode = new Map<string, (typeof groups)[number][]>();
  for (const group of groups) byCode.set(group.code, [...(byCode.get(group.code) ?? []), group]);
  return [...byCode]
    .map(([code, senders]) => ({
      code,
      messages: sum(senders.map(({ messages }) => messages)),
      open: sum(senders.map(({ open }) => open)),
      dismissed: sum(senders.map(({ dismissed }) => dismissed)),
      lastAt: senders.reduce((last, { lastAt }) => (lastAt > last ? lastAt : last), ""),
      senders: senders
        .map(({ code: _, ...sender }) => sender)
        .sort((a, b) => b.open - a.open || b.messages - a.messages),
    }))
    .sort((a, b) => b.open - a.open || b.messages - a.messages || (a.lastAt < b.lastAt ? 1 : -1));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** How many open messages a replay or a dismissal of the filter is about. */
export function countOpen(
  groups: readonly CodeGroup[],
  filter: { readonly code?: string | undefined; readonly sender?: string | undefined },
): number {
  return sum(
    groups
      .filter(({ code }) => filter.code === undefined || code === filter.code)
      .flatMap(({ senders }) => senders)
      .filter(({ sender }) => filter.sender === undefined || sender === filter.sender)
      .map(({ open }) => open),
  );
}
