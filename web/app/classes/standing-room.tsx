import { useQuery, useQueryClient } from "@tanstack/react-query";
import { DoorOpen } from "lucide-react";
import { useState } from "react";
import { standingRoomList } from "../../../src/contract/http/roster.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { put, read } from "../api/call-api.ts";
import { namesOf, RecordDialog, type RecordValues, textOf } from "../school/record-dialog.tsx";
import { catalogueKey, useRooms, useRosterClasses } from "../school/use-catalogue.ts";

interface StandingRoomProps {
  /** The code of the class. */
  readonly code: string;
  /** The local day of now, ISO. */
  readonly today: string;
}

/** Opens the form that says in which room a class stands from a day on, or that it stands no longer. */
export function StandingRoom({ code, today }: StandingRoomProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        <DoorOpen aria-hidden className="size-3.5" />
        Standing room
      </Button>
      {open && <StandingRoomDialog code={code} today={today} onClose={() => setOpen(false)} />}
    </>
  );
}

function StandingRoomDialog({ code, today, onClose }: StandingRoomProps & { readonly onClose: () => void }) {
  const client = useQueryClient();
  const rooms = useRooms();
  const id = useRosterClasses().data?.find((one) => one.code === code)?.id;
  const path = `roster/classes/${id}/standing-rooms`;
  const query = useQuery({
    queryKey: [...catalogueKey, "standing", id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => read(standingRoomList, path, signal),
  });
  const nameOf = (room: string): string => rooms.data?.find((one) => one.id === room)?.code ?? room;
  const spans = (query.data?.standing ?? []).map(
    ({ room, from, to }) =>
      `${nameOf(room)} from ${writeDay(from)}${to === null ? "" : `, until before ${writeDay(to)}`}`,
  );

  async function save(values: RecordValues): Promise<void> {
    const [chosen] = namesOf(values, "room");
    const room = rooms.data?.find((one) => one.code === chosen)?.id ?? null;
    await put(standingRoomList, path, { room, from: textOf(values, "from") });
    await client.invalidateQueries({ queryKey: catalogueKey });
  }
  if (id === undefined || query.data === undefined || rooms.data === undefined) return null;
  return (
    <RecordDialog
      title={`Where ${code} stands`}
      about={`On each day that it stands in a room the class has a session of the whole day there. ${
        spans.length === 0 ? "It stands in none." : `As told so far: ${spans.join("; ")}.`
      }`}
      fields={[
        {
          name: "room",
          label: "Room",
          single: true,
          choices: rooms.data.map((room) => ({ value: room.code, word: room.code })),
          note: "Left empty, it stands nowhere from that day on",
        },
        { name: "from", label: "From the day", type: "date", required: true },
      ]}
      begin={{ room: [], from: today }}
      action="Save"
      onSave={save}
      onClose={onClose}
    />
  );
}
