import type { InsightsView, QuarantineGroups, SenderView } from "../../contract/http/dashboard.ts";
import type { AttentionItem } from "../../contract/http/monitor.ts";

/** A class that stands in a room. */
export interface StandingClass {
  readonly classId: string;
  readonly code: string;
  readonly title: string;
  readonly location: string;
}

/** A class on a past day: who was expected, and who was seen. */
export interface ClassDay {
  readonly classId: string;
  readonly day: string;
  readonly expected: number;
  readonly present: number;
  readonly late: number;
}

export interface DecisionCounts {
  readonly granted: number;
  readonly late: number;
  readonly denied: number;
  readonly unknown: number;
}

/** What the dashboard asks of the store. Days are local ISO dates; each answer's cost follows the days it is of. */
export interface DashboardStore {
  /** Those that stand on the day, by code. */
  standingClasses(day: string): Promise<readonly StandingClass[]>;
  /** How many students of each class were turned away on the day and not seen otherwise, by class id. */
  deniedByClass(day: string): Promise<ReadonlyMap<string, number>>;
  /** The last `days` days before `day` on which these classes had a session. */
  classHistory(classIds: readonly string[], day: string, days: number): Promise<readonly ClassDay[]>;
  /** Scans per location name on a day, with the senders heard there and the room's code where it has one. */
  locationScans(day: string): Promise<
    readonly (DecisionCounts & {
      readonly location: string;
      readonly room: string | null;
      readonly senders: readonly string[];
    })[]
  >;
  senders(): Promise<readonly SenderView[]>;
  insights(
    from: string,
    to: string,
    location: string | null,
  ): Promise<Omit<InsightsView, "from" | "to" | "timeZone">>;
  repeatedDenials(
    day: string,
    atLeast: number,
  ): Promise<readonly Extract<AttentionItem, { kind: "repeated_denials" }>[]>;
  /** Refused scans of the day by location and reason. */
  refusedByReason(day: string): Promise<
    readonly {
      readonly location: string;
      readonly decision: string;
      readonly reason: string;
      readonly n: number;
    }[]
  >;
  /** Messages received since an instant, by code and sender. */
  quarantineGroups(since: string): Promise<QuarantineGroups["groups"]>;
  /** Ids of open messages in quarantine, oldest first. */
  openQuarantine(
    filter: { readonly code?: string | undefined; readonly sender?: string | undefined },
    limit: number,
  ): Promise<readonly string[]>;
}
