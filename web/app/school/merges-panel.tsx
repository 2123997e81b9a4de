import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { type MergeRecord, mergePage } from "../../../src/contract/http/roster.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { read } from "../api/call-api.ts";
import { useMay } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { UndoMergeDialog } from "./undo-merge-dialog.tsx";
import { catalogueKey } from "./use-catalogue.ts";
import type { Deeds } from "./use-deeds.ts";
import { writeMoved } from "./write-moved.ts";
import { writeName } from "./write-name.ts";

const atOnce = 20;

/** Records that were told as one, each to be taken back; nothing at all where there is none. */
export function MergesPanel({ deeds }: { readonly deeds: Deeds }) {
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const mayUndo = useMay("roster.write");
  const [undoing, setUndoing] = useState<MergeRecord | null>(null);
  const merges = useInfiniteQuery({
    queryKey: [...catalogueKey, "merges"],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const asked = new URLSearchParams({ limit: String(atOnce) });
      if (pageParam !== "") asked.set("cursor", pageParam);
      return read(mergePage, `roster/merges?${asked}`, signal);
    },
    getNextPageParam: ({ next }) => next,
  });
  if (merges.error !== null)
    return <ReadTrouble what="What was merged" error={merges.error} onAgain={() => void merges.refetch()} />;
  const rows = merges.data?.pages.flatMap((page) => page.merges) ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title="Merged records" note="of students and staff, newest first" className="shrink-0">
      <ul className="max-h-96 overflow-y-auto print:max-h-none">
        {rows.map((merge) => (
          <Merge
            key={merge.id}
            merge={merge}
            day={day}
            timeZone={timeZone}
            onUndo={mayUndo ? () => setUndoing(merge) : null}
          />
        ))}
      </ul>
      {merges.hasNextPage && (
        <div className="flex justify-center border-t border-line p-2">
          <Button disabled={merges.isFetchingNextPage} onClick={() => void merges.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {undoing !== null && <UndoMergeDialog merge={undoing} deeds={deeds} onClose={() => setUndoing(null)} />}
    </Panel>
  );
}

interface MergeProps {
  readonly merge: MergeRecord;
  readonly day: string;
  readonly timeZone: string;
  /** null where the reader may not take it back. */
  readonly onUndo: (() => void) | null;
}

function Merge({ merge, day, timeZone, onUndo }: MergeProps) {
  const { kept, merged, by, at, reason, undoneAt, undoneBy } = merge;
  const { time } = clockfaceOf(timeZone);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <span className="flex min-w-0 flex-col gap-0.5">
        <span className="break-words">
          <span className="font-medium">{writeName(merged)}</span>
          <Code of={merged} /> became part of{" "}
          <Link
            to="/school/people/$person"
            params={{ person: kept.id }}
            className="font-medium hover:underline"
          >
            {writeName(kept)}
          </Link>
          <Code of={kept} />: {writeMoved(merge)}
        </span>
        <span className="text-xs break-words text-muted">
          {reason !== null && `${reason} · `}merged by {by}, <time dateTime={at}>{time(at, day)}</time>
        </span>
        {undoneAt !== null && (
          <span className="text-xs font-medium">
            Taken back{undoneBy !== null && ` by ${undoneBy}`},{" "}
            <time dateTime={undoneAt}>{time(undoneAt, day)}</time>
          </span>
        )}
      </span>
      {undoneAt === null && onUndo !== null && (
        <Button onClick={onUndo}>
          <Undo2 aria-hidden className="size-3.5" />
          Take back
          <span className="sr-only">
            that {writeName(merged)} became part of {writeName(kept)}
          </span>
        </Button>
      )}
    </li>
  );
}

function Code({ of }: { of: MergeRecord["kept"] }) {
  const { code } = of;
  // Where it is all that is known, it stands in place of the name.
  if (code === null || code === writeName(of)) return null;
  return (
    <>
      {" "}
      <span className="text-muted">{code}</span>
    </>
  );
}
