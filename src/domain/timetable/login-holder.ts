import { Temporal } from "temporal-polyfill";

/** Who has a login, or had it; [from, to). */
export interface LoginHolder {
  readonly person: string;
  /** null since ever. */
  readonly from: Temporal.Instant | null;
  /** null while it lasts. */
  readonly to: Temporal.Instant | null;
}

/** Whom a login means by the time of what names it: whoever had it then, else whoever has it now; null for nobody. */
export function loginHolderAt(holders: readonly LoginHolder[], at: Temporal.Instant): string | null {
  const former = holders.find(
    ({ from, to }) =>
      to !== null &&
      (from === null || Temporal.Instant.compare(from, at) <= 0) &&
      Temporal.Instant.compare(at, to) < 0,
  );
  return (former ?? holders.find(({ to }) => to === null))?.person ?? null;
}
