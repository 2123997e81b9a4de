import { Link } from "@tanstack/react-router";
import { Antenna } from "lucide-react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { senderLooks } from "../devices/sender-looks.ts";
import type { RoomNow } from "./arrange-rooms.ts";

/** How the readers of a room are, those that are silent with since when. */
export function ReadersOfRoom({ of, timeZone }: { of: RoomNow; timeZone: string }) {
  const { readers, silentSince } = of;
  if (readers.length === 0) {
    return (
      <span className="inline-flex items-center gap-1.5 text-xs text-muted">
        <Antenna aria-hidden className="size-3.5" />
        No reader tells its health
      </span>
    );
  }
  return (
    <ul className="flex flex-col gap-0.5 text-xs">
      {readers.map(({ reader, name, state }) => (
        <li key={reader} className="flex flex-wrap items-center gap-x-2">
          <Link
            to="/devices/$name"
            params={{ name: reader }}
            className="break-all hover:underline max-sm:py-1"
          >
            {name}
          </Link>
          {state === null ? (
            <span className="text-muted">Not heard of today</span>
          ) : (
            <StatusMark look={senderLooks[state]} plain />
          )}
        </li>
      ))}
      {silentSince !== null && (
        <li className="font-medium text-late">Silent since {clockfaceOf(timeZone).minute(silentSince)}</li>
      )}
    </ul>
  );
}
