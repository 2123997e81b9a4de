import type { ScanToRecord } from "../../../device/create-device.ts";
import type { Outcome } from "../../../recognition/next-visit.ts";
import { suspicionWords } from "../../../recognition/suspicion.ts";

/** What is said in every scan of a reader. */
export interface ReaderPlace {
  readonly location: string;
  readonly direction: "in" | "out" | null;
  /** Id of the net. */
  readonly model: string;
}

/**
 * The scan that a visit comes to: who, how sure, and that no sign of life was asked. A stranger is counted once a visit,
 * without score and without anything that would tell who it was.
 *
 * @returns null for a visit that was counted before
 */
export function scanOfOutcome(
  outcome: Outcome<string>,
  { location, direction, model }: ReaderPlace,
): ScanToRecord | null {
  const shared = {
    method: "face",
    liveness: "not_asked",
    model,
    location,
    ...(direction !== null && { direction }),
  } as const;
  if (outcome.kind === "not_recognised") {
    return outcome.count ? { decision: "unknown", reason: "Face not recognised", ...shared } : null;
  }
  const { person, score, flags } = outcome;
  return {
    subject: { scheme: "student_id", value: person },
    decision: "granted",
    reason: ["Face recognised", ...flags.map((flag) => suspicionWords[flag])].join("; "),
    confidence: Math.min(1, Math.max(0, score)),
    ...shared,
  };
}
