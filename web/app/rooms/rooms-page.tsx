import { getRouteApi, Link } from "@tanstack/react-router";
import { DoorOpen, SearchX } from "lucide-react";
import { createSearch } from "../../../src/domain/kernel/fold-text.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import type { RoomNow } from "./arrange-rooms.ts";
import { ReadersOfRoom } from "./readers-of-room.tsx";
import { SessionAt } from "./session-at.tsx";
import { UnknownNames } from "./unknown-names.tsx";
import { useRoomsOfDay } from "./use-rooms-of-day.ts";

const route = getRouteApi("/rooms");

/** Every room: what is on and how full, what comes, and how its readers are. */
export function RoomsPage() {
  const { search = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const { rooms, today, now, error, refetch } = useRoomsOfDay();
  const matches = createSearch(search);
  const shown = (rooms ?? []).filter(({ room, on, next }) =>
    matches([
      room.code,
      room.title,
      room.building,
      ...room.aliases,
      ...on.map(({ title }) => title),
      next?.title,
    ]),
  );
  const busy = (rooms ?? []).filter(({ on }) => on.length > 0).length;
  return (
    <>
      <PageHeading
        title="Rooms"
        note={rooms && `${rooms.length} rooms, something on in ${busy}`}
        tools={
          <>
            <SearchField
              label="Find rooms"
              placeholder="Room, building, session"
              value={search}
              onChange={(typed) =>
                void navigate({ search: { search: typed === "" ? undefined : typed }, replace: true })
              }
            />
            <Link to="/school/rooms" className={buttonLook("quiet")}>
              Names and buildings
            </Link>
          </>
        }
      />
      <Panel title="Now" className="shrink-0">
        {error !== null && <ReadTrouble what="The rooms" error={error} onAgain={() => void refetch()} />}
        {rooms === undefined && error === null && <SkeletonRows label="Reading the rooms" />}
        {rooms?.length === 0 && (
          <EmptyState icon={DoorOpen} title="No room yet">
            <p>Rooms come with a timetable, or are added by hand.</p>
            <div className="flex flex-wrap gap-2">
              <Link to="/school/rooms" className={buttonLook("primary")}>
                Add rooms
              </Link>
              <Link to="/imports" className={buttonLook("plain")}>
                Import a timetable
              </Link>
            </div>
          </EmptyState>
        )}
        {rooms !== undefined && rooms.length > 0 && shown.length === 0 && (
          <EmptyState icon={SearchX} title="No room matches">
            <p>No room, building or session of now contains “{search}”.</p>
          </EmptyState>
        )}
        {shown.length > 0 && (
          <table className="w-full">
            <caption className="sr-only">Rooms with what is on and their readers</caption>
            <thead className="sticky top-0 z-10 bg-sunken max-sm:sr-only">
              <tr>
                <ColumnHeader className="w-44">Room</ColumnHeader>
                <ColumnHeader>On now</ColumnHeader>
                <ColumnHeader>Next</ColumnHeader>
                <ColumnHeader className="w-56">Readers</ColumnHeader>
              </tr>
            </thead>
            <tbody>
              {shown.map((of) => (
                <RoomRow key={of.room.code} of={of} now={now} timeZone={today?.timeZone ?? "UTC"} />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      <UnknownNames />
    </>
  );
}

function RoomRow({ of, now, timeZone }: { of: RoomNow; now: number; timeZone: string }) {
  const { room, on, next, sessions } = of;
  return (
    <tr
      data-room={room.code}
      className="border-b border-line align-top last:border-b-0 max-sm:flex max-sm:flex-col max-sm:gap-2 max-sm:px-4 max-sm:py-3 sm:[&>*]:py-2.5 sm:[&>*]:pr-4 sm:[&>*:first-child]:pl-4"
    >
      <th scope="row" className="text-left">
        <Link
          to="/rooms/$code"
          params={{ code: room.code }}
          className="text-sm font-medium break-words hover:underline max-sm:inline-block max-sm:py-1"
        >
          {room.code}
        </Link>
        <span className="block text-xs font-normal text-muted">
          {[room.title, room.building, room.capacity === null ? null : `${room.capacity} seats`]
            .filter((part) => part !== null)
            .join(" · ")}
        </span>
      </th>
      <td>
        {on.length === 0 ? (
          <span className="text-xs text-muted">{sessions === 0 ? "Free today" : "Free"}</span>
        ) : (
          <div className="flex flex-col gap-2">
            {on.map((session) => (
              <SessionAt key={session.id} session={session} timeZone={timeZone} begun />
            ))}
          </div>
        )}
      </td>
      <td>
        {next !== null && (
          <SessionAt session={next} timeZone={timeZone} begun={Date.parse(next.start) <= now} />
        )}
      </td>
      <td>
        <ReadersOfRoom of={of} timeZone={timeZone} />
      </td>
    </tr>
  );
}
