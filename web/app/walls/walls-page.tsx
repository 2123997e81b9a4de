import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorPlay, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { madeWallLink, type WallLinkView, wallLinkList } from "../../../src/contract/http/walls.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Command } from "../../ui/command.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { post, read, removeReading } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";
import { useMay } from "../me/use-me.ts";
import { RecordDialog, textOf } from "../school/record-dialog.tsx";
import { RecordTable } from "../school/record-table.tsx";
import { SchoolParts } from "../school/school-parts.tsx";

const wallsKey = ["walls"] as const;

/** The links that open the wall on screens. */
export function WallsPage() {
  const { timeZone } = useLoaded().state.system;
  const client = useQueryClient();
  const writes = useMay("wall.write");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null);
  const [ending, setEnding] = useState<WallLinkView | null>(null);
  const walls = useQuery({
    queryKey: wallsKey,
    queryFn: async ({ signal }) => (await read(wallLinkList, "walls", signal)).walls,
    // Which screens are on is told by nobody.
    refetchInterval: 15_000,
  });
  const end = useMutation({
    mutationFn: ({ id }: WallLinkView) => removeReading(wallLinkList, `walls/${id}`),
    onSuccess(list) {
      client.setQueryData(wallsKey, list.walls);
      setEnding(null);
    },
  });
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-3.5" />
      Add a wall
    </Button>
  );
  return (
    <>
      <PageHeading
        title="School"
        note="screens in the foyer"
        tools={
          <a href={pagePaths.wall} className={buttonLook("quiet")}>
            <MonitorPlay aria-hidden className="size-3.5" />
            See the wall
          </a>
        }
      />
      <SchoolParts />
      <RecordTable
        title="Walls"
        what="The walls"
        query={walls}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        columns={[
          { head: "Where it hangs", cell: ({ name }) => name },
          { head: "Screens on now", cell: ({ screens }) => (screens === 0 ? "none" : screens) },
          {
            head: "Last switched on",
            cell: ({ lastShownAt }) => (lastShownAt === null ? "never" : writeMoment(lastShownAt, timeZone)),
          },
          {
            head: "Made",
            cell: ({ createdAt, createdBy }) => `${writeMoment(createdAt, timeZone)}, by ${createdBy}`,
          },
        ]}
        {...(writes
          ? {
              more: (wall: WallLinkView) => (
                <Button kind="quiet" aria-label={`End ${wall.name}`} onClick={() => setEnding(wall)}>
                  <Trash2 aria-hidden className="size-3.5" />
                  End
                </Button>
              ),
              tools: add,
            }
          : {})}
        empty={{
          icon: MonitorPlay,
          title: "No wall yet",
          children: (
            <p>
              A screen in the foyer shows what is on now and next, in which room, and how many came, without
              anybody’s name. It signs in with nothing but a link: add one for each screen, so that each can
              be ended by itself.
            </p>
          ),
        }}
      />
      {adding && (
        <RecordDialog
          title="Add a wall"
          about="Its link is shown once. Open it on the screen; it holds until you end it."
          fields={[{ name: "name", label: "Where it hangs", required: true, note: "Foyer, north side" }]}
          begin={{}}
          action="Make its link"
          onSave={async (values) => {
            const name = textOf(values, "name");
            const { secret, walls: list } = await post(madeWallLink, "walls", { name });
            client.setQueryData(wallsKey, list);
            setMade({ name, secret });
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {made !== null && (
        <Dialog title={`Link for ${made.name}`} onClose={() => setMade(null)}>
          <div className="mt-2 flex flex-col gap-3 text-sm text-muted">
            <p>
              Open it on the screen. It is shown this once; whoever has it sees sessions, rooms and counts,
              and nothing else.
            </p>
            <Command line={`${location.origin}${pagePaths.wall}#${made.secret}`} label="the link" />
          </div>
          <div className="mt-5 flex justify-end">
            <Button kind="primary" onClick={() => setMade(null)}>
              I have it
            </Button>
          </div>
        </Dialog>
      )}
      {ending !== null && (
        <ConfirmDialog
          title={`End the wall ${ending.name}?`}
          action="End it"
          busy={end.isPending}
          trouble={end.error?.message ?? null}
          onConfirm={() => end.mutate(ending)}
          onClose={() => setEnding(null)}
        >
          <p>
            Its screen shows nothing from that moment on. The link cannot be brought back; another can be
            made.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
