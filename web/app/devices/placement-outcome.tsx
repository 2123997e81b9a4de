import type { UseQueryResult } from "@tanstack/react-query";
import type { PlacementPreview } from "../../../src/contract/http/placements.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { countScans } from "../identities/identity-words.ts";
import { ChangedMarks } from "../messages/changed-marks.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";

interface PlacementOutcomeProps {
  readonly preview: UseQueryResult<PlacementPreview>;
  /** Where the scans would be: `of ECG-01`. */
  readonly where: string;
}

/** Which scans and marks a placement, or taking one back, would change. */
export function PlacementOutcome({ preview: { data, error, isFetching }, where }: PlacementOutcomeProps) {
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { time } = clockfaceOf(timeZone);
  return (
    <div aria-live="polite" aria-busy={isFetching} className="text-sm">
      {error !== null && (
        <p role="alert" className="text-denied">
          {error.message}
        </p>
      )}
      {data === undefined && error === null && (
        <SkeletonRows label="Working out what would follow" rows={3} />
      )}
      {data !== undefined && error === null && (
        <>
          <p>
            {data.scans === 0 || data.firstAt === null || data.lastAt === null ? (
              "No stored scan would be of another room."
            ) : (
              <>
                {countScans(data.scans)} would be {where}, from{" "}
                <time dateTime={data.firstAt}>{time(data.firstAt, day)}</time>
                {data.scans > 1 && (
                  <>
                    {" "}
                    to <time dateTime={data.lastAt}>{time(data.lastAt, day)}</time>
                  </>
                )}
                . A register that is final asks first.
              </>
            )}
          </p>
          <ChangedMarks marks={data.marks} />
        </>
      )}
    </div>
  );
}
