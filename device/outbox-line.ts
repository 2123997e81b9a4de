import { crc32 } from "node:zlib";
import { z } from "zod";
import { outboxEntry } from "./outbox.ts";

const outboxChange = z.union([
  z.object({ add: outboxEntry }),
  z.object({ remove: z.array(z.string()).readonly() }),
]);

/** One line of the log of a file outbox. */
export type OutboxChange = z.infer<typeof outboxChange>;

/** `<CRC-32 of the JSON, 8 hex digits> <JSON>\n`: a line that was written in part or has rotted is noticed. */
export function writeOutboxLine(change: OutboxChange): string {
  const json = JSON.stringify(change);
  return `${checksum(json)} ${json}\n`;
}

/** Reads a line without its line end. Null for a line that is not what was written. */
export function readOutboxLine(line: string): OutboxChange | null {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) return null;
  const parsed = outboxChange.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : null;
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}
