import type { Proposal, Register } from "../../domain/attendance/fold-register.ts";
import type { SeatLookup } from "./students-of-session.ts";

/**
 * The proposals of a register that somebody is asked to decide on. Whoever has no seat in it because they left with the
 * demonstration is shown nowhere there, and nothing waits for them.
 */
export async function proposalsOf(
  lookup: Pick<SeatLookup, "leftWithDemo">,
  register: Pick<Register, "session" | "proposals"> | null,
): Promise<readonly Proposal[]> {
  if (register === null || register.proposals.length === 0) return [];
  const { session, proposals } = register;
  const left = await lookup.leftWithDemo(
    session.id,
    proposals.map(({ student }) => student),
  );
  return proposals.filter(({ student }) => !left.has(student));
}
