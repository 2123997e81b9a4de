import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { ExpectedSilence, SenderView } from "../../../src/contract/http/senders.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { nameOfSender } from "./name-of-sender.ts";
import { weekDays, writeSilence } from "./write-silence.ts";

interface SilenceDialogProps {
  readonly sender: SenderView;
  /** null expects no silence any more. */
  readonly onSave: (expected: ExpectedSilence | null) => Promise<void>;
  readonly onClose: () => void;
}

type Hours = ExpectedSilence["weekly"][number];

const nightsAndWeekends: readonly Hours[] = [
  { days: [1, 2, 3, 4, 5, 6, 7], from: "18:00", to: "07:00" },
  { days: [6, 7], from: "00:00", to: "00:00" },
];

/** Each with a number of its own, by which it stays itself while others come and go. */
const numbered = (weekly: readonly Hours[], from: number): readonly { id: number; hours: Hours }[] =>
  weekly.map((hours, n) => ({ id: from + n, hours }));

/** When a sender need not be heard: hours that come again each week, and one long silence until a day. */
export function SilenceDialog({ sender, onSave, onClose }: SilenceDialogProps) {
  const [lines, setLines] = useState(() => numbered(sender.expectedSilence?.weekly ?? [], 1));
  const weekly = lines.map(({ hours }) => hours);
  const add = (more: readonly Hours[]) =>
    setLines([...lines, ...numbered(more, Math.max(0, ...lines.map(({ id }) => id)) + 1)]);
  const [until, setUntil] = useState(sender.expectedSilence?.until ?? "");
  const [reason, setReason] = useState(sender.expectedSilence?.reason ?? "");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const empty = weekly.length === 0 && until === "";
  const unfinished = weekly.some(({ days, from, to }) => days.length === 0 || from === "" || to === "");
  async function save(event: FormEvent) {
    event.preventDefault();
    if (busy || unfinished) return;
    setBusy(true);
    setTrouble(null);
    try {
      await onSave(
        empty ? null : { weekly: [...weekly], until: until === "" ? null : until, reason: reason.trim() },
      );
      onClose();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title={`When need ${nameOfSender(sender)} not be heard?`} onClose={onClose} wide>
      <p className="mt-1 text-sm text-muted">
        Its silence then asks nobody to look. It changes no mark: a register whose reader is silent says so
        all the same. If it has not come back when the time is over, that is told.
      </p>
      <form onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
        {lines.map(({ id, hours }, at) => (
          <HoursLine
            key={id}
            number={at + 1}
            hours={hours}
            onChange={(changed) =>
              setLines(lines.map((line) => (line.id === id ? { id, hours: changed } : line)))
            }
            onRemove={() => setLines(lines.filter((line) => line.id !== id))}
          />
        ))}
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => add([{ days: [1, 2, 3, 4, 5], from: "18:00", to: "07:00" }])}>
            <Plus aria-hidden className="size-3.5" />
            Hours of the week
          </Button>
          {weekly.length === 0 && (
            <Button kind="quiet" onClick={() => add(nightsAndWeekends)}>
              Nights and weekends
            </Button>
          )}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="All the time until the end of"
            type="date"
            value={until}
            onChange={setUntil}
            note="For holidays, repairs and closed buildings"
          />
          <TextField
            label="Why, for whoever looks later"
            value={reason}
            onChange={setReason}
            maxLength={300}
          />
        </div>
        <p role="status" className="text-sm">
          {unfinished
            ? "Name at least one day, and both times."
            : empty
              ? "Its silence is told at all times."
              : `Expected: ${writeSilence({ weekly: [...weekly], until: until === "" ? null : until })}.`}
        </p>
        {trouble !== null && (
          <p role="alert" className="text-sm text-denied">
            {trouble}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy || unfinished}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface HoursLineProps {
  readonly number: number;
  readonly hours: Hours;
  readonly onChange: (hours: Hours) => void;
  readonly onRemove: () => void;
}

function HoursLine({ number, hours, onChange, onRemove }: HoursLineProps) {
  const { days, from, to } = hours;
  return (
    <fieldset className="flex flex-wrap items-end gap-x-4 gap-y-2 rounded-control border border-line px-3 pt-2 pb-3">
      <legend className="px-1 text-xs text-muted">Hours {number}</legend>
      <div className="flex flex-wrap gap-1">
        {weekDays.map((word, n) => (
          <label
            key={word}
            className="grid h-9 cursor-pointer place-items-center rounded-control border border-line-strong px-2 text-sm text-muted has-checked:border-accent has-checked:bg-sunken has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="checkbox"
              className="sr-only"
              aria-label={word}
              checked={days.includes(n + 1)}
              onChange={(event) =>
                onChange({
                  ...hours,
                  days: event.target.checked
                    ? [...days, n + 1].sort((a, b) => a - b)
                    : days.filter((day) => day !== n + 1),
                })
              }
            />
            <span aria-hidden>{word.slice(0, 3)}</span>
          </label>
        ))}
      </div>
      <TextField
        label="From"
        type="time"
        value={from}
        onChange={(typed) => onChange({ ...hours, from: typed.slice(0, 5) })}
      />
      <TextField
        label={to <= from ? "To, on the next day" : "To"}
        type="time"
        value={to}
        onChange={(typed) => onChange({ ...hours, to: typed.slice(0, 5) })}
      />
      <Button kind="quiet" onClick={onRemove}>
        <X aria-hidden className="size-3.5" />
        Remove<span className="sr-only"> hours {number}</span>
      </Button>
    </fieldset>
  );
}
