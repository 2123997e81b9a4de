import { getRouteApi, Link } from "@tanstack/react-router";
import { Antenna, ArchiveX, MapPin, MoonStar, Pencil, Undo2 } from "lucide-react";
import { useState } from "react";
import { type SenderView, senderDetail, senderView } from "../../../src/contract/http/senders.ts";
import { type SessionCard, todayView } from "../../../src/contract/http/today.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { isNowhere, patch, read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useMay } from "../me/use-me.ts";
import { DeedLine } from "../school/deed-line.tsx";
import { maybeOf, RecordDialog } from "../school/record-dialog.tsx";
import { useDeeds } from "../school/use-deeds.ts";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { useServerNow } from "../today/use-server-now.ts";
import { describeSource } from "./describe-source.ts";
import { DeviceCommands } from "./device-commands.tsx";
import { DeviceFacts } from "./device-facts.tsx";
import { DeviceMessages } from "./device-messages.tsx";
import { DeviceWeek } from "./device-week.tsx";
import { MoveDeviceDialog } from "./move-device-dialog.tsx";
import { nameOfSender } from "./name-of-sender.ts";
import { PlacementsPanel } from "./placements-panel.tsx";
import { RetireDialog } from "./retire-dialog.tsx";
import { SilenceDialog } from "./silence-dialog.tsx";
import { watchOf } from "./watch-of.ts";
import { writeSilence } from "./write-silence.ts";

const route = getRouteApi("/devices/$name");
const everyMs = 5_000;
const none: readonly SessionCard[] = [];

/** One sender: what it is, where, how it was heard in its last week, what it said last, and what people say of it. */
export function DevicePage() {
  const { name } = route.useParams();
  const path = `senders/${encodeURIComponent(name)}`;
  const { data, error, refetch } = useLiveQuery(
    ["sender", name],
    (signal) => read(senderDetail, path, signal),
    everyMs,
  );
  // Whom a silence costs is for whoever may see the day.
  const maySeeDay = useMay("day.read");
  const today = useLiveQuery(
    ["today", "devices", maySeeDay],
    async (signal) => (maySeeDay ? read(todayView, "today", signal) : null),
    everyMs,
  );
  const now = useServerNow(everyMs);
  const deeds = useDeeds();
  const [asked, setAsked] = useState<"rename" | "retire" | "silence" | "move" | null>(null);
  const mayPlace = useMay("reader.place");
  if (data === undefined || data.sender.name !== name) {
    if (isNowhere(error)) return <NothingHeard name={name} />;
    if (error === null) return <PageSkeleton />;
    return (
      <>
        <PageHeading title={name} />
        <ReadTrouble what="The device" error={error} onAgain={() => void refetch()} />
      </>
    );
  }
  const { sender } = data;
  const timeZone = today.data?.timeZone ?? "UTC";
  const watch = watchOf(sender, today.data?.sessions ?? none, now);
  const change = async (changed: object, said: string, back: object): Promise<void> => {
    const write = (sent: object) => patch(senderView, path, sent);
    await write(changed);
    await deeds.did(said, () => write(back));
    await refetch();
  };
  const back = (field: "title" | "retired" | "expectedSilence"): object => ({
    [field]: before(sender, field),
  });
  const called = nameOfSender(sender);
  const moved = async (said: string): Promise<void> => {
    await deeds.did(said);
    await refetch();
  };
  return (
    <>
      <PageHeading
        title={called}
        note={
          <>
            {sender.title !== null && <span className="break-all">{sender.name} · </span>}
            {describeSource(sender.source)}
          </>
        }
        tools={
          <>
            <Link to="/messages/scans" search={{ sender: sender.name }} className={buttonLook("quiet")}>
              Its scans
            </Link>
            <Button onClick={() => setAsked("rename")}>
              <Pencil aria-hidden className="size-3.5" />
              Rename
            </Button>
            {mayPlace && (
              <Button onClick={() => setAsked("move")}>
                <MapPin aria-hidden className="size-3.5" />
                Move
              </Button>
            )}
            <Button onClick={() => setAsked("silence")}>
              <MoonStar aria-hidden className="size-3.5" />
              Expected silence
            </Button>
            {sender.retired === null && (
              <Button onClick={() => setAsked("retire")}>
                <ArchiveX aria-hidden className="size-3.5" />
                Retire
              </Button>
            )}
          </>
        }
      />
      <DeedLine deeds={deeds} />
      {sender.retired !== null && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-panel border border-line bg-sunken px-4 py-2 text-sm">
          <p className="min-w-0">
            <strong className="font-semibold">
              Retired on {writeMoment(sender.retired.at, timeZone)} by {sender.retired.by}.
            </strong>{" "}
            {sender.retired.reason !== "" && `“${sender.retired.reason}” `}
            {Date.parse(sender.lastAt) > Date.parse(sender.retired.at)
              ? "It was heard since, and what it sends counts as before."
              : "Nobody is asked to look at its silence; what it sent is kept."}
          </p>
          <Button
            onClick={() =>
              void change({ retired: null }, `${called} is back in use.`, back("retired")).then(
                undefined,
                () => refetch(),
              )
            }
          >
            <Undo2 aria-hidden className="size-3.5" />
            Back into use
          </Button>
        </div>
      )}
      {sender.expectedSilence !== null && (
        <p className="flex flex-wrap gap-x-2 rounded-panel border border-line bg-sunken px-4 py-2 text-sm">
          <span>
            <strong className="font-semibold">Silence is expected</strong>{" "}
            {writeSilence(sender.expectedSilence)}.
          </span>
          {sender.expectedSilence.reason !== "" && <span>“{sender.expectedSilence.reason}”</span>}
          <span className="text-muted">
            {sender.silenceExpectedUntil === null
              ? "Not now."
              : `Now, until ${writeMoment(sender.silenceExpectedUntil, timeZone)}.`}{" "}
            Nobody is asked to look meanwhile; registers tell it all the same.
          </span>
        </p>
      )}
      <div className="grid shrink-0 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <DeviceFacts detail={data} watch={watch} now={now} timeZone={timeZone} />
        <DeviceWeek detail={data} timeZone={timeZone} />
      </div>
      <PlacementsPanel sender={sender.name} mayUndo={mayPlace} onDone={(said) => void moved(said)} />
      <DeviceCommands sender={sender} now={now} timeZone={timeZone} />
      <DeviceMessages detail={data} timeZone={timeZone} />
      {asked === "rename" && (
        <RecordDialog
          title={`What is ${sender.name} called?`}
          about="The name that people read on every page. Its own name in topics stays, and is shown beside it here."
          fields={[{ name: "title", label: "Name", note: "Empty shows its own name again" }]}
          begin={{ title: sender.title ?? "" }}
          action="Rename"
          onSave={async (values) => {
            const title = maybeOf(values, "title");
            await change({ title }, `It is called ${title ?? sender.name} now.`, back("title"));
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "retire" && (
        <RetireDialog
          sender={sender}
          watch={watch}
          onRetire={(reason) => change({ retired: { reason } }, `${called} is retired.`, back("retired"))}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "move" && (
        <MoveDeviceDialog
          detail={data}
          onDone={(said) => {
            setAsked(null);
            void moved(said);
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "silence" && (
        <SilenceDialog
          sender={sender}
          onSave={(expectedSilence) =>
            change(
              { expectedSilence },
              expectedSilence === null
                ? `Silence of ${called} is told at all times.`
                : `Silence of ${called} is expected ${writeSilence(expectedSilence)}.`,
              back("expectedSilence"),
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

/** What was said of it until now, as a change says it. */
function before(sender: SenderView, field: "title" | "retired" | "expectedSilence"): unknown {
  if (field === "retired") return sender.retired && { reason: sender.retired.reason };
  return sender[field];
}

function NothingHeard({ name }: { name: string }) {
  return (
    <>
      <PageHeading title={name} />
      <EmptyState icon={Antenna} title="Nothing was ever heard of it" level={2}>
        <p>
          No device or camera of the name “{name}” has sent a scan or a sign of life. A name is written as its
          topic has it.
        </p>
        <div className="flex flex-wrap gap-2">
          <Link to="/devices" className={buttonLook("primary")}>
            All devices
          </Link>
          <Link to="/messages/quarantine" search={{ sender: name }} className={buttonLook("plain")}>
            Refused messages of this name
          </Link>
        </div>
      </EmptyState>
    </>
  );
}
