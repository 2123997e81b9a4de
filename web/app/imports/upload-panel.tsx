import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FileUp, X } from "lucide-react";
import { type DragEvent, useEffect, useId, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { holdUpload } from "./held-uploads.ts";
import { kindWords } from "./import-looks.ts";
import { packFiles } from "./pack-files.ts";
import { type ChosenFile, type ImportKind, recogniseFiles } from "./recognise-files.ts";
import { type SendProgress, sendFiles } from "./send-files.ts";
import { importsKey } from "./use-imports.ts";
import { writeSize } from "./write-size.ts";

/** Names do not always tell these two apart; a calendar is never anything else. */
const tableKinds: readonly ImportKind[] = ["csv", "oneroster"];
const percent = new Intl.NumberFormat("en-GB", { style: "percent" });

/** Takes files, says what they seem to be, and sends them for a preview. */
export function UploadPanel() {
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [chosenKind, setChosenKind] = useState<ImportKind | null>(null);
  const [complete, setComplete] = useState(false);
  const [progress, setProgress] = useState<SendProgress | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const giveUp = useRef<AbortController | null>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  const recognised = files.length === 0 ? null : recogniseFiles(files);
  const kind = recognised?.kind == null ? null : (chosenKind ?? recognised.kind);
  // Whoever leaves the page does not wait for the answer any more.
  useEffect(() => () => giveUp.current?.abort(), []);

  async function take(list: readonly File[]) {
    if (list.length === 0) return;
    setTrouble(null);
    setChosenKind(null);
    try {
      const read = await Promise.all(
        list.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
      );
      const taken = new Set(read.map(({ name }) => name));
      setFiles((before) => [...before.filter(({ name }) => !taken.has(name)), ...read]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setTrouble(`A file could not be read: ${why} Folders cannot be dropped here; pack one as a zip.`);
    }
  }
  async function check() {
    if (kind === null) return;
    const abort = new AbortController();
    giveUp.current = abort;
    setTrouble(null);
    setProgress({ sent: 0 });
    try {
      const upload = { packed: packFiles(files), kind, complete };
      const view = await sendFiles(upload, setProgress, abort.signal);
      holdUpload(view.id, upload);
      client.setQueryData([...importsKey, view.id], view);
      await client.invalidateQueries({ queryKey: importsKey, exact: true });
      await navigate({ to: "/imports/$import", params: { import: view.id } });
    } catch (error) {
      if (!abort.signal.aborted) setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setProgress(null);
    }
  }
  const busy = progress !== null;
  return (
    <Panel title="Bring in files" className="shrink-0">
      <div className="flex flex-col gap-4 p-4">
        <DropZone disabled={busy} onFiles={(list) => void take(list)} />
        {files.length > 0 && (
          <ul aria-label="Chosen files" className="flex flex-col">
            {files.map((file) => (
              <li key={file.name} className="flex items-center gap-3 text-sm">
                <span className="min-w-0 flex-1 font-medium break-words">{file.name}</span>
                <span className="text-xs text-muted">{writeSize(file.bytes.length)}</span>
                <button
                  type="button"
                  aria-label={`Take ${file.name} away`}
                  disabled={busy}
                  onClick={() => {
                    setFiles(files.filter(({ name }) => name !== file.name));
                    setChosenKind(null);
                  }}
                  className="grid size-9 shrink-0 place-items-center rounded-control text-muted hover:bg-sunken hover:text-ink sm:size-8"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </li>
            ))}
          </ul>
        )}
        {recognised !== null && recognised.kind === null && (
          <p role="alert" className="text-sm text-denied">
            {recognised.trouble}
          </p>
        )}
        {recognised !== null && recognised.kind !== null && kind !== null && (
          <>
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              {recognised.kind !== "icalendar" && (
                <SegmentedControl
                  label="What the files are"
                  value={kind}
                  segments={tableKinds.map((value) => ({ value, word: kindWords[value] }))}
                  onChange={setChosenKind}
                />
              )}
              <p className="min-w-0 text-xs text-muted">
                {kind === recognised.kind
                  ? `Taken for ${kindWords[kind]}: ${recognised.why}.`
                  : `Your choice. By its name it is ${kindWords[recognised.kind]}.`}
              </p>
            </div>
            <Checkbox
              label={kind === "icalendar" ? "This calendar is complete" : "These files are complete"}
              checked={complete}
              disabled={busy}
              onChange={setComplete}
              note={completeNotes[kind]}
            />
          </>
        )}
        {trouble !== null && (
          <p role="alert" className="text-sm break-words text-denied">
            {trouble}
          </p>
        )}
        {progress !== null && <Progress progress={progress} onGiveUp={() => giveUp.current?.abort()} />}
        {files.length > 0 && !busy && (
          <div className="flex flex-wrap justify-end gap-2">
            <Button
              onClick={() => {
                setFiles([]);
                setChosenKind(null);
                setTrouble(null);
              }}
            >
              Clear
            </Button>
            <Button kind="primary" disabled={kind === null} onClick={() => void check()}>
              See what would change
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

const completeNotes: Readonly<Record<ImportKind, string>> = {
  csv: "What an earlier file held and these no longer hold is ended. Nothing is ever deleted.",
  oneroster:
    "What an earlier bundle held and this one no longer holds is ended, unless its manifest says otherwise. Nothing is ever deleted.",
  icalendar:
    "Coming sessions that an earlier file of the same calendar held and this one no longer holds are cancelled; those of other calendars stay. Marks stay.",
};

function DropZone({ disabled, onFiles }: { disabled: boolean; onFiles: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(false);
  const id = useId();
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!disabled) onFiles([...event.dataTransfer.files]);
  }
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`flex cursor-pointer flex-col items-center gap-1 rounded-panel border border-dashed px-4 py-7 text-center has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${over ? "border-accent bg-held-soft" : "border-line-strong bg-sunken"}`}
    >
      <FileUp aria-hidden className="size-5 text-muted" strokeWidth={1.75} />
      <span className="text-base font-medium">Choose files, or drop them here</span>
      <span className="text-xs text-muted">
        CSV files, a OneRoster zip or a calendar (.ics), up to 64 MB. Nothing changes before you confirm.
      </span>
      <input
        id={id}
        type="file"
        multiple
        disabled={disabled}
        accept=".csv,.tsv,.txt,.zip,.ics,text/csv,text/calendar,application/zip"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // So that the same file, once mended, can be chosen again.
          event.target.value = "";
        }}
        className="sr-only"
      />
    </label>
  );
}

function Progress({ progress, onGiveUp }: { progress: SendProgress; onGiveUp: () => void }) {
  const reading = "reading" in progress;
  const words = reading ? "The server reads and checks every row." : `${percent.format(progress.sent)} sent`;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <progress
        aria-label="Upload"
        className="h-2 min-w-40 flex-1 accent-accent"
        max={1}
        {...(reading ? {} : { value: progress.sent })}
      />
      <p role="status" className="text-sm text-muted">
        {reading ? words : <span aria-hidden>{words}</span>}
      </p>
      <Button onClick={onGiveUp}>Give up</Button>
    </div>
  );
}
