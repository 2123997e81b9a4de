import { useQueryClient } from "@tanstack/react-query";
import { UserRoundCheck, UserRoundPlus } from "lucide-react";
import { useState } from "react";
import type { UnclaimedIdentityView } from "../../../src/contract/http/identities.ts";
import type { PersonView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { DeviceName } from "../devices/device-name.tsx";
import { useMay } from "../me/use-me.ts";
import { MessageParts } from "../messages/message-parts.tsx";
import { DeedLine } from "../school/deed-line.tsx";
import { useDeeds } from "../school/use-deeds.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { ClaimsPanel } from "./claims-panel.tsx";
import { countScans, schemeWord, writeBecause } from "./identity-words.ts";
import { JoinDialog } from "./join-dialog.tsx";
import { identitiesKey, useUnclaimed } from "./use-identities.ts";

const spans = [
  { value: "1", word: "Since yesterday" },
  { value: "7", word: "The last 7 days" },
  { value: "35", word: "The last 35 days" },
  { value: "366", word: "The last year" },
] as const;

/** Listed of many places: the rest is alike. */
const mostPlaces = 4;

/** Who is asked about, and who it may be. */
interface Joining {
  readonly identity: UnclaimedIdentityView;
  readonly student: PersonView | null;
}

/** Names, cards and subjects that scans name and that nobody has, to be joined to whose they are. */
export function UnclaimedPage() {
  const [days, setDays] = useState<(typeof spans)[number]["value"]>("35");
  const { data, error, refetch } = useUnclaimed(Number(days));
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const [joining, setJoining] = useState<Joining | null>(null);
  const mayJoin = useMay("roster.write");
  const client = useQueryClient();
  const deeds = useDeeds();
  const did = async (said: string) => {
    await deeds.did(said);
    await client.invalidateQueries({ queryKey: [identitiesKey] });
  };
  const count = data?.identities.length ?? 0;
  return (
    <>
      <PageHeading
        title="Unclaimed"
        note={data && <span role="status">{writeCount(count, data.more)}</span>}
        tools={<Select label="Seen" value={days} choices={spans} onChange={setDays} />}
      />
      <MessageParts />
      <DeedLine deeds={deeds} />
      {error !== null && (
        <ReadTrouble what="What nobody claims" error={error} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && <SkeletonRows label="Reading what nobody claims" />}
      {data !== undefined && count === 0 && (
        <EmptyState icon={UserRoundCheck} title="Everybody who was seen is known" level={2}>
          <p>
            A card, a face or an id that scans name and that no student has is listed here, to be joined to
            whose it is. Its past scans count then.
          </p>
        </EmptyState>
      )}
      {data !== undefined && count > 0 && (
        <Panel title="Nobody’s" note="the last seen first; nothing is joined by itself">
          <ul>
            {data.identities.map((identity) => (
              <Identity
                key={`${identity.scheme} ${identity.value}`}
                identity={identity}
                day={day}
                timeZone={timeZone}
                mayJoin={mayJoin}
                onJoin={(student) => setJoining({ identity, student })}
              />
            ))}
          </ul>
        </Panel>
      )}
      <ClaimsPanel day={day} timeZone={timeZone} mayUndo={mayJoin} onDone={(said) => void did(said)} />
      {joining !== null && (
        <JoinDialog
          identity={joining.identity}
          student={joining.student}
          onClose={() => setJoining(null)}
          onDone={(said) => {
            setJoining(null);
            void did(said);
          }}
        />
      )}
    </>
  );
}

interface IdentityProps {
  readonly identity: UnclaimedIdentityView;
  readonly day: string;
  readonly timeZone: string;
  readonly mayJoin: boolean;
  readonly onJoin: (student: PersonView | null) => void;
}

function Identity({ identity, day, timeZone, mayJoin, onJoin }: IdentityProps) {
  const { scheme, value, scans, firstAt, lastAt, seen, suggestions } = identity;
  const { time } = clockfaceOf(timeZone);
  return (
    <li className="flex flex-col gap-1.5 border-b border-line px-4 py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="min-w-0">
          <span className="text-muted">{schemeWord(scheme)}</span>{" "}
          <code className="font-mono font-semibold break-all">{value}</code>
        </h3>
        <span className="text-xs text-muted">
          {countScans(scans)},{" "}
          {scans > 1 && (
            <>
              first <time dateTime={firstAt}>{time(firstAt, day)}</time>,{" "}
            </>
          )}
          last <time dateTime={lastAt}>{time(lastAt, day)}</time>
        </span>
      </div>
      <p className="text-xs text-muted">
        {seen.slice(0, mostPlaces).map((place, at) => (
          <span key={`${place.location} ${place.sender}`}>
            {at > 0 && " · "}
            {place.location ?? "no location"} by <DeviceName name={place.sender} />, {place.scans}
          </span>
        ))}
        {seen.length > mostPlaces && ` · and ${seen.length - mostPlaces} more places`}
      </p>
      {mayJoin && (
        <div className="flex flex-col items-start gap-1.5">
          {suggestions.map((one) => (
            <span key={one.student} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Button onClick={() => onJoin({ id: one.student, name: one.name })}>
                <UserRoundCheck aria-hidden className="size-3.5" />
                {one.name ?? one.student}?<span className="sr-only"> Join {value}</span>
              </Button>
              <span className="text-xs text-muted">
                {one.name !== null && `${one.student} · `}
                {writeBecause(one)}
              </span>
            </span>
          ))}
          <Button kind="quiet" onClick={() => onJoin(null)}>
            <UserRoundPlus aria-hidden className="size-3.5" />
            {suggestions.length === 0 ? "Say whose it is" : "Somebody else"}
            <span className="sr-only">for {value}</span>
          </Button>
        </div>
      )}
    </li>
  );
}

const writeCount = (count: number, more: boolean): string =>
  count === 0
    ? "nobody unknown"
    : `${more ? "more than " : ""}${count} ${count === 1 ? "identity" : "identities"}`;
