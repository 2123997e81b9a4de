import type { Stored } from "./read-stored.ts";

/** What a run must not show, a sentence each; none when all laws held. */
export function judge(facts: {
  readonly sent: ReadonlySet<string>;
  readonly safe: ReadonlySet<string>;
  readonly stored: Stored;
  /** A sender that was killed may have stored a scan without living to say so. */
  readonly senderKilled: boolean;
  /** What people were told is done, and how many facts each deed has come to; by the deed's reason. */
  readonly deeds: { readonly told: ReadonlySet<string>; readonly stored: ReadonlyMap<string, number> };
}): readonly string[] {
  const { sent, safe, stored, deeds } = facts;
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
    ...tell(
      [...deeds.told].filter((reason) => !deeds.stored.has(reason)),
      "answered as done, yet not stored",
      "deeds",
    ),
    ...tell(
      [...deeds.stored].filter(([, n]) => n > 1).map(([reason, n]) => `${reason} (${n} facts)`),
      "done more than once",
      "deeds",
    ),
    ...(stored.quarantined === 0 ? [] : [`${stored.quarantined} messages were put into quarantine`]),
  ];
}

function tell(ids: readonly string[], trouble: string, things = "scans"): readonly string[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, 3).join(", ");
  return [`${ids.length} ${things} were ${trouble}: ${shown}${ids.length > 3 ? ", …" : ""}`];
}
