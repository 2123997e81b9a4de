import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { type DescriptionView, descriptionView } from "../../../src/contract/http/descriptions.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { post } from "../api/call-api.ts";
import { useMay } from "../me/use-me.ts";
import { DescriptionDialog } from "./description-dialog.tsx";
import { type DescriptionForm, emptyForm, toForm } from "./description-form.ts";
import { descriptionsKey, useDescriptions } from "./use-descriptions.ts";

/** Senders that no adapter knows and that somebody described, each to be changed or switched off. */
export function DescriptionsPanel({ timeZone }: { readonly timeZone: string }) {
  const client = useQueryClient();
  const mayDescribe = useMay("reader.write");
  const { data, error, refetch } = useDescriptions();
  const [asked, setAsked] = useState<{ readonly form: DescriptionForm; readonly known: boolean } | null>(
    null,
  );
  const [said, setSaid] = useState<string | null>(null);
  const again = () => client.invalidateQueries({ queryKey: [descriptionsKey] });
  const leaving = useMutation({
    mutationFn: (name: string) => post(descriptionView, `descriptions/${encodeURIComponent(name)}/off`),
    onSuccess({ name }) {
      setSaid(`${name} is read no longer; its description is kept.`);
      void again();
    },
  });
  return (
    <Panel
      title="Described senders"
      note="for what Muster does not know by itself"
      className="shrink-0"
      tools={
        mayDescribe && (
          <Button onClick={() => setAsked({ form: emptyForm, known: false })}>
            <Plus aria-hidden className="size-3.5" />
            Describe a sender
          </Button>
        )
      }
    >
      {error !== null && (
        <ReadTrouble what="The described senders" error={error} onAgain={() => void refetch()} />
      )}
      {said !== null && (
        <p role="status" className="border-b border-line px-4 py-2 text-sm">
          {said}
        </p>
      )}
      {leaving.error !== null && (
        <p role="alert" className="px-4 py-2 text-sm text-denied">
          {leaving.error.message}
        </p>
      )}
      {data?.descriptions.length === 0 && (
        <p className="px-4 py-3 text-sm text-muted">
          Nobody described one yet. Whatever publishes or posts JSON or lines of text can be read: say where
          in its messages stands whom it saw, and see at once how its last messages would be read.
        </p>
      )}
      <ul>
        {data?.descriptions.map((one) => (
          <Described
            key={one.name}
            one={one}
            timeZone={timeZone}
            may={mayDescribe}
            busy={leaving.isPending}
            onChange={() => setAsked({ form: toForm(one.description), known: true })}
            onOff={() => leaving.mutate(one.name)}
          />
        ))}
      </ul>
      {asked !== null && (
        <DescriptionDialog
          form={asked.form}
          known={asked.known}
          onClose={() => setAsked(null)}
          onDone={(summary) => {
            setAsked(null);
            setSaid(summary);
            void again();
          }}
        />
      )}
    </Panel>
  );
}

const whence = ({ filter, path }: DescriptionView["description"]): string =>
  typeof path === "string" ? `/in/${path}` : String(filter ?? "");

interface DescribedProps {
  readonly one: DescriptionView;
  readonly timeZone: string;
  readonly may: boolean;
  readonly busy: boolean;
  readonly onChange: () => void;
  readonly onOff: () => void;
}

function Described({ one, timeZone, may, busy, onChange, onOff }: DescribedProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <span className="flex min-w-0 flex-col">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <strong className="font-semibold break-all">{one.name}</strong>
          <code className="font-mono text-xs break-all">{whence(one.description)}</code>
        </span>
        <span className="text-xs text-muted">
          {one.on ? "Read" : "Switched off"} since {writeMoment(one.at, timeZone)}, by {one.by}
        </span>
      </span>
      {may && (
        <span className="flex flex-wrap gap-2 print:hidden">
          <Button onClick={onChange} aria-label={one.on ? `Change ${one.name}` : `Switch ${one.name} on`}>
            {one.on ? "Change" : "Switch on"}
          </Button>
          {one.on && (
            <Button kind="quiet" disabled={busy} onClick={onOff} aria-label={`Switch ${one.name} off`}>
              Switch off
            </Button>
          )}
        </span>
      )}
    </li>
  );
}
