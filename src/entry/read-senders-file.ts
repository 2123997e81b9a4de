import { readFile } from "node:fs/promises";
import { InvalidSettings } from "../config/settings.ts";
import type { SourceAdapter } from "../sources/adapter.ts";
import { describedSenders } from "../sources/generic/described-senders.ts";
import { createGenericAdapter } from "../sources/generic/generic-adapter.ts";
import { describeIssues } from "../sources/read-json.ts";

interface SendersFile {
  /** Adapters of senders that no other adapter knows. */
  readonly made: SourceAdapter[];
  /** What they are called. */
  readonly names: ReadonlySet<string>;
  /** Serial numbers of the institution's ZKTeco terminals. */
  readonly zktecoSerials: ReadonlySet<string>;
  /** Names of its terminals that post their events. */
  readonly posting: { readonly hikvision: ReadonlySet<string>; readonly dahua: ReadonlySet<string> };
}

/**
 * What the operator says of senders in a file; nothing without a file.
 *
 * @throws InvalidSettings with the field, its value and the remedy, when the file is not to be read or says what cannot
 *   be
 */
export async function readSendersFile(file: string | null): Promise<SendersFile> {
  if (file === null) {
    return {
      made: [],
      names: new Set(),
      zktecoSerials: new Set(),
      posting: { hikvision: new Set(), dahua: new Set() },
    };
  }
  const complain = (why: string): InvalidSettings =>
    new InvalidSettings([`MUSTER_SENDERS_FILE=${file}: ${why}`]);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw complain(`is not JSON: ${error.message}`);
    throw complain(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = describedSenders.safeParse(value);
  if (!parsed.success) throw complain(describeIssues(parsed.error, value));
  const { generic, zkteco, hikvision, dahua } = parsed.data;
  return {
    made: generic.map(createGenericAdapter),
    names: new Set(generic.map(({ name }) => name)),
    zktecoSerials: new Set(zkteco),
    posting: { hikvision: new Set(hikvision), dahua: new Set(dahua) },
  };
}
