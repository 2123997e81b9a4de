import type { SourceName } from "../domain/attendance/source-names.ts";
import type { SenderCommands } from "./sender-commands.ts";
import type { Reading, SourceMessage, SourceSettings } from "./source.ts";

/** One kind of sender: whose topics are its own, and how a message on them is read. */
export interface SourceAdapter {
  readonly name: SourceName;
  /** The topics that are this kind's, as MQTT filters: every message on them is read by it. */
  readonly filters: readonly string[];
  /** Those that a server must hear on a broker of one's own; `filters` where it is left out. */
  readonly subscribe?: readonly string[];
  /** Those that a sender keeps at the broker on purpose. A message on any other that is retained is refused. */
  readonly retained: readonly string[];
  /** Topics on which the server speaks to these senders, and nobody else may. */
  readonly ours: readonly string[];
  /** What these senders can be told to do; left out where they can be told nothing. */
  readonly commands?: SenderCommands;
  /** Pure, and total: whatever bytes arrive, the answer is a reading. */
  readonly read: (message: SourceMessage, settings: SourceSettings) => Reading;
}
