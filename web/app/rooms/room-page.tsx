import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarPlus, DoorClosed } from "lucide-react";
import type { MarkStatus } from "../../../src/domain/attendance/mark.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useRegister } from "../registers/use-register.ts";
import { writePerson } from "../registers/write-person.ts";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { ReadersOfRoom } from "./readers-of-room.tsx";
import { RoomTimeline } from "./room-timeline.tsx";
import { SessionAt } from "./session-at.tsx";
import { useRoomsOfDay } from "./use-rooms-of-day.ts";

const route = getRouteApi("/rooms/$code");

/** One room: what is on and who is missing, what comes, how its readers were, and what else it is called. */
export function RoomPage() {
  const { code } = route.useParams();
  const { rooms, ended, today, now, error, refetch } = useRoomsOfDay();
  if (rooms === undefined || today === undefined) {
    if (error === null) return <PageSkeleton />;
    return (
      <>
        <PageHeading title={code} />
        <ReadTrouble what="The room" error={error} onAgain={() => void refetch()} />
      </>
    );
  }
  // An address may name it as a device does.
  const of =
    rooms.find(({ room }) => room.code === code) ?? rooms.find(({ room }) => room.aliases.includes(code));
  if (of === undefined) return ended.includes(code) ? <EndedRoom code={code} /> : <NoSuchRoom code={code} />;
  const { room, on } = of;
  const here = today.sessions.filter(({ rooms: codes }) => codes.includes(room.code));
  const { timeZone } = today;
  const later = here.filter(({ start, state }) => state !== "cancelled" && Date.parse(start) > now);
  const earlier = here.filter(({ end }) => Date.parse(end) <= now);
  return (
    <>
      <PageHeading
        title={room.code}
        note={[room.title, room.building, room.capacity === null ? null : `${room.capacity} seats`]
          .filter((part) => part !== null)
          .join(" · ")}
        tools={
          <>
            <Link to="/messages/scans" search={{ location: room.code }} className={buttonLook("quiet")}>
              Its scans
            </Link>
            <Link to="/registers/new" search={{ room: room.code }} className={buttonLook("plain")}>
              <CalendarPlus aria-hidden className="size-3.5" />
              New session
            </Link>
          </>
        }
      />
      <div className="grid shrink-0 items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel title="On now" note={on.length}>
          {on.length === 0 && (
            <p className="px-4 py-4 text-sm text-muted">
              {later.length === 0 ? "Nothing is on, and nothing more is planned today." : "Nothing is on."}
            </p>
          )}
          {on.map((session) => (
            <div
              key={session.id}
              className="flex flex-col gap-3 border-b border-line px-4 py-3 last:border-b-0"
            >
              <SessionAt session={session} timeZone={timeZone} begun />
              <WhoIsHere session={session.id} />
            </div>
          ))}
        </Panel>
        <Panel title="Readers">
          <div className="px-4 py-3">
            <ReadersOfRoom of={of} timeZone={timeZone} />
          </div>
          <p className="border-t border-line px-4 py-3 text-sm text-muted">
            {room.aliases.length === 0
              ? "Devices call it by its code alone."
              : `Other names: ${room.aliases.join(", ")}.`}{" "}
            <Link to="/school/rooms" className="text-accent underline">
              Change its names
            </Link>
          </p>
        </Panel>
      </div>
      <RoomTimeline of={of} today={today} now={now} />
      {[
        { title: "Later today", sessions: later, begun: false },
        { title: "Earlier today", sessions: earlier, begun: true },
      ].map(
        ({ title, sessions, begun }) =>
          sessions.length > 0 && (
            <Panel key={title} title={title} note={sessions.length} className="shrink-0">
              <ul>
                {sessions.map((session) => (
                  <li key={session.id} className="border-b border-line px-4 py-2.5 last:border-b-0">
                    <SessionAt session={session} timeZone={timeZone} begun={begun} />
                  </li>
                ))}
              </ul>
            </Panel>
          ),
      )}
    </>
  );
}

const whereabouts: Readonly<
  Record<MarkStatus, "Here" | "Not here" | "Cannot be known" | "Need not be here">
> = {
  expected: "Not here",
  present: "Here",
  late: "Here",
  late_after_close: "Here",
  left_early: "Here",
  not_seen: "Not here",
  cannot_be_known: "Cannot be known",
  absent: "Not here",
  absent_authorised: "Need not be here",
  elsewhere: "Need not be here",
  not_possible: "Need not be here",
  needs_review: "Cannot be known",
};

/** Those that need somebody first; everybody stands in one of the lists. */
const lists = ["Not here", "Cannot be known", "Here", "Need not be here"] as const;

/** Who is here and who is not, by name. */
function WhoIsHere({ session }: { session: string }) {
  const { data, error, refetch } = useRegister(session);
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows label="Reading who is here" rows={3} />
    ) : (
      <ReadTrouble what="Who is here" error={error} onAgain={() => void refetch()} />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {lists
        .map((title) => ({ title, marks: data.marks.filter(({ status }) => whereabouts[status] === title) }))
        .filter(({ title, marks }) => marks.length > 0 || title === "Here" || title === "Not here")
        .map(({ title, marks }) => (
          <section key={title} aria-label={title}>
            <h3 className="text-xs text-muted">
              {title} <span className="font-medium text-ink">{marks.length}</span>
            </h3>
            <ul className="mt-1 columns-2 gap-x-4 text-sm xl:columns-3">
              {marks.map(({ student }) => (
                <li key={student.id} className="break-inside-avoid">
                  <Link
                    to="/students/$student"
                    params={{ student: student.id }}
                    className="hover:underline max-sm:inline-block max-sm:py-1"
                  >
                    {writePerson(student)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

/** No list shows it any more, but registers of before lead here. */
function EndedRoom({ code }: { code: string }) {
  return (
    <>
      <PageHeading title={code} />
      <EmptyState icon={DoorClosed} title="A room of the demonstration, which was ended" level={2}>
        <p>
          Its registers and scans are kept. Nothing is planned here, so no list of rooms shows it; a reader or
          a class in it makes it a room of yours.
        </p>
        <div className="flex flex-wrap gap-2">
          <WaysOn code={code} />
        </div>
      </EmptyState>
    </>
  );
}

/** Where one goes on from a room that has no page. */
function WaysOn({ code }: { code: string }) {
  return (
    <>
      <Link to="/messages/scans" search={{ location: code }} className={buttonLook("plain")}>
        Its scans
      </Link>
      <Link to="/rooms" className={buttonLook("plain")}>
        All rooms
      </Link>
    </>
  );
}

function NoSuchRoom({ code }: { code: string }) {
  return (
    <>
      <PageHeading title={code} />
      <EmptyState icon={DoorClosed} title="No room is called so" level={2}>
        <p>
          A device may call a room by another name than the timetable does: add it as another name of that
          room.
        </p>
        <div className="flex flex-wrap gap-2">
          <Link to="/school/rooms" search={{ alias: code }} className={buttonLook("primary")}>
            It is another name of a room
          </Link>
          <WaysOn code={code} />
        </div>
      </EmptyState>
    </>
  );
}
