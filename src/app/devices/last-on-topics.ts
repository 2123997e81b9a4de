import { matchesFilter } from "../../contract/mqtt/topic-filter.ts";
import type { SourceMessage } from "../../sources/source.ts";
import type { QuarantineStore } from "../quarantine/quarantine-store.ts";

/** In a quarantine of a described sender more than these are alike. */
const mostOfQuarantine = 10;

/**
 * The last messages that came on the topics that a filter takes in, newest first: those that nobody reads, those of devices
 * with a key, and those that a described sender's adapter could not read.
 */
export async function lastOnTopics(
  filter: string,
  parts: {
    readonly unread: () => readonly SourceMessage[];
    readonly ofDevices: () => readonly SourceMessage[];
    readonly quarantine: Pick<QuarantineStore, "findQuarantined" | "listQuarantine">;
  },
): Promise<readonly SourceMessage[]> {
  const open = await parts.quarantine.listQuarantine({ state: "open" }, null, 200);
  const refused = await Promise.all(
    open
      .filter(({ source, topic }) => source === "generic" && matchesFilter(filter, topic))
      .slice(0, mostOfQuarantine)
      .map(({ id }) => parts.quarantine.findQuarantined(id)),
  );
  const found = [
    ...[...parts.unread(), ...parts.ofDevices()].filter(({ topic }) => matchesFilter(filter, topic)),
    ...refused.flatMap((one) => (one === null || !one.whole ? [] : [{ ...one, retain: false }])),
  ];
  // One of a device with a key may be in quarantine as well.
  const once = new Map(
    found.map((one) => [`${one.receivedAt.toString()} ${one.topic} ${one.payload.length}`, one]),
  );
  return [...once.values()].sort((a, b) => b.receivedAt.epochMilliseconds - a.receivedAt.epochMilliseconds);
}
