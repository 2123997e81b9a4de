import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId } from "react";
import { type InstitutionView, institutionView } from "../../../src/contract/http/institution.ts";
import { musterLine } from "../../../src/contract/http/muster-line.ts";
import type { SystemView } from "../../../src/contract/http/system.ts";
import { zoneHere } from "../../time/zone-here.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/command.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { patch } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";
import { institutionKey, useInstitution } from "./use-institution.ts";

/** What is typed and not saved; null where nothing is. */
export interface InstitutionDraft {
  readonly name: string | null;
  readonly timeZone: string | null;
}

export const nothingTyped: InstitutionDraft = { name: null, timeZone: null };

interface InstitutionPanelProps {
  readonly typed: InstitutionDraft;
  readonly onType: (typed: Partial<InstitutionDraft>) => void;
}

/** What is typed in one field and not saved; null where nothing is. */
interface FieldDraft {
  readonly typed: string | null;
  readonly onType: (typed: string | null) => void;
}

/** What the institution is called, and the zone of its days with the way to change it. */
export function InstitutionPanel({ typed, onType }: InstitutionPanelProps) {
  const { state } = useLoaded();
  const { timeZone, institution, store } = state.system;
  return (
    <Panel title="Institution" note="its name and its clock" className="shrink-0">
      <div className="grid gap-x-8 gap-y-5 px-4 py-4 lg:grid-cols-2">
        <NameForm name={institution.name} typed={typed.name} onType={(name) => onType({ name })} />
        <ZoneOf
          timeZone={timeZone}
          store={store}
          institution={useInstitution().data}
          typed={typed.timeZone}
          onType={(zone) => onType({ timeZone: zone })}
        />
      </div>
    </Panel>
  );
}

function NameForm({ name, typed, onType }: FieldDraft & { readonly name: string }) {
  const rename = useMutation({
    mutationFn: (next: string) => patch(institutionView, "institution", { name: next }),
    onSuccess: () => onType(null),
  });
  const changed = typed !== null && typed.trim() !== name;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (changed && !rename.isPending) rename.mutate(typed);
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 flex-col gap-3">
      <TextField
        label="Name of the school or university"
        value={typed ?? name}
        onChange={onType}
        maxLength={120}
        autoComplete="organization"
        note={
          rename.error === null ? (
            name === "" ? (
              "Stands above the pages from then on."
            ) : (
              "Stands above the pages. Left empty, it says Muster."
            )
          ) : (
            <span role="alert" className="text-denied">
              {rename.error.message}
            </span>
          )
        }
      />
      <div>
        <Button type="submit" disabled={!changed || rename.isPending}>
          Save the name
        </Button>
      </div>
    </form>
  );
}

interface ZoneProps extends Pick<SystemView, "timeZone" | "store">, FieldDraft {
  readonly institution: InstitutionView | undefined;
}

/** Asks for the zone while the store is new; of one with days of its own it says how the zone is changed. */
function ZoneOf({ timeZone, store, institution, typed, onType }: ZoneProps) {
  if (institution?.asksTimeZone === true)
    return <ZoneForm institution={institution} typed={typed} onType={onType} />;
  const here = zoneHere();
  return (
    <div className="flex min-w-0 flex-col gap-2 text-sm">
      <p>
        <span className="block text-xs text-muted">Time zone in which its days begin and end</span>
        <span className="text-base font-medium">{timeZone}</span>
        {here !== timeZone && <span className="text-muted"> · this device is in {here}</span>}
      </p>
      <p className="text-muted">
        Sessions are stored in this zone, so it is not changed from a page. If it is wrong: stop the server,
        run this {store.kind === "external" ? "with the same DATABASE_URL and " : ""}with the name of yours,
        in the project’s folder, and start it again.
      </p>
      <Command
        line={musterLine(`time-zone ${here === timeZone ? "Europe/London" : here}`, store.variables)}
        label="the command for the time zone"
      />
    </div>
  );
}

/**
 * The zone that the form of a new store shows before anything is typed. Whoever sets a school up mostly sits where it
 * is; the server may stand anywhere.
 */
export const zoneOffered = ({ nextTimeZone }: InstitutionView): string => nextTimeZone ?? zoneHere();

function ZoneForm({ institution, typed, onType }: FieldDraft & { readonly institution: InstitutionView }) {
  const { timeZone, nextTimeZone } = institution;
  const list = useId();
  const shown = typed ?? zoneOffered(institution);
  const client = useQueryClient();
  const move = useMutation({
    mutationFn: (next: string) => patch(institutionView, "institution", { timeZone: next }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: institutionKey });
      onType(null);
    },
  });
  const wanted = shown.trim();
  const changed = wanted !== (nextTimeZone ?? timeZone);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (changed && wanted !== "" && !move.isPending) move.mutate(wanted);
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 flex-col gap-3">
      <TextField
        label="Time zone in which its days begin and end"
        value={shown}
        onChange={onType}
        list={list}
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
        note={
          move.error === null ? (
            `The server counts in ${timeZone}; this device is in ${zoneHere()}.`
          ) : (
            <span role="alert" className="text-denied">
              {move.error.message}
            </span>
          )
        }
      />
      <datalist id={list}>
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div>
        <Button type="submit" disabled={!changed || wanted === "" || move.isPending}>
          Save the zone
        </Button>
      </div>
      {nextTimeZone !== null && (
        <p role="status" className="text-sm font-medium text-late">
          Saved. Stop the server and start it again before anything is loaded: from then on its days are those
          of {nextTimeZone}.
        </p>
      )}
    </form>
  );
}
