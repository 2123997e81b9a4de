import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type DeviceView, type NewKeyView, newKey } from "../../../src/contract/http/devices.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { post } from "../api/call-api.ts";
import { NewKey } from "./new-key.tsx";

const holds = [
  { value: "24", word: "for a day" },
  { value: "168", word: "for a week" },
  { value: "0", word: "no longer: it was stolen or told" },
] as const;

interface RotateKeyDialogProps {
  readonly device: DeviceView;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Gives a device a new key, and shows it once. */
export function RotateKeyDialog({ device, onDone, onClose }: RotateKeyDialogProps) {
  const [hold, setHold] = useState<(typeof holds)[number]["value"]>("24");
  const [made, setMade] = useState<NewKeyView | null>(null);
  const rotating = useMutation({
    mutationFn: () =>
      post(newKey, `devices/${encodeURIComponent(device.name)}/rotate`, { holdHours: Number(hold) }),
    onSuccess(view) {
      setMade(view);
      onDone();
    },
  });
  if (made !== null) {
    return (
      <Dialog title={`A new key for ${device.name}`} onClose={onClose} wide>
        <NewKey made={made} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={`A new key for ${device.name}?`}
      action="Make and show it"
      busy={rotating.isPending}
      trouble={rotating.error?.message ?? null}
      onConfirm={() => rotating.mutate()}
      onClose={onClose}
    >
      <p>The new key holds at once. Paste it into the device while the old one holds as well.</p>
      <div className="flex flex-wrap items-center gap-2">
        <span>The old key holds</span>
        <Select label="How long the old key holds" value={hold} choices={holds} onChange={setHold} />
      </div>
    </ConfirmDialog>
  );
}
