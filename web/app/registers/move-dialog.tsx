import { useState } from "react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { NamesField } from "../../ui/names-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useRooms } from "../school/use-catalogue.ts";
import { instantOfLocal, localOfInstant } from "./instant-of-local.ts";
import { ReasonForm } from "./reason-form.tsx";
import type { SessionWriting } from "./use-write-session.ts";

interface MoveDialogProps {
  readonly session: SessionRow;
  readonly writing: SessionWriting;
  readonly onClose: () => void;
}

const quick = ["The room was taken", "The room was too small", "Equipment did not work"];

/** "We moved to B12": where and when the session is now. Scans of the new room count, also those from before. */
export function MoveDialog({ session, writing, onClose }: MoveDialogProps) {
  const { timeZone } = session;
  const planned = {
    rooms: session.rooms,
    start: localOfInstant(session.start, timeZone),
    end: localOfInstant(session.end, timeZone),
  };
  const known = useRooms();
  const [rooms, setRooms] = useState<readonly string[]>(planned.rooms);
  const [start, setStart] = useState(planned.start);
  const [end, setEnd] = useState(planned.end);
  const startAt = instantOfLocal(start, timeZone);
  const endAt = instantOfLocal(end, timeZone);
  const inOrder = startAt !== null && endAt !== null && startAt < endAt;
  const movedRooms = rooms.join("\n") !== planned.rooms.join("\n");
  const changed = movedRooms || start !== planned.start || end !== planned.end;

  // What was refused because something is there: the same once more is meant so.
  const [refused, setRefused] = useState<string | null>(null);
  const asked = JSON.stringify([start, end]);
  const again = writing.isThere && refused === asked;

  async function send(reason: string) {
    const moved = {
      ...(movedRooms ? { rooms } : {}),
      ...(start === planned.start ? {} : { start: startAt }),
      ...(end === planned.end ? {} : { end: endAt }),
      ...(again ? { beside: true } : {}),
      reason,
    };
    setRefused(asked);
    if (await writing.write(["move"], moved)) onClose();
  }
  return (
    <Dialog title="We moved" onClose={onClose}>
      <p className="mt-1 text-sm text-muted">
        Say where and when this session is now. Scans in the new room count for it, also those that came
        before.
      </p>
      <ReasonForm
        quick={quick}
        action={again ? "Move it all the same" : "Move the session"}
        busy={writing.busy}
        trouble={writing.trouble}
        ready={inOrder && changed}
        onReason={(reason) => void send(reason)}
        onClose={onClose}
      >
        <NamesField
          label="Rooms"
          chosen={rooms}
          onChange={setRooms}
          choices={known.data?.map((room) => ({
            value: room.code,
            word: [room.title, room.building].filter(Boolean).join(", ") || room.code,
          }))}
          note="By code or name."
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="Start" type="datetime-local" value={start} onChange={setStart} />
          <TextField label="End" type="datetime-local" value={end} onChange={setEnd} />
        </div>
        <p className="-mt-2 text-xs text-muted">
          {inOrder ? `Times in ${timeZone}.` : "The end has to be after the start."}
        </p>
      </ReasonForm>
    </Dialog>
  );
}
