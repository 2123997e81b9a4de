import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { institutionView } from "../../../src/contract/http/institution.ts";
import { musterLine } from "../../../src/contract/http/muster-line.ts";
import type { SystemView } from "../../../src/contract/http/system.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/command.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { patch } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";

/** What the institution is called, and the zone of its days with the way to change it. */
export function InstitutionPanel() {
  const { state } = useLoaded();
  const { timeZone, institution, store } = state.system;
  return (
    <Panel title="Institution" note="its name and its clock" className="shrink-0">
      <div className="grid gap-x-8 gap-y-5 px-4 py-4 lg:grid-cols-2">
        <NameForm key={institution.name} name={institution.name} />
        <ZoneOf timeZone={timeZone} store={store} />
      </div>
    </Panel>
  );
}

function NameForm({ name }: { name: string }) {
  const [typed, setTyped] = useState(name);
  const rename = useMutation({
    mutationFn: (next: string) => patch(institutionView, "institution", { name: next }),
  });
  const changed = typed.trim() !== name;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (changed && !rename.isPending) rename.mutate(typed);
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 flex-col gap-3">
      <TextField
        label="Name of the school or university"
        value={typed}
        onChange={setTyped}
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

/** A running server does not move the days of what it holds: the page says how it is done, and nothing is guessed. */
function ZoneOf({ timeZone, store }: Pick<SystemView, "timeZone" | "store">) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
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
