import { useMemo } from "react";
import { type ClassSummary, classSummary } from "../../../src/contract/http/api.ts";
import { read } from "../api/call-api.ts";
import { useLiveStore } from "../live/live-context.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { type ClassMember, foldClass } from "./fold-class.ts";

const nobody: readonly never[] = [];

/** The students of some classes, read once and brought up to date by each frame. */
export function useClasses(codes: readonly string[]): {
  readonly summaries: readonly ClassSummary[] | null;
  readonly members: readonly ClassMember[];
  readonly error: Error | null;
  readonly again: () => void;
} {
  const store = useLiveStore();
  const facts = useLiveValue(({ state }) => state?.facts);
  const query = useLiveQuery(["class", ...codes], async (signal) => {
    const since = store.snapshot().state?.seq ?? 0;
    const summaries = await Promise.all(
      codes.map((code) => read(classSummary, `classes/${encodeURIComponent(code)}/summary`, signal)),
    );
    return { codes: codes.join(" "), since, summaries };
  });
  // What was kept of another class until this one is read is not shown.
  const data = query.data?.codes === codes.join(" ") ? query.data : undefined;
  const members = useMemo(
    () =>
      data === undefined || facts === undefined
        ? nobody
        : data.summaries.flatMap((summary) => foldClass(summary, data.since, facts)),
    [data, facts],
  );
  return {
    summaries: data?.summaries ?? null,
    members,
    error: query.error,
    again: () => void query.refetch(),
  };
}
