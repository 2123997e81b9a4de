import { type FormEvent, useEffect, useId, useState } from "react";
import { isPin } from "../people/pin.ts";
import { readLocations } from "../running/ask-server.ts";
import type { Booted } from "../running/boot.ts";
import { BigButton } from "../screens/big-button.tsx";
import { type KioskSettings, kioskSettings } from "../store/kiosk-settings.ts";
import { Field } from "./field.tsx";

interface PlaceFormProps {
  readonly booted: Booted;
  /** The first time the operator chooses a PIN as well. */
  readonly first: boolean;
  readonly onDone: (place: KioskSettings) => void;
}

/** Where this kiosk stands and what it is called: said once. */
export function PlaceForm({ booted, first, onDone }: PlaceFormProps) {
  const { ask, kept, place, site: proposed, mqttHere } = booted;
  const asksPin = first && !kept.hasOperatorPin;
  const [site, setSite] = useState(place?.site ?? proposed);
  const [device, setDevice] = useState(place?.device ?? "");
  const [location, setLocation] = useState(place?.location ?? "");
  const [key, setKey] = useState(place?.key ?? "");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [complaint, setComplaint] = useState<string | null>(null);
  const [locations, setLocations] = useState<readonly string[]>([]);
  const list = useId();
  useEffect(() => {
    void readLocations().then(setLocations);
  }, []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const parsed = kioskSettings.safeParse({
      site,
      device,
      location,
      ...(key.trim() !== "" && { key: key.trim() }),
    });
    if (!parsed.success) {
      setComplaint(
        "Site and device are names of 1 to 63 of a-z, 0-9 and “-”. The location must not be empty.",
      );
      return;
    }
    if (asksPin) {
      if (!isPin(pin) || pin !== again) {
        setComplaint("The operator’s PIN is six digits, the same in both fields.");
        return;
      }
      await ask("setOperatorPin", { pin });
      await ask("lock", null);
    }
    onDone(parsed.data);
  }

  const form = (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      {!mqttHere && (
        <p className="rounded-panel bg-late-soft p-4 text-kiosk-sm">
          This server uses a broker of your own. Kiosks reach a broker only at this server’s /mqtt: route that
          path to your broker’s WebSocket listener, or nothing will arrive.
        </p>
      )}
      <Field
        label="Location"
        hint="The room as the registers call it."
        value={location}
        onValue={setLocation}
        list={list}
        required
      />
      <datalist id={list}>
        {locations.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field
        label="Name of this device"
        hint="Such as kiosk-bsb214. Each kiosk needs its own."
        value={device}
        onValue={setDevice}
        required
      />
      <Field label="Site" value={site} onValue={setSite} required />
      <Field
        label="Key of this device"
        hint="Where it was added under Devices. Empty on the server’s own machine, where none is needed."
        type="password"
        value={key}
        onValue={setKey}
      />
      {asksPin && (
        <>
          <Field
            label="Operator’s PIN (six digits)"
            hint="Opens enrolment and settings on this device. Nobody can look it up later."
            type="password"
            inputMode="numeric"
            value={pin}
            onValue={setPin}
            required
          />
          <Field
            label="The PIN again"
            type="password"
            inputMode="numeric"
            value={again}
            onValue={setAgain}
            required
          />
        </>
      )}
      {complaint !== null && (
        <p role="alert" className="text-kiosk-sm font-medium text-denied">
          {complaint}
        </p>
      )}
      <BigButton kind="primary" type="submit">
        {first ? "Start this kiosk" : "Save and restart"}
      </BigButton>
    </form>
  );
  if (!first) return form;
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-6 p-8">
      <h1 className="text-kiosk-lg font-semibold">Put this kiosk in its place</h1>
      {form}
    </main>
  );
}
