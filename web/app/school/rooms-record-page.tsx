import { getRouteApi, Link } from "@tanstack/react-router";
import { DoorOpen, Plus } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { roomView } from "../../../src/contract/http/roster.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { patch, post } from "../api/call-api.ts";
import { DeedLine } from "./deed-line.tsx";
import { maybeOf, RecordDialog, type RecordField, type RecordValues, textOf } from "./record-dialog.tsx";
import { RecordTable } from "./record-table.tsx";
import { SchoolParts } from "./school-parts.tsx";
import { useAddAsked } from "./use-add-asked.ts";
import { useRooms } from "./use-catalogue.ts";
import { useDeeds } from "./use-deeds.ts";

type Room = z.infer<typeof roomView>;
const route = getRouteApi("/school/rooms");

const fields: readonly RecordField[] = [
  { name: "code", label: "Code", required: true, note: "As the timetable names it" },
  { name: "title", label: "Name" },
  { name: "building", label: "Building" },
  { name: "capacity", label: "Seats", type: "number" },
  {
    name: "aliases",
    label: "Other names",
    note: "What devices and files call it, a comma between two. Scans that came under one count from then on.",
  },
];

/** Rooms with their buildings and the other names that devices and files call them by. */
export function RoomsRecordPage() {
  const { alias, add } = route.useSearch();
  const navigate = route.useNavigate();
  const rooms = useRooms();
  const deeds = useDeeds();
  const [open, setOpen] = useState<Room | "new" | null>(null);
  useAddAsked(
    add,
    () => setOpen("new"),
    () => void navigate({ search: { alias }, replace: true }),
  );

  async function save(values: RecordValues) {
    const capacity = textOf(values, "capacity");
    const body = {
      code: textOf(values, "code"),
      title: maybeOf(values, "title"),
      building: maybeOf(values, "building"),
      capacity: capacity === "" ? null : Number(capacity),
      aliases: listOf(textOf(values, "aliases")),
    };
    if (open === "new" || open === null) {
      await post(roomView, "roster/rooms", body);
      await deeds.did(`The room ${body.code} was added.`);
    } else {
      const { id, ...before } = open;
      await patch(roomView, `roster/rooms/${id}`, body);
      await deeds.did(`The room ${body.code} was changed.`, () =>
        patch(roomView, `roster/rooms/${id}`, before),
      );
    }
    if (alias !== undefined) void navigate({ search: {}, replace: true });
  }
  return (
    <>
      <PageHeading title="School" note="kept by hand" />
      <SchoolParts />
      <DeedLine deeds={deeds} />
      {alias !== undefined && (
        <p className="rounded-panel border border-late bg-late-soft px-4 py-2.5 text-sm">
          No room is called “{alias}”. Choose <em>Is “{alias}”</em> beside the room that it is another name
          of, or add a room.
        </p>
      )}
      <RecordTable
        title="Rooms"
        what="The rooms"
        query={rooms}
        keyOf={({ id }) => id}
        nameOf={({ code }) => code}
        columns={[
          {
            head: "Code",
            cell: ({ code }) => (
              <Link
                to="/rooms/$code"
                params={{ code }}
                className="hover:underline max-sm:inline-block max-sm:py-1"
              >
                {code}
              </Link>
            ),
          },
          { head: "Name", cell: ({ title }) => title },
          { head: "Building", cell: ({ building }) => building },
          { head: "Seats", cell: ({ capacity }) => capacity },
          { head: "Other names", cell: ({ aliases }) => aliases.join(", ") },
        ]}
        onEdit={setOpen}
        more={(room) =>
          alias === undefined ? null : (
            <Button
              onClick={() =>
                void patch(roomView, `roster/rooms/${room.id}`, { aliases: [...room.aliases, alias] })
                  .then(() =>
                    deeds.did(`“${alias}” is another name of ${room.code}.`, () =>
                      patch(roomView, `roster/rooms/${room.id}`, { aliases: room.aliases }),
                    ),
                  )
                  .then(() => navigate({ search: {}, replace: true }))
              }
            >
              Is “{alias}”
            </Button>
          )
        }
        tools={
          <Button onClick={() => setOpen("new")}>
            <Plus aria-hidden className="size-3.5" />
            Add a room
          </Button>
        }
        empty={{
          icon: DoorOpen,
          title: "No room yet",
          children: (
            <p>
              Rooms come with a timetable, or are added here. A scan counts only for a room that is known.
            </p>
          ),
        }}
      />
      {open !== null && (
        <RecordDialog
          title={open === "new" ? "Add a room" : `Change ${open.code}`}
          fields={fields}
          begin={
            open === "new"
              ? { code: alias ?? "" }
              : {
                  code: open.code,
                  title: open.title ?? "",
                  building: open.building ?? "",
                  capacity: open.capacity === null ? "" : String(open.capacity),
                  aliases: open.aliases.join(", "),
                }
          }
          action={open === "new" ? "Add" : "Change"}
          onSave={save}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ),
];
