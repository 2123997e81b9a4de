import { type FormEvent, useState } from "react";
import { type DeviceView, deviceKinds, type NewKeyView, newKey } from "../../../src/contract/http/devices.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ApiFault, post } from "../api/call-api.ts";
import { describeKind } from "./describe-source.ts";
import { NewKey } from "./new-key.tsx";

type Kind = DeviceView["kind"];

/** What a device of a kind is called in its topics; null where nothing is asked. */
const addresses: Readonly<Record<Kind, { readonly label: string; readonly note: string } | null>> = {
  native: { label: "Site and name in its topics", note: "site/name. Empty: its name, at this server's site" },
  original: { label: "Location", note: "As it writes it into its messages, such as BSB214" },
  hfsecurity: { label: "Device id", note: "On the terminal's page; facesluiceId in its messages" },
  frigate: null,
  "double-take": null,
  "esp-rfid": { label: "Host name of the board", note: "Empty: its name" },
  tasmota: { label: "Topic", note: "As in tele/TOPIC/SENSOR. Empty: its name" },
  esphome: { label: "Name in its topics", note: "As in esphome/NAME/tag. Empty: its name" },
  generic: { label: "Topic", note: "The whole topic on which it publishes" },
  "home-assistant": null,
  "generic-http": {
    label: "Path below /in/",
    note: "To which it posts, such as gates/north. Empty: its name",
  },
};

interface AddDeviceDialogProps {
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

/** Adds a device, and shows its key once. */
export function AddDeviceDialog({ onAdded, onClose }: AddDeviceDialogProps) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("native");
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [made, setMade] = useState<NewKeyView | null>(null);
  if (made !== null) {
    return (
      <Dialog title={`${made.device.name} is added`} onClose={onClose} wide>
        <NewKey made={made} onClose={onClose} />
      </Dialog>
    );
  }
  const errors = fault instanceof ApiFault ? fault.errors : [];
  const wrong = (field: string): string | undefined => errors.find((error) => error.field === field)?.message;
  const said = (field: string, note: string) => {
    const message = wrong(field);
    return message === undefined ? note : <span className="text-denied">{message}</span>;
  };
  const asked = addresses[kind];

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === "" || busy) return;
    setBusy(true);
    setFault(null);
    const told = asked === null ? "" : address.trim();
    try {
      setMade(
        await post(newKey, "devices", { name: name.trim(), kind, ...(told !== "" && { address: told }) }),
      );
      onAdded();
    } catch (error) {
      setFault(error);
    }
    setBusy(false);
  }
  return (
    <Dialog title="Add a device" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="mt-3 flex flex-col gap-4">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          required
          autoComplete="off"
          maxLength={63}
          placeholder="door-1"
          note={said("name", "Its user name: a-z, 0-9 and -")}
        />
        <div className="flex flex-col gap-1">
          <span className="text-xs text-muted">What it is</span>
          <Select
            label="What it is"
            value={kind}
            choices={deviceKinds.map((value) => ({
              value,
              word: value === "native" ? "Muster’s own protocol: reader, kiosk" : describeKind(value),
            }))}
            onChange={setKind}
          />
        </div>
        {asked !== null && (
          <TextField
            label={asked.label}
            value={address}
            onChange={setAddress}
            autoComplete="off"
            maxLength={128}
            note={said("address", asked.note)}
          />
        )}
        {fault !== null &&
          wrong("name") === undefined &&
          (asked === null || wrong("address") === undefined) && (
            <p role="alert" className="text-sm text-denied">
              {fault instanceof Error ? fault.message : String(fault)}
            </p>
          )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={name.trim() === "" || busy}>
            Add and show its key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
