import type { Stored } from "./read-stored.ts";

/** What a run must not show, a sentence each; none when all laws held. */
export function judge(facts: {
  readonly sent: ReadonlySet<string>;
  readonly safe: ReadonlySet<string>;
  readonly stored: Stored;
  /** A sender that was killed may have stored a scan without living to say so. */
  readonly senderKilled: boolean;
}): readonly string[] {
  const { sent, safe, stored } = facts;
  const lost = [...safe].filter((id) => !stored.rows.has(id));
  const unsent = [...sent].filter((id) => !safe.has(id) && !stored.rows.has(id));
  const twice = [...stored.rows].filter(([, n]) => n > 1);
  const unknown = [...stored.rows.keys()].filter((id) => !sent.has(id));
  return [
    ...tell(lost, "told safe, yet not stored"),
    ...tell(unsent, "sent, yet neither told safe nor stored in the end"),
    ...tell(
      twice.map(([id, n]) => `${id} (${n} rows)`),
      "stored more than once",
    ),
    ...(facts.senderKilled ? [] : tell(unknown, "stored, yet never sent")),
    ...(stored.quarantined === 0 ? [] : [`${stored.quarantined} messages were put into quarantine`]),
  ];
}

function tell(ids: readonly string[], trouble: string): readonly string[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, 3).join(", ");
  return [`${ids.length} scans were ${trouble}: ${shown}${ids.length > 3 ? ", …" : ""}`];
}
