import type { AttentionItem } from "../../contract/http/monitor.ts";
import type {
  DecisionName,
  DecisionsView,
  LocationName,
  ScanDetail,
  ScanView,
} from "../../contract/http/scans.ts";
import type { Span } from "../../domain/timetable/standing-session.ts";

export interface ScanFilter {
  readonly student?: string | undefined;
  readonly location?: string | undefined;
  readonly decision?: DecisionName | undefined;
  readonly sender?: string | undefined;
  /** As it is tallied: the first 120 characters; '' for none. */
  readonly reason?: string | undefined;
  readonly identified?: boolean | undefined;
  /** Taken in this half-open span. */
  readonly span?: Span | undefined;
}

/** What is asked of the scans themselves, whoever they are of. Days are local ISO dates. */
export interface ScanStore {
  /** Newest first. */
  listScans(filter: ScanFilter, before: number | null, limit: number): Promise<readonly ScanView[]>;
  findScan(id: string): Promise<ScanDetail | null>;
  /** Of a day, by kind. */
  countTallies(day: string): Promise<Readonly<Partial<Record<string, number>>>>;
  /** What devices called a place on a day. */
  locationNames(day: string): Promise<readonly LocationName[]>;
  /** What was decided from a day to a day, both inclusive, by whatever it can be grouped by. */
  decisions(
    from: string,
    to: string,
    location: string | null,
  ): Promise<Omit<DecisionsView, "from" | "to" | "timeZone">>;
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
}
