import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { roomView } from "../../../src/contract/http/roster.ts";
import { type LocationName, locationNames } from "../../../src/contract/http/scans.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Panel } from "../../ui/panel.tsx";
import { patch, read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { DeedLine } from "../school/deed-line.tsx";
import { useRooms } from "../school/use-catalogue.ts";
import { useDeeds } from "../school/use-deeds.ts";

const locationsKey = ["locations"] as const;
const scansOf = ({ scans }: LocationName): string => (scans === 1 ? "1 scan" : `${scans} scans`);

/**
 * What devices call a place today that no room is called: its scans count for nothing until somebody says which it is.
 * Where it is nearly a room's name one touch makes it one.
 */
export function UnknownNames() {
  const { data } = useLiveQuery(locationsKey, (signal) => read(locationNames, "locations", signal));
  const rooms = useRooms();
  const client = useQueryClient();
  const deeds = useDeeds();
  const [joining, setJoining] = useState<LocationName | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const unknown = (data?.locations ?? []).filter(({ room }) => room === null);
  const roomOf = ({ near }: LocationName) => rooms.data?.find(({ code }) => code === near);

  async function join(name: LocationName) {
    const room = roomOf(name);
    if (room === undefined) return;
    const rename = async (aliases: readonly string[]) => {
      await patch(roomView, `roster/rooms/${room.id}`, { aliases });
      await client.invalidateQueries({ queryKey: locationsKey });
    };
    setBusy(true);
    setTrouble(null);
    try {
      await rename([...room.aliases, name.location]);
      await deeds.did(`“${name.location}” is another name of ${room.code}.`, () => rename(room.aliases));
      setJoining(null);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  if (data === undefined || (unknown.length === 0 && deeds.last === null)) return null;
  return (
    <>
      <DeedLine deeds={deeds} />
      {unknown.length > 0 && (
        <Panel title="Names that no room has" note={unknown.length} className="shrink-0">
          <ul>
            {unknown.map((name) => (
              <li
                key={name.location}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0"
              >
                <span className="min-w-0">
                  <Link
                    to="/messages/scans"
                    search={{ location: name.location }}
                    className="font-medium break-all hover:underline max-sm:inline-block max-sm:py-1"
                  >
                    {name.location}
                  </Link>
                  <span className="block text-xs text-muted">
                    {scansOf(name)} today{name.near !== null && ` · nearly ${name.near}`}
                  </span>
                </span>
                <span className="flex flex-wrap gap-2">
                  {roomOf(name) !== undefined && (
                    <Button kind="primary" onClick={() => setJoining(name)}>
                      It is {name.near}
                    </Button>
                  )}
                  <Link to="/school/rooms" search={{ alias: name.location }} className={buttonLook("plain")}>
                    It is another name of a room
                  </Link>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {joining !== null && (
        <ConfirmDialog
          title={`Is “${joining.location}” ${joining.near}?`}
          action={`It is ${joining.near}`}
          busy={busy}
          trouble={trouble}
          onConfirm={() => void join(joining)}
          onClose={() => setJoining(null)}
        >
          <p>
            It becomes another name of {joining.near}: scans that come under it from now on count for what is
            on there, and files that say it mean that room.
          </p>
          <p>
            {scansOf(joining)} of today came under it and stay as they are: look at the registers of{" "}
            {joining.near} for whom they would have marked. It can be taken back.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
