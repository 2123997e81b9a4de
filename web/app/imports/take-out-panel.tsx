import { Download, FileArchive } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { downloadBytes } from "../../ui/download-text.ts";
import { Panel } from "../../ui/panel.tsx";
import { packFiles } from "./pack-files.ts";
import { type PlainFileName, plainFiles } from "./plain-files.ts";
import { type RosterFile, readRosterFile } from "./read-roster-file.ts";

interface Taken {
  readonly files: readonly Pick<RosterFile, "name" | "leftOut">[];
}

/** The roster out: the nine files by which another Muster is filled, or this one again, and what they do not hold. */
export function TakeOutPanel() {
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<Taken | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function take(wanted: readonly PlainFileName[]) {
    setBusy(true);
    setTrouble(null);
    setTaken(null);
    try {
      const files: RosterFile[] = [];
      for (const file of wanted) files.push(await readRosterFile(file));
      const { type, bytes } = packFiles(files);
      const [only] = files;
      const isOne = only !== undefined && files.length === 1;
      downloadBytes(isOne ? only.name : "roster.zip", type, bytes);
      setTaken({ files });
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Panel title="Move or back up the roster" className="shrink-0">
      <div className="flex flex-col gap-3 px-4 py-3.5 text-sm text-muted">
        <p>
          Nine files hold the roster and the timetable as they stand. Brought in elsewhere they make the same
          school; brought in here they change nothing. Attendance is not in them.
        </p>
        <div>
          <Button disabled={busy} onClick={() => void take(plainFiles.map(({ file }) => file))}>
            <FileArchive aria-hidden className="size-3.5" />
            {busy ? "Reading…" : "Download all nine"}
          </Button>
        </div>
        <ul aria-label="Files of the roster" className="flex flex-wrap gap-x-4 gap-y-1.5">
          {plainFiles.map(({ file }) => (
            <li key={file}>
              <button
                type="button"
                disabled={busy}
                onClick={() => void take([file])}
                className="inline-flex items-center gap-1.5 font-medium text-accent underline max-sm:py-2"
              >
                <Download aria-hidden className="size-3.5 shrink-0" />
                {file}.csv
              </button>
            </li>
          ))}
        </ul>
        {trouble !== null && (
          <p role="alert" className="text-denied">
            {trouble} Nothing was downloaded.
          </p>
        )}
        {taken !== null && <LeftOut taken={taken} />}
      </div>
    </Panel>
  );
}

function LeftOut({ taken: { files } }: { readonly taken: Taken }) {
  const short = files.filter(({ leftOut }) => leftOut.length > 0);
  const what = files.length === 1 ? (files[0]?.name ?? "") : "roster.zip";
  return (
    <div role="status" className="flex flex-col gap-1.5 border-t border-line pt-3">
      <p className="font-medium text-ink">
        {short.length === 0
          ? `${what} was downloaded, and nothing was left out.`
          : `${what} was downloaded. It does not hold everything:`}
      </p>
      {short.length > 0 && (
        <ul className="flex flex-col gap-1">
          {short.flatMap(({ name, leftOut }) =>
            leftOut.map((text) => (
              <li key={`${name} ${text}`}>
                <span className="font-medium text-ink">{name}</span>: {text}
              </li>
            )),
          )}
        </ul>
      )}
    </div>
  );
}
