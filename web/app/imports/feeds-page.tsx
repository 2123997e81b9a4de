import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarCheck, CalendarSync, CalendarX, CircleDashed, Plus } from "lucide-react";
import { useState } from "react";
import { type FeedView, feedList } from "../../../src/contract/http/imports.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Look } from "../../ui/looks.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { AddFeedDialog } from "./add-feed-dialog.tsx";
import { EndFeedDialog } from "./end-feed-dialog.tsx";
import { feedsKey, pollFeed } from "./feeds.ts";
import { writeEvery } from "./write-every.ts";

/** A poll of the server's own is seen within this time. */
const readAgainMs = 30_000;

/** Calendars that are read from their address: what came of the last time, and what waits for a person. */
export function FeedsPage() {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const [asked, setAsked] = useState<"add" | FeedView | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const query = useQuery({
    queryKey: feedsKey,
    staleTime: 0,
    refetchInterval: readAgainMs,
    queryFn: ({ signal }) => read(feedList, "feeds", signal),
  });
  const feeds = query.data?.feeds;
  return (
    <>
      <PageHeading
        title="Calendar feeds"
        note={`times in ${timeZone}`}
        tools={
          <>
            <Link to="/imports" className={buttonLook("quiet")}>
              All imports
            </Link>
            <Button kind="primary" onClick={() => setAsked("add")}>
              <Plus aria-hidden className="size-3.5" />
              Add a calendar
            </Button>
          </>
        }
      />
      <p role="status" className={said === null ? "sr-only" : "text-sm font-medium"}>
        {said}
      </p>
      <Panel
        title="Feeds"
        note={feeds === undefined ? undefined : String(feeds.filter(({ active }) => active).length)}
        className="shrink-0"
      >
        {query.error !== null && (
          <ReadTrouble what="The feeds" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {feeds === undefined && query.error === null && <SkeletonRows label="Reading the feeds" rows={3} />}
        {feeds?.length === 0 && (
          <EmptyState icon={CalendarSync} title="No calendar is read by its address">
            <p>
              Many timetabling systems publish a calendar at an address that ends in .ics. Add it, and
              sessions follow it by themselves: what only adds, or changes little, is applied at once.
              Whatever would cancel more than a tenth, or change much, waits here until somebody has looked at
              it.
            </p>
          </EmptyState>
        )}
        {feeds !== undefined && feeds.length > 0 && (
          <ul>
            {feeds.map((feed) => (
              <FeedRow
                key={feed.id}
                feed={feed}
                timeZone={timeZone}
                onEnd={() => setAsked(feed)}
                onSaid={setSaid}
              />
            ))}
          </ul>
        )}
      </Panel>
      {asked === "add" && (
        <AddFeedDialog
          onClose={() => setAsked(null)}
          onAdded={({ name }) => setSaid(`${name} is added. Its first reading comes within a minute.`)}
        />
      )}
      {asked !== null && asked !== "add" && (
        <EndFeedDialog feed={asked} onClose={() => setAsked(null)} onSaid={setSaid} />
      )}
    </>
  );
}

interface FeedRowProps {
  readonly feed: FeedView;
  readonly timeZone: string;
  readonly onEnd: () => void;
  readonly onSaid: (words: string) => void;
}

function FeedRow({ feed, timeZone, onEnd, onSaid }: FeedRowProps) {
  const client = useQueryClient();
  const polling = useMutation({
    mutationFn: () => pollFeed(feed.id),
    onSuccess: ({ lastOutcome }) => {
      onSaid(`${feed.name}: ${lastOutcome ?? "read."}`);
      void client.invalidateQueries({ queryKey: feedsKey });
    },
  });
  const { waiting } = feed;
  return (
    <li className="grid gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]">
      <div className="min-w-0">
        <h3 className="text-sm font-medium break-words">{feed.name}</h3>
        <p className="text-xs break-all text-muted">{feed.url}</p>
        <p className="text-xs text-muted">{feed.active ? writeEvery(feed.everyMinutes) : "no longer read"}</p>
      </div>
      <div className="min-w-0 text-sm">
        <StatusMark look={lookOf(feed)} />
        <p className="mt-0.5 break-words">{feed.lastOutcome ?? "It was not read yet."}</p>
        {feed.lastPolledAt !== null && (
          <p className="text-xs text-muted">Last tried {writeMoment(feed.lastPolledAt, timeZone)}</p>
        )}
        {polling.error !== null && (
          <p role="alert" className="text-sm text-denied">
            {polling.error.message}
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-start gap-2 lg:w-64 lg:justify-end">
        {waiting !== null && (
          <Link
            to="/imports/$import"
            params={{ import: waiting }}
            aria-label={`Look at the preview: ${feed.name}`}
            className={buttonLook("plain")}
          >
            Look at the preview
          </Link>
        )}
        {feed.active && (
          <>
            <Button
              disabled={polling.isPending}
              aria-label={`Read now: ${feed.name}`}
              onClick={() => polling.mutate()}
            >
              {polling.isPending ? "Reading" : "Read now"}
            </Button>
            <Button kind="quiet" aria-label={`Stop: ${feed.name}`} onClick={onEnd}>
              Stop…
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function lookOf({ active, waiting, lastPolledAt }: FeedView): Look {
  if (waiting !== null) return { word: "Waits for a person", icon: CalendarX, tone: "late" };
  if (!active) return { word: "Stopped", icon: CircleDashed, tone: "quiet" };
  if (lastPolledAt === null) return { word: "Not read yet", icon: CircleDashed, tone: "quiet" };
  return { word: "Followed", icon: CalendarCheck, tone: "quiet" };
}
