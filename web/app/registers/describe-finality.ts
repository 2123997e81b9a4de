import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { localDay } from "../../time/local-day.ts";
import { writeDay } from "../../time/write-day.ts";

/** Where a register stands and what comes next, in words. */
export function describeFinality({ session, window, finality, signature }: RegisterView): string {
  const { timeZone, signedOff } = session;
  const minute = (instant: string): string => clockfaceOf(timeZone).minute(instant);
  const moment = (instant: string): string => {
    const day = localDay(instant, timeZone);
    return day === session.day ? `at ${minute(instant)}` : `on ${writeDay(day)} at ${minute(instant)}`;
  };
  // What was said with a signature of before it was reopened goes on to be said.
  const before =
    signature === null ? "" : ` Signed off before by ${signature.by} ${moment(signature.at)}, which stands.`;
  const signed = signedOff === null ? before : ` Signed off by ${signedOff.by} ${moment(signedOff.at)}.`;
  switch (session.state) {
    case "cancelled":
      return "Cancelled: it counts for nobody. The marks are kept and come back when it is restored.";
    case "scheduled":
      if (session.kind === "standing") return "Takes scans from the beginning of the day.";
      return `Takes scans from ${minute(window.opens)}. Late after ${minute(window.onTimeUntil)}, closed at ${minute(window.closes)}.`;
    case "open":
      // Nobody is late for a whole day.
      if (session.kind === "standing") return `Open until the day is over.${signed}`;
      return `Open until ${minute(window.closes)}. Present until ${minute(window.onTimeUntil)}, late until ${minute(window.lateUntil)}.${signed}${signedOff === null ? "" : " Final when it closes, or within two minutes after that."}`;
    case "final":
      return `Final: nothing changes by itself any more; to change a mark, reopen it first.${signed}`;
    case "closed":
    case "reopened": {
      const state = session.state === "closed" ? "Closed." : "Reopened.";
      const when =
        finality === null || finality.at === null
          ? "Becomes final when it is signed off."
          : `Becomes final by itself ${moment(finality.at)}, or when it is signed off.`;
      const obstacles = finality === null ? [] : finality.obstacles;
      if (obstacles.length === 0) return `${state} ${when}${signed}`;
      // Time alone makes it final only once nothing is in the way, which may be after that moment.
      const otherwise = signedOff === null ? " Becomes final when it is signed off." : "";
      return `${state} Does not become final by itself as long as this holds: ${obstacles.join(" ")}${otherwise}${signed}`;
    }
  }
}
