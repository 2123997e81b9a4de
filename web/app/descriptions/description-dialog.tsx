import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { type DescriptionPreview, descriptionView } from "../../../src/contract/http/descriptions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { put } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { type DescriptionForm, toDescription } from "./description-form.ts";
import { useDescriptionPreview } from "./use-descriptions.ts";

const schemes = [
  { value: "student_id", word: "a student id" },
  { value: "card_uid", word: "a card" },
  { value: "face_subject", word: "a face’s name" },
  { value: "username", word: "a user name" },
  { value: "device_person", word: "a number at the device" },
] as const;

const kinds = { text: "a text", number: "a number", truth: "true or false", nothing: "nothing" } as const;

interface DescriptionDialogProps {
  readonly form: DescriptionForm;
  /** Whether it is there already, under its name. */
  readonly known: boolean;
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

/** Describes a sender: what is filled in is tried on the last messages at once, and read by once it is switched on. */
export function DescriptionDialog({ form: begun, known, onDone, onClose }: DescriptionDialogProps) {
  const [form, setForm] = useState(begun);
  const [untried, setUntried] = useState(false);
  const change = (next: Partial<DescriptionForm>) => setForm((before) => ({ ...before, ...next }));
  const description = toDescription(form);
  const settled = useSettled(form, 300);
  const { data, error, isPlaceholderData } = useDescriptionPreview(toDescription(settled));
  const paths = useId();
  const saving = useMutation({
    mutationFn: () =>
      put(descriptionView, `descriptions/${encodeURIComponent(form.name.trim())}`, { description, untried }),
    onSuccess: ({ name }) =>
      onDone(
        form.over === "http"
          ? `What is posted to /in/${form.filter} is read as ${name} from now on.`
          : `Messages on ${form.filter} are read as ${name} from now on.`,
      ),
  });
  const wrong = (field: string): string | undefined =>
    data?.faults.find((fault) => fault.field === field)?.message;
  const noted = (field: string, filled: string, note: string) => {
    const fault = filled === "" ? undefined : wrong(field);
    return fault === undefined ? note : <span className="text-denied">{fault}</span>;
  };
  const path = (field: "subject" | "time" | "location" | "decision" | "id", label: string, note: string) => (
    <TextField
      label={label}
      value={form[field]}
      onChange={(text) => change({ [field]: text })}
      list={paths}
      autoComplete="off"
      placeholder="$.path"
      note={noted(field, form[field], note)}
    />
  );
  const scans = data?.messages.filter(({ read }) => read === "scan").length ?? 0;
  const isOld = isPlaceholderData || settled !== form;
  const ready = data !== undefined && data.faults.length === 0 && !isOld && (scans > 0 || untried);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (ready && !saving.isPending) saving.mutate();
  }
  return (
    <Dialog title={known ? `Change ${begun.name}` : "Describe a sender"} onClose={onClose} wide>
      <form onSubmit={submit} className="mt-3 flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Name"
            value={form.name}
            onChange={(name) => change({ name })}
            disabled={known}
            autoComplete="off"
            maxLength={63}
            placeholder="turnstile"
            note={noted("name", form.name, "What its scans’ sender is called: a-z, 0-9 and -")}
          />
          {form.over === "mqtt" ? (
            <TextField
              label="Topics"
              value={form.filter}
              onChange={(filter) => change({ filter })}
              autoComplete="off"
              maxLength={256}
              placeholder="campus/+/turnstile"
              note={noted("filter", form.filter, "A topic; + stands for any level, # for all that follow")}
            />
          ) : (
            <TextField
              label="Path below /in/"
              value={form.filter}
              onChange={(filter) => change({ filter })}
              autoComplete="off"
              maxLength={128}
              placeholder="gates/+"
              note={noted(
                "path",
                form.filter,
                "Each device posts to its own, with its key; + stands for any level, # for all that follow",
              )}
            />
          )}
        </div>
        <div className="flex flex-wrap gap-x-6 gap-y-3">
          <SegmentedControl
            label="It sends over"
            value={form.over}
            segments={[
              { value: "mqtt", word: "MQTT" },
              { value: "http", word: "HTTP" },
            ]}
            onChange={(over) => change({ over })}
          />
          <SegmentedControl
            label="A message is"
            value={form.format}
            segments={[
              { value: "json", word: "JSON" },
              { value: "text", word: "A line of text" },
            ]}
            onChange={(format) => change({ format })}
          />
        </div>
        <datalist id={paths}>
          {data?.paths.map(({ path: at, kind }) => (
            <option key={at} value={at}>
              {kinds[kind]}
            </option>
          ))}
        </datalist>
        <div className="grid gap-4 sm:grid-cols-2">
          {form.format === "json" ? (
            <>
              {path("subject", "Whom it saw", "Where that stands in the message")}
              {path("time", "When", "Empty: the time of receipt")}
              {path("location", "Where", "Empty: the place below")}
              {path("decision", "What it decided", "Empty: whom it names is let in")}
              {path("id", "Its own id of the event", "Empty: the same bytes are the same scan")}
            </>
          ) : (
            <TextField
              label="Pattern"
              value={form.pattern}
              onChange={(pattern) => change({ pattern })}
              autoComplete="off"
              maxLength={500}
              placeholder="^(?<subject>\w+);(?<time>[^;]+)"
              note={noted("pattern", form.pattern, "RE2, with groups subject, time, location, decision, id")}
            />
          )}
          <TextField
            label="Place, where the message names none"
            value={form.place}
            onChange={(place) => change({ place })}
            autoComplete="off"
            maxLength={128}
            note={`A place, or “level 1” for that level of the ${form.over === "http" ? "path" : "topic"}, counted from 0`}
          />
          <TextField
            label="Words for let in"
            value={form.granted}
            onChange={(granted) => change({ granted })}
            autoComplete="off"
            placeholder="open, ok"
          />
          <TextField
            label="Words for turned away"
            value={form.denied}
            onChange={(denied) => change({ denied })}
            autoComplete="off"
            placeholder="blocked, no"
          />
        </div>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <span className="flex items-center gap-2 text-sm">
            Whom it saw is
            <Select
              label="Whom it saw is"
              value={form.scheme}
              choices={schemes}
              onChange={(scheme) => change({ scheme })}
            />
          </span>
          {form.scheme === "card_uid" && (
            <Checkbox
              label="Cards are decimal numbers"
              checked={form.decimalCards}
              onChange={(decimalCards) => change({ decimalCards })}
            />
          )}
          <Checkbox
            label="It sends later what it saw while it was offline"
            checked={form.replays}
            onChange={(replays) => change({ replays })}
          />
        </div>
        {error !== null && (
          <p role="alert" className="text-sm text-denied">
            {error.message}
          </p>
        )}
        <Tried preview={data} old={isOld} over={form.over} />
        {data !== undefined && data.faults.length === 0 && scans === 0 && (
          <Checkbox
            label="Switch it on untried"
            checked={untried}
            onChange={setUntried}
            note="None of the last messages is a scan by it. What cannot be read goes to quarantine."
          />
        )}
        {saving.error !== null && (
          <p role="alert" className="text-sm text-denied">
            {saving.error.message}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || saving.isPending}>
            Switch on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The last messages on the topics, and what each would be. */
function Tried({
  preview,
  old,
  over,
}: {
  readonly preview: DescriptionPreview | undefined;
  readonly old: boolean;
  readonly over: DescriptionForm["over"];
}) {
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { time } = clockfaceOf(timeZone);
  if (preview === undefined) return null;
  return (
    <section aria-live="polite" aria-busy={old} className="flex flex-col gap-1 text-sm">
      <h3 className="font-semibold">Tried on the last messages</h3>
      {preview.faults.length > 0 && <p className="text-muted">Fill in what is missing first.</p>}
      {preview.faults.length === 0 && preview.messages.length === 0 && (
        <p className="text-muted">
          {over === "http"
            ? "Nothing was posted there since the server started. Add the device first, of the kind that posts over HTTP, and let it send: it stands here."
            : "Nothing has come on these topics since the server started. Let the sender send, and it stands here."}
        </p>
      )}
      <ol className="flex max-h-72 flex-col divide-y divide-line overflow-y-auto">
        {preview.messages.map((message) => (
          <li key={`${message.at} ${message.topic}`} className="flex flex-col gap-0.5 py-2">
            <span className="flex flex-wrap items-baseline gap-x-3">
              <strong className={message.read === "refused" ? "text-denied" : ""}>{message.read}</strong>
              <span className="min-w-0 break-words">{message.detail}</span>
              <time dateTime={message.at} className="ml-auto text-xs text-muted">
                {time(message.at, day)}
              </time>
            </span>
            <span className="text-xs text-muted">
              <code className="font-mono break-all">{said(message.topic)}</code>, {message.bytes} bytes
            </span>
            {message.text !== null && (
              <code className="line-clamp-3 font-mono text-xs break-all text-muted">{message.text}</code>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What was posted stands on topics that begin with `$HTTP`; its sender knows the path behind it. */
const said = (topic: string): string => topic.replace(/^\$HTTP(?=\/)/, "");
