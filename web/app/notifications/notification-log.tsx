import { MailX, Send } from "lucide-react";
import { useState } from "react";
import { type NotificationView, notificationList } from "../../../src/contract/http/alerts.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { notificationLooks } from "./alert-looks.ts";

type SentState = NotificationView["state"] | null;

interface NotificationLogProps {
  /** null for all of them. */
  readonly state: SentState;
  readonly onState: (state: SentState) => void;
}

const atOnce = 50;
const most = 200;
const channels = { email: "Mail", webhook: "Webhook" } as const;

/** What was told to whom, what waits and what failed, newest first. */
export function NotificationLog({ state, onState }: NotificationLogProps) {
  const timeZone = useLiveValue((live) => live.state?.system.timeZone ?? "UTC");
  const [limit, setLimit] = useState(atOnce);
  const query = useLiveQuery(["notifications", state, limit], async (signal) => {
    const parameters = new URLSearchParams({ limit: String(limit) });
    if (state !== null) parameters.set("state", state);
    return { of: state, ...(await read(notificationList, `notifications?${parameters}`, signal)) };
  });
  const found = query.data?.of === state ? query.data : undefined;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2">
        <SegmentedControl
          label="Which notifications"
          value={state ?? "all"}
          segments={[
            { value: "all", word: "All" },
            { value: "waiting", word: "Waiting" },
            { value: "sent", word: "Sent" },
            { value: "failed", word: "Failed" },
          ]}
          onChange={(chosen) => onState(chosen === "all" ? null : chosen)}
        />
        {found?.mail.configured && (
          <p className="text-xs text-muted">
            Mail at {found.mail.digestAt}, to {found.mail.addresses}{" "}
            {found.mail.addresses === 1 ? "address" : "addresses"} of the institution
          </p>
        )}
      </div>
      {found !== undefined && !found.mail.configured && (
        <Banner icon={MailX} kind="notice" title="No mail is sent.">
          The server knows no mail server: set MUSTER_SMTP_URL, MUSTER_MAIL_FROM and MUSTER_MAIL_TO and start
          it again. Alerts are shown here all the same, and webhooks are told.
        </Banner>
      )}
      {query.error !== null && (
        <ReadTrouble what="The notifications" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {found === undefined && query.error === null && (
        <SkeletonRows label="Reading the notifications" rows={5} />
      )}
      {found?.notifications.length === 0 && (
        <EmptyState
          level={2}
          icon={Send}
          title={state === null ? "Nobody was told of anything yet" : "None of these"}
        >
          <p>Each mail and each call of a webhook is listed here, with what became of it.</p>
        </EmptyState>
      )}
      {found !== undefined && found.notifications.length > 0 && (
        <ul>
          {found.notifications.map((one) => (
            <li
              key={one.id}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-0.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0 lg:grid-cols-[10rem_minmax(0,1fr)_minmax(0,1.5fr)_6rem]"
            >
              <span className="text-muted">{writeMoment(one.at, timeZone)}</span>
              <span className="min-w-0 max-lg:order-3 max-lg:col-span-2">
                <span className="block font-medium break-all">{one.to}</span>
                <span className="text-xs text-muted">{channels[one.channel]}</span>
              </span>
              <span className="min-w-0 break-words max-lg:order-4 max-lg:col-span-2">
                {one.subject}
                <span className="block text-xs text-muted">{tellTries(one, timeZone)}</span>
                {one.error !== null && <span className="block text-xs text-denied">{one.error}</span>}
              </span>
              <span className="flex lg:justify-end">
                <StatusMark look={notificationLooks[one.state]} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {found !== undefined && found.next !== null && limit < most && (
        <div className="flex justify-center px-4 py-3">
          <Button disabled={query.isFetching} onClick={() => setLimit(Math.min(limit * 2, most))}>
            Show older ones
          </Button>
        </div>
      )}
    </>
  );
}

function tellTries({ alerts, attempts, nextAt, state }: NotificationView, timeZone: string): string {
  const parts = [
    alerts === 0 ? null : alerts === 1 ? "1 alert" : `${alerts} alerts`,
    attempts === 0 ? "not tried yet" : attempts === 1 ? "tried once" : `tried ${attempts} times`,
    state === "waiting" && nextAt !== null ? `next ${writeMoment(nextAt, timeZone)}` : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}
