import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type RetentionView, retentionPreview, retentionView } from "../../../src/contract/http/privacy.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { put, read } from "../api/call-api.ts";
import { useSurelyMay } from "../me/use-me.ts";
import { ReasonForm } from "../registers/reason-form.tsx";

const retentionKey = ["privacy", "retention"] as const;
type Kind = RetentionView["kinds"][number];

/** What is kept for how long, how old the oldest is, and what the next run takes. */
export function RetentionPanel({ timeZone }: { readonly timeZone: string }) {
  const client = useQueryClient();
  const mayChange = useSurelyMay("privacy.write");
  const [changing, setChanging] = useState<Kind | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: retentionKey,
    queryFn: ({ signal }) => read(retentionView, "privacy/retention", signal),
    retry: false,
  });
  return (
    <Panel title="Kept for a time" note="looked at every hour" className="shrink-0">
      {error !== null && <ReadTrouble what="The times" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading how long things are kept" />}
      {data !== undefined && (
        <table className="w-full">
          <caption className="sr-only">What is kept for how long, and what the next run takes</caption>
          <thead className="bg-sunken max-sm:sr-only">
            <tr>
              <ColumnHeader>What</ColumnHeader>
              <ColumnHeader>Kept for</ColumnHeader>
              <ColumnHeader align="right">There now</ColumnHeader>
              <ColumnHeader>The oldest</ColumnHeader>
              <ColumnHeader align="right">Taken next</ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {data.kinds.map((kind) => (
              <tr
                key={kind.kind}
                className="border-b border-line text-sm last:border-b-0 max-sm:flex max-sm:flex-col max-sm:gap-1 max-sm:px-4 max-sm:py-3 sm:[&>*]:px-2 sm:[&>*]:py-2.5 sm:[&>*]:align-top sm:[&>*:first-child]:pl-4 sm:[&>*:last-child]:pr-4"
              >
                <th scope="row" className="max-w-[32rem] text-left font-normal">
                  <span className="font-medium">{kind.title}</span>
                  <span className="block text-xs text-muted">
                    Takes {kind.takes}. Leaves {kind.leaves}.
                  </span>
                </th>
                <td className="whitespace-nowrap">
                  <span className="text-muted sm:hidden">Kept for: </span>
                  {mayChange ? (
                    <button
                      type="button"
                      aria-label={`${kind.title}: kept for ${daysText(kind.days)}. Change`}
                      onClick={() => setChanging(kind)}
                      className="min-h-6 text-accent underline"
                    >
                      {daysText(kind.days)}
                    </button>
                  ) : (
                    daysText(kind.days)
                  )}
                </td>
                <td className="tabular-nums sm:text-right">
                  <span className="text-muted sm:hidden">There now: </span>
                  {kind.held.toLocaleString("en-GB")}
                </td>
                <td className="whitespace-nowrap">
                  <span className="text-muted sm:hidden">The oldest: </span>
                  {kind.oldest === null ? "–" : writeMoment(kind.oldest, timeZone)}
                </td>
                <td className="tabular-nums sm:text-right">
                  <span className="text-muted sm:hidden">Taken next: </span>
                  {kind.due.toLocaleString("en-GB")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {changing !== null && (
        <ChangeDialog
          kind={changing}
          onChanged={(view) => {
            client.setQueryData(retentionKey, view);
            setChanging(null);
          }}
          onClose={() => setChanging(null)}
        />
      )}
    </Panel>
  );
}

const daysText = (days: number): string => (days === 1 ? "1 day" : `${days.toLocaleString("en-GB")} days`);

function ChangeDialog({
  kind,
  onChanged,
  onClose,
}: {
  readonly kind: Kind;
  readonly onChanged: (view: RetentionView) => void;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState(String(kind.days));
  const days = Number(typed);
  const valid = Number.isInteger(days) && days >= 1 && days <= 36_500;
  const shorter = valid && days < kind.days;
  const preview = useQuery({
    queryKey: ["privacy", "preview", kind.kind, days],
    queryFn: ({ signal }) =>
      read(retentionPreview, `privacy/retention/${kind.kind}/preview?days=${days}`, signal),
    enabled: shorter,
    retry: false,
    gcTime: 0,
  });
  const change = useMutation({
    mutationFn: (reason: string) =>
      put(retentionView, `privacy/retention/${kind.kind}`, {
        days,
        reason,
        seen: shorter ? (preview.data?.olderThan ?? null) : null,
      }),
    onSuccess: onChanged,
  });
  return (
    <Dialog title={kind.title} onClose={onClose}>
      <div className="mt-2 flex flex-col gap-3 text-sm">
        <p className="text-muted">
          Takes {kind.takes}. Leaves {kind.leaves}. The product proposes {daysText(kind.usualDays)}.
        </p>
        <NumberField
          label="Kept for"
          unit="days"
          value={typed}
          onChange={setTyped}
          trouble={valid ? null : "A whole number of days, 1 to 36,500."}
        />
        <p role="status">
          {!shorter
            ? valid && days > kind.days
              ? "A longer time takes nothing, and brings nothing back."
              : ""
            : preview.data === undefined
              ? "Looking what it takes…"
              : preview.data.takes === 0
                ? "Nothing is that old yet."
                : `${preview.data.takes.toLocaleString("en-GB")} ${preview.data.takes === 1 ? "is" : "are"} older, and taken within the hour, for good.`}
        </p>
      </div>
      {valid && days !== kind.days && (!shorter || preview.data !== undefined) && (
        <ReasonForm
          quick={[]}
          action={`Keep for ${daysText(days)}`}
          busy={change.isPending}
          trouble={change.error?.message ?? null}
          onReason={(reason) => change.mutate(reason)}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
