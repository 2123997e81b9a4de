import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { madeApiToken } from "../../../src/contract/http/api-tokens.ts";
import { type Deed, deeds, isDeed } from "../../../src/domain/rights/deeds.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Command } from "../../ui/command.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { useMayDeed } from "../me/use-me.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { OwnerProofField, type ProvingOwner, useOwnerProof } from "./owner-proof.tsx";

interface NewTokenDialogProps {
  readonly of: ProvingOwner;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

const named: readonly Deed[] = Object.keys(deeds).filter(isDeed);
/** Rights in the order of their table, by its areas. */
const areas = [...new Set(named.map((deed) => deeds[deed].area))].map((area) => ({
  area,
  of: named.filter((deed) => deeds[deed].area === area && deed !== "account.write"),
}));

/** Makes a token for a programme, and shows it once. */
export function NewTokenDialog({ of, onMade, onClose }: NewTokenDialogProps) {
  const [name, setName] = useState("");
  const [until, setUntil] = useState("");
  const proof = useOwnerProof(of);
  const [chosen, setChosen] = useState<readonly Deed[]>([]);
  const make = useMutation({
    mutationFn: () =>
      post(madeApiToken, "account/tokens", { name, until, current: proof.current, deeds: chosen }),
    onSuccess: onMade,
    onError: () => of.onAccount(null),
  });
  const ready = name.trim() !== "" && until !== "" && proof.ready && chosen.length > 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !make.isPending) make.mutate();
  }
  if (make.data !== undefined) {
    return (
      <Dialog title="Your token" onClose={onClose}>
        <div className="mt-2 flex flex-col gap-3 text-sm text-muted">
          <p>
            It is shown this once. Keep it where {name} reads it, as a password, and never in an address: it
            goes into the header <code className="font-mono text-xs">Authorization: Bearer</code>.
          </p>
          <Command line={make.data.token} label="the token" />
        </div>
        <div className="mt-5 flex justify-end">
          <Button kind="primary" onClick={onClose}>
            I have it
          </Button>
        </div>
      </Dialog>
    );
  }
  const note = (field: string, otherwise?: string) => {
    const wrong = faultOfField(make.error, field);
    return wrong === null ? otherwise : <span className="text-denied">{wrong}</span>;
  };
  const wrongDeeds = faultOfField(make.error, "deeds");
  const other = otherFault(make.error, ["name", "until", "password", "deeds"]);
  return (
    <Dialog title="Make a token" onClose={onClose} wide>
      <p className="mt-1 text-sm text-muted">
        A programme that shows it does what you choose here in your name, as far as you may yourself.
      </p>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-5">
        <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
          <TextField
            label="For which programme"
            value={name}
            onChange={setName}
            required
            maxLength={60}
            autoComplete="off"
            autoFocus
            note={note("name", "Such as Prometheus")}
          />
          <TextField
            label="Last day"
            type="date"
            value={until}
            onChange={setUntil}
            required
            note={note("until", "At most a year from now")}
          />
        </div>
        <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
          {areas.map(({ area, of }) => (
            <DeedChoice key={area} area={area} of={of} chosen={chosen} onChange={setChosen} />
          ))}
        </div>
        {wrongDeeds !== null && (
          <p role="alert" className="text-sm text-denied">
            {wrongDeeds}
          </p>
        )}
        <OwnerProofField of={of} proof={proof} error={make.error} />
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || make.isPending}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface DeedChoiceProps {
  readonly area: string;
  readonly of: readonly Deed[];
  readonly chosen: readonly Deed[];
  readonly onChange: (chosen: readonly Deed[]) => void;
}

/** The rights of one area that its reader has. */
function DeedChoice({ area, of, chosen, onChange }: DeedChoiceProps) {
  const may = useMayDeed();
  const own = of.filter(may);
  if (own.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs text-muted">{area.charAt(0).toUpperCase() + area.slice(1)}</legend>
      {own.map((deed) => (
        <Checkbox
          key={deed}
          label={deeds[deed].does.charAt(0).toUpperCase() + deeds[deed].does.slice(1)}
          checked={chosen.includes(deed)}
          onChange={(checked) =>
            onChange(named.filter((one) => (one === deed ? checked : chosen.includes(one))))
          }
        />
      ))}
    </fieldset>
  );
}
