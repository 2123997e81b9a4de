import { Temporal } from "temporal-polyfill";
import type { Role } from "../../domain/rights/role.ts";

/** A session ends after this, however much it is used. */
export const longestSession = Temporal.Duration.from({ hours: 7 * 24 });

const idle = Temporal.Duration.from({ hours: 12 });
/** For who may write settings and accounts. */
const idleOfSettings = Temporal.Duration.from({ minutes: 30 });

/** Why a session has ended by itself at a time; null while it goes on. */
export function sessionEnd(
  session: { readonly lastSeenAt: Temporal.Instant; readonly endsAt: Temporal.Instant },
  roles: readonly Role[],
  now: Temporal.Instant,
): "too old" | "unused" | null {
  if (Temporal.Instant.compare(now, session.endsAt) >= 0) return "too old";
  const may = roles.includes("administrator") ? idleOfSettings : idle;
  return Temporal.Instant.compare(now, session.lastSeenAt.add(may)) >= 0 ? "unused" : null;
}
