import type { SenderView } from "../../../src/contract/http/senders.ts";

const number = new Intl.NumberFormat("en-GB");

/** What missing sequence numbers, and those used twice, mean, and what may have become of the scans; null where all is well. */
export function explainMissing({
  missing,
  numbersTwice,
  outbox,
  state,
}: Pick<SenderView, "missing" | "numbersTwice" | "outbox" | "state">): string | null {
  const twice = explainTwice(numbersTwice);
  if (missing === 0) return twice;
  const gap = explainGap({ missing, outbox, state });
  return twice === null ? gap : `${gap} ${twice}`;
}

/** That a device counted anew, or another one counts under its name: what is missing cannot be told exactly then. */
function explainTwice(scans: number): string | null {
  if (scans === 0) return null;
  const what =
    scans === 1 ? "1 scan came under a number" : `${number.format(scans)} scans came under numbers`;
  return `${what} that another scan of the same run has: the device counts anew, or two devices use one name. All of them are kept.`;
}

function explainGap({ missing, outbox, state }: Pick<SenderView, "missing" | "outbox" | "state">): string {
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
