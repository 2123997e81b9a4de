import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type ImportView, importView } from "../../../src/contract/http/imports.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { type CalendarRule, firstRule, ruleTrouble } from "./calendar-rules.ts";
import { calendarSamples } from "./calendar-samples.ts";
import { heldUpload, holdUpload } from "./held-uploads.ts";
import { RuleEditor } from "./rule-editor.tsx";
import { sendFiles } from "./send-files.ts";
import { importsKey, useImports } from "./use-imports.ts";

const mostSamples = 20;
const number = new Intl.NumberFormat("en-GB");

/**
 * Whose calendar a file is and how its entries are read, to be chosen before anything is applied. Another choice reads the
 * file once more: a new preview takes this one's place.
 */
export function ReadingPanel({ view }: { readonly view: ImportView }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const upload = heldUpload(view.id);
  const { data } = useImports();
  const [source, setSource] = useState(bareSource(view.source));
  const [rule, setRule] = useState<CalendarRule>(upload?.rule ?? firstRule);
  const [open, setOpen] = useState(upload?.rule !== undefined);
  const reading = useMutation({
    mutationFn: async () => {
      if (upload === null) throw new Error("The page was loaded anew: choose the file again.");
      const again = { ...upload, source: source.trim(), rule };
      const next = await sendFiles(again, () => undefined, new AbortController().signal);
      holdUpload(next.id, again);
      await post(importView, `imports/${encodeURIComponent(view.id)}/discard`, {});
      return next;
    },
    onSuccess: async (next) => {
      client.setQueryData([...importsKey, next.id], next);
      await navigate({
        to: "/imports/$import",
        params: { import: next.id },
        replace: true,
        resetScroll: false,
      });
      void client.invalidateQueries({ queryKey: importsKey });
    },
  });
  const known = [
    ...new Set(
      (data?.pages ?? []).flatMap(({ imports }) =>
        imports.flatMap((one) =>
          one.kind === "icalendar" && !one.source.startsWith("feed ") ? [bareSource(one.source)] : [],
        ),
      ),
    ),
  ];
  const trouble = ruleTrouble(rule);
  const ready = source.trim() !== "" && trouble.summary === null && trouble.locationNoise === null;
  if (view.source.startsWith("feed ")) return null;
  return (
    <Panel
      title="How this file is read"
      note={upload === null ? "to read it otherwise, choose the file again" : undefined}
      className="shrink-0"
    >
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && upload !== null && !reading.isPending) reading.mutate();
        }}
      >
        <TextField
          label="Whose calendar it is"
          value={source}
          onChange={setSource}
          maxLength={80}
          autoComplete="off"
          disabled={upload === null}
          list="calendar-sources"
          note="Each department or file has meetings of its own: a newer file of the same name changes them, one of another name adds others."
        />
        <datalist id="calendar-sources">
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {upload?.complete === true && (
          <p className="text-sm text-muted">
            {tellEnded(view)} The sessions of other calendars stay as they are.
          </p>
        )}
        {open && upload !== null ? (
          <RuleEditor rule={rule} onChange={setRule} samples={samplesOf(upload.packed.bytes, rule)} />
        ) : (
          upload !== null && (
            <div>
              <Button onClick={() => setOpen(true)}>Titles, places, staff, zones and letters…</Button>
            </div>
          )
        )}
        {reading.error !== null && (
          <p role="alert" className="text-sm break-words text-denied">
            {reading.error.message}
          </p>
        )}
        {upload !== null && (
          <div className="flex justify-end">
            <Button type="submit" kind="plain" disabled={!ready || reading.isPending}>
              {reading.isPending ? "Reading" : "Read it again so"}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

/** What it does that a file counts as complete. */
function tellEnded({ counts }: ImportView): string {
  const ended = counts.find(({ thing }) => thing === "session")?.end ?? 0;
  if (ended === 0) return "The file counts as complete, and cancels nothing of this calendar.";
  const sessions = ended === 1 ? "1 coming session" : `${number.format(ended)} coming sessions`;
  return `The file counts as complete: ${sessions} of this calendar that it does not hold would be cancelled.`;
}

/** As people call it. */
function bareSource(source: string): string {
  return source === "icalendar" ? "icalendar" : source.replace(/^calendar /, "");
}

function samplesOf(bytes: Uint8Array, { encoding }: CalendarRule): string {
  const text = new TextDecoder(encoding ?? "utf-8").decode(bytes);
  return calendarSamples(text, mostSamples)
    .map(({ summary, location }) => (location === "" ? summary : `${summary} | ${location}`))
    .join("\n");
}
