import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { unreadTopicsView } from "../../../src/contract/http/system.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Panel } from "../../ui/panel.tsx";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useAtMostEvery } from "./use-at-most-every.ts";

const atMostEveryMs = 2_000;
const number = new Intl.NumberFormat("en-GB");

/** What senders say where nobody listens; nothing at all where there is none of it. */
export function UnreadPanel({ day, timeZone }: { readonly day: string; readonly timeZone: string }) {
  const count = useLiveValue(({ state, reading }) => `${reading} ${state?.system.intake.unread ?? 0}`);
  const { data } = useQuery({
    queryKey: ["unread-topics", useAtMostEvery(count, atMostEveryMs)],
    queryFn: ({ signal }) => read(unreadTopicsView, "unread-topics", signal),
    placeholderData: keepPreviousData,
  });
  const face = clockfaceOf(timeZone);
  if (data === undefined || data.topics.length === 0) return null;
  return (
    <Panel
      title="Topics that nobody reads"
      note={`${number.format(data.messages)} ${data.messages === 1 ? "message" : "messages"} since the server started`}
      className="shrink-0"
    >
      <p className="border-b border-line px-4 py-2 text-xs text-muted">
        The broker took these messages and nothing came of them. Set the sender to a topic that is read, or
        describe its own under Devices, Described senders. They are counted in memory and forgotten when the
        server stops.
      </p>
      <ul className="max-h-72 overflow-y-auto print:max-h-none">
        {data.topics.map(({ topic, messages, lastAt, client, text, bytes, meant }) => (
          <li
            key={topic}
            className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <span className="flex flex-wrap items-baseline gap-x-3">
              <code className="min-w-0 font-mono break-all">{topic}</code>
              {meant !== null && (
                <span className="font-medium text-late">
                  did you mean <code className="font-mono break-all">{meant}</code>?
                </span>
              )}
              <span className="ml-auto text-xs text-muted">
                {messages === 1 ? "once" : `${number.format(messages)} times`}, last{" "}
                <time dateTime={lastAt}>{face.time(lastAt, day)}</time>
                {client !== null && ` by ${client}`}
              </span>
            </span>
            <code className="line-clamp-2 font-mono text-xs break-all text-muted">
              {bytes === 0 ? "an empty message" : text}
            </code>
          </li>
        ))}
      </ul>
      {data.forgotten > 0 && (
        <p className="px-4 py-2 text-xs text-muted">
          And {number.format(data.forgotten)} more topics that were forgotten for want of room.
        </p>
      )}
    </Panel>
  );
}
