import type { SenderView } from "../../../src/contract/http/senders.ts";

const number = new Intl.NumberFormat("en-GB");

/** What missing sequence numbers mean, and what may have become of the scans; null where none are missing. */
export function explainMissing({
  missing,
  outbox,
  state,
}: Pick<SenderView, "missing" | "outbox" | "state">): string | null {
  if (missing <= 0) return null;
  const what =
    missing === 1
      ? "1 number is missing between the first and the last scan that arrived"
      : `${number.format(missing)} numbers are missing between the first and the last scan that arrived`;
  const waiting = outbox ?? 0;
  if (waiting >= missing && state !== "offline") {
    return `${what}. ${number.format(waiting)} wait on the device: they will fill the gap.`;
  }
  if (waiting > 0) {
    return `${what}. ${number.format(waiting)} wait on the device and may fill it in part; the others were refused into quarantine, or never left it.`;
  }
  return `${what}. Look in quarantine for its messages first; if they are not there, the device lost them: its storage was full, or was cleared.`;
}
