import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { FeedView } from "../../../src/contract/http/imports.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ApiFault } from "../api/call-api.ts";
import { type CalendarRule, firstRule, ruleTrouble } from "./calendar-rules.ts";
import { addFeed, feedsKey } from "./feeds.ts";
import { RuleEditor } from "./rule-editor.tsx";
import { writeEvery } from "./write-every.ts";

interface AddFeedDialogProps {
  readonly onClose: () => void;
  readonly onAdded: (feed: FeedView) => void;
}

const intervals = [15, 60, 180, 720, 1440] as const;

/** A calendar by its address: its name, how often it is read, and by which rule. */
export function AddFeedDialog({ onClose, onAdded }: AddFeedDialogProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [every, setEvery] = useState("60");
  const [rule, setRule] = useState<CalendarRule>(firstRule);
  const adding = useMutation({
    mutationFn: () => addFeed({ name: name.trim(), url: url.trim(), everyMinutes: Number(every), rule }),
    onSuccess: (feed) => {
      void client.invalidateQueries({ queryKey: feedsKey });
      onAdded(feed);
      onClose();
    },
  });
  const trouble = ruleTrouble(rule);
  const ready =
    name.trim() !== "" && url.trim() !== "" && trouble.summary === null && trouble.locationNoise === null;
  const errors = adding.error instanceof ApiFault ? adding.error.errors : [];
  const wrong = (field: string) => {
    const message = errors.find((error) => error.field === field)?.message;
    return message === undefined ? null : <span className="text-denied">{message}</span>;
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !adding.isPending) adding.mutate();
  }
  return (
    <Dialog title="Add a calendar" onClose={onClose} wide>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          maxLength={100}
          autoComplete="off"
          required
          note={wrong("name") ?? "As you call it: “Timetable of the faculty of science”."}
        />
        <TextField
          label="Address"
          type="url"
          value={url}
          onChange={setUrl}
          autoComplete="off"
          spellCheck={false}
          required
          placeholder="https://timetable.example.org/all.ics"
          note={
            wrong("url") ??
            "Keep it to yourself where it holds a key: after saving, this page no longer shows what may be secret."
          }
        />
        <div className="flex flex-col gap-1">
          <span className="text-xs text-muted">How often it is read</span>
          <Select
            label="How often it is read"
            value={every}
            choices={intervals.map((minutes) => ({ value: String(minutes), word: writeEvery(minutes) }))}
            onChange={setEvery}
          />
        </div>
        <RuleEditor rule={rule} onChange={setRule} />
        {adding.error !== null && (
          <p role="alert" className="text-sm break-words text-denied">
            {adding.error.message}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || adding.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
