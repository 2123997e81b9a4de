import { CircleCheck, Download } from "lucide-react";
import { useState } from "react";
import type { ImportNote, ImportView } from "../../../src/contract/http/imports.ts";
import { withWrittenDays } from "../../../src/domain/kernel/with-written-days.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Panel } from "../../ui/panel.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { severities, severityLooks } from "./import-looks.ts";
import type { ImportSearch } from "./imports-search.ts";
import { tellPlace } from "./tell-place.ts";

interface NotesPanelProps {
  readonly view: ImportView;
  readonly search: ImportSearch;
  readonly onChange: (search: ImportSearch) => void;
}

const atOnce = 50;
const number = new Intl.NumberFormat("en-GB");

/** Rows that were refused, guessed or left out: where they stand, why, and what to do. */
export function NotesPanel({ view, search, onChange }: NotesPanelProps) {
  const [wanted, setWanted] = useState(atOnce);
  const { notes, refused } = view;
  const order = (note: ImportNote): number => severities.indexOf(note.severity);
  const found = notes
    .filter(({ severity }) => search.severity === undefined || severity === search.severity)
    .toSorted((a, b) => order(a) - order(b));
  const shownRefused = notes.filter(({ severity }) => severity === "refused").length;
  return (
    <Panel
      title="Rows to look at"
      note={
        refused > shownRefused
          ? `${number.format(refused)} refused, the first ${number.format(shownRefused)} are listed; the file has all`
          : `${number.format(refused)} refused`
      }
      className="shrink-0"
      tools={
        notes.length > 0 && (
          <div className="flex flex-wrap items-center gap-2">
            <Select
              label="Which rows"
              value={search.severity ?? "all"}
              choices={[
                { value: "all" as const, word: "All of them" },
                ...severities.map((value) => ({ value, word: severityLooks[value].word })),
              ]}
              onChange={(severity) =>
                onChange({ ...search, severity: severity === "all" ? undefined : severity })
              }
            />
            <a
              href={`/api/v1/imports/${encodeURIComponent(view.id)}/notes.csv`}
              download="notes.csv"
              className={buttonLook("plain")}
            >
              <Download aria-hidden className="size-3.5" />
              All as CSV
            </a>
          </div>
        )
      }
    >
      {found.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3.5 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
          {notes.length === 0 ? "Every row was read as it stands." : "No row of that sort."}
        </p>
      ) : (
        <ul>
          {found.slice(0, wanted).map((note, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: two notes may be alike, and the list is of one reading
              key={at}
              className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 lg:grid-cols-[6rem_minmax(11rem,1fr)_minmax(0,2fr)]"
            >
              <span className="flex">
                <StatusMark look={severityLooks[note.severity]} plain />
              </span>
              <span className="min-w-0 break-words text-muted">{tellPlace(note)}</span>
              <span className="min-w-0 break-words">
                <Message note={note} />
                <span className="block text-muted">{capital(note.remedy)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {found.length > wanted && (
        <div className="flex justify-center px-4 py-3">
          <Button onClick={() => setWanted(wanted + atOnce)}>
            Show {number.format(Math.min(atOnce, found.length - wanted))} more
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** The value and what is said of it. Some are written to follow it, some stand by themselves. */
function Message({ note: { value, message } }: { note: ImportNote }) {
  const text = withWrittenDays(/[.?!]$/.test(message) ? message : `${message}.`);
  if (value === null || value === "") return followsValue(message) ? `It ${text}` : capital(text);
  return (
    <>
      <code className="font-mono text-xs break-all whitespace-pre-wrap">{value}</code>
      {followsValue(message) ? " " : ": "}
      {text}
    </>
  );
}

const followsValue = (message: string): boolean =>
  /^(is|has|was|stands|names|holds|ends|begins) /.test(message);

function capital(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}
