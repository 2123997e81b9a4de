import type { Temporal } from "temporal-polyfill";

/** Every status a mark can have; `attendance.md` defines each in one line. */
export const markStatuses = [
  "expected",
  "present",
  "late",
  "late_after_close",
  "not_seen",
  "cannot_be_known",
  "absent",
  "absent_authorised",
  "elsewhere",
  "left_early",
  "not_possible",
  "needs_review",
] as const;

export type MarkStatus = (typeof markStatuses)[number];

/** Of whoever was there. */
export const attendedStatuses: ReadonlySet<MarkStatus> = new Set([
  "present",
  "late",
  "late_after_close",
  "left_early",
]);

interface Seen {
  readonly firstSeen: Temporal.Instant;
  /** The scan that the mark rests on. */
  readonly scan: string;
}

/** What Muster concludes for one student in one session. */
export type Mark =
  | { readonly status: "expected" }
  | ({ readonly status: "present" } & Seen)
  /** `minutesLate` is null in a standing session, which has no start to be late for. */
  | ({ readonly status: "late"; readonly minutesLate: number | null } & Seen)
  | ({ readonly status: "late_after_close"; readonly minutesLate: number } & Seen)
  | { readonly status: "not_seen" }
  /** Not seen while the reader could have seen nobody: of an open session, told and never stored. */
  | { readonly status: "cannot_be_known" }
  | { readonly status: "absent" }
  | { readonly status: "absent_authorised"; readonly absence: string }
  | { readonly status: "elsewhere"; readonly absence: string }
  | ({
      readonly status: "left_early";
      readonly arrival: "present" | "late";
      readonly minutesLate: number | null;
      readonly minutesPresent: number;
    } & Seen)
  | {
      readonly status: "not_possible";
      readonly because: "cancelled" | "clash" | "not_enrolled";
    }
  | {
      readonly status: "needs_review";
      readonly because: "room_blind" | "no_health" | "nobody_seen" | "earlier_session";
    };
