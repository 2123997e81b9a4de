import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { placementDone } from "../../../src/contract/http/placements.ts";
import type { SenderDetail } from "../../../src/contract/http/senders.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { NamesField } from "../../ui/names-field.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { countScans } from "../identities/identity-words.ts";
import { instantOfLocal, localOfInstant } from "../registers/instant-of-local.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { useRooms } from "../school/use-catalogue.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { nameOfSender } from "./name-of-sender.ts";
import { PlacementOutcome } from "./placement-outcome.tsx";
import { type PlacementAsked, placementsKey, placementsPath, usePlacementPreview } from "./use-placements.ts";

interface MoveDeviceDialogProps {
  readonly detail: SenderDetail;
  /** Told what came of it. */
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

/** Says in which room a device hangs since some time: which scans and marks would change, and then does it. */
export function MoveDeviceDialog({ detail, onDone, onClose }: MoveDeviceDialogProps) {
  const { sender, now, days, locations } = detail;
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const client = useQueryClient();
  const rooms = useRooms();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [since, setSince] = useState(() => localOfInstant(days.at(-1)?.from ?? now, timeZone));
  const [location, setLocation] = useState(locations[0]?.location ?? "");
  const [room] = chosen;
  const from = instantOfLocal(since, timeZone);
  const asked: PlacementAsked | null =
    room === undefined || from === null ? null : { room, from, ...(locations.length > 1 && { location }) };
  const preview = usePlacementPreview(sender.name, asked);
  const moving = useMutation({
    mutationFn: (reason: string) => post(placementDone, placementsPath(sender.name), { ...asked, reason }),
    onSuccess: ({ scans }) => {
      void client.invalidateQueries({ queryKey: [placementsKey] });
      onDone(`${nameOfSender(sender)} hangs in ${room}: ${countScans(scans)} moved with it.`);
    },
  });
  const isKnown =
    asked !== null && preview.data !== undefined && !preview.isFetching && preview.error === null;
  return (
    <Dialog title={`Where does ${nameOfSender(sender)} hang?`} onClose={onClose} wide>
      <p className="mt-2 text-sm text-muted">
        Its scans since then are of that room, whenever they come; those of before stay where they were.
        Nothing is stored before you say so, and it can be taken back. Where its own messages name another
        place from now on, they are believed.
      </p>
      <ReasonForm
        quick={["It was moved and nobody told", "It says the wrong room"]}
        action="Move it"
        busy={moving.isPending}
        ready={isKnown}
        trouble={moving.error?.message ?? null}
        onReason={(reason) => moving.mutate(reason)}
        onClose={onClose}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <NamesField
            label="Room"
            single
            chosen={chosen}
            onChange={setChosen}
            choices={rooms.data?.map((one) => ({
              value: one.code,
              word: [one.title, one.building].filter(Boolean).join(", ") || one.code,
            }))}
            note="By code or name."
          />
          <div className="flex flex-col gap-1.5">
            <TextField label="Since" type="datetime-local" value={since} onChange={setSince} />
            <p className="text-xs text-muted">Not in the future. Times in {timeZone}.</p>
          </div>
        </div>
        {locations.length > 1 && (
          <div className="flex flex-wrap items-center gap-2 text-sm">
            <span aria-hidden>What it sends as</span>
            <Select
              label="What it sends as"
              value={location}
              choices={locations.map((one) => ({ value: one.location, word: one.location }))}
              onChange={setLocation}
            />
          </div>
        )}
        {asked !== null && <PlacementOutcome preview={preview} where={`of ${room}`} />}
      </ReasonForm>
    </Dialog>
  );
}
