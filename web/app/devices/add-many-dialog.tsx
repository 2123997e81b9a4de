import { Download, FileUp } from "lucide-react";
import { useRef, useState } from "react";
import {
  type DeviceBatchPreview,
  type DeviceRow,
  deviceBatchPreview,
  type MadeBatch,
  madeBatch,
} from "../../../src/contract/http/device-batch.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { downloadText } from "../../ui/download-text.ts";
import { TextArea } from "../../ui/text-area.tsx";
import { post } from "../api/call-api.ts";

const example = "name,kind,address\ndoor-1,native,\ngate,hfsecurity,1234567\ncam-bsb214,original,BSB214";

interface AddManyDialogProps {
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

/** Adds the devices of a CSV file: first a preview, row by row; then all of them, or none. */
export function AddManyDialog({ onAdded, onClose }: AddManyDialogProps) {
  const [csv, setCsv] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [preview, setPreview] = useState<DeviceBatchPreview | null>(null);
  const [made, setMade] = useState<MadeBatch | null>(null);
  const file = useRef<HTMLInputElement>(null);

  async function ask<T>(work: () => Promise<T>, then: (answer: T) => void): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      then(await work());
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }
  const look = (text: string) =>
    ask(() => post(deviceBatchPreview, "devices/batch/preview", { csv: text }), setPreview);
  const make = () =>
    ask(
      () => post(madeBatch, "devices/batch", { csv }),
      (answer) => {
        setMade(answer);
        onAdded();
      },
    );

  if (made !== null) return <Made made={made} onClose={onClose} />;
  return (
    <Dialog title="Add many devices" onClose={onClose} wide>
      <div className="mt-2 flex flex-col gap-4 text-sm">
        <p className="text-muted">
          A CSV file with a line for each device: <code className="font-mono">name</code>, and where it is not
          Muster’s own kind <code className="font-mono">kind</code> and{" "}
          <code className="font-mono">address</code>, as for a single one.
        </p>
        <TextArea
          label="The file’s text"
          rows={6}
          mono
          value={csv}
          onChange={(text) => {
            setCsv(text);
            setPreview(null);
          }}
          note={
            <>
              Such as <code className="font-mono">{example.split("\n").slice(0, 3).join(" ⏎ ")}</code>
            </>
          }
        />
        <input
          ref={file}
          type="file"
          accept=".csv,text/csv,text/plain"
          aria-label="A CSV file of devices"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen === undefined) return;
            void ask(
              () => chosen.text(),
              (text) => {
                setCsv(text);
                void look(text);
              },
            );
          }}
        />
        {preview !== null && <Preview preview={preview} />}
        {trouble !== null && (
          <p role="alert" className="text-denied">
            {trouble}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <span className="mr-auto">
            <Button onClick={() => file.current?.click()}>
              <FileUp aria-hidden className="size-3.5" />
              Choose a file
            </Button>
          </span>
          <Button onClick={onClose}>Cancel</Button>
          {preview?.sound ? (
            <Button kind="primary" disabled={busy} onClick={() => void make()}>
              {preview.rows.length === 1 ? "Add it" : `Add all ${preview.rows.length}`} and show the keys
            </Button>
          ) : (
            <Button kind="primary" disabled={busy || csv.trim() === ""} onClick={() => void look(csv)}>
              Preview
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Preview({ preview: { rows, faults, notes, sound } }: { readonly preview: DeviceBatchPreview }) {
  const wrong = rows.filter((row) => row.faults.length > 0);
  return (
    <section aria-label="Preview" className="flex flex-col gap-2">
      <p role="status" className={sound ? "font-medium text-good" : "font-medium text-denied"}>
        {sound
          ? `${rows.length === 1 ? "One device" : `${rows.length} devices`} would be added.`
          : wrong.length === 0
            ? "The file cannot be used as it is. Nothing was added."
            : `${wrong.length} of ${rows.length} rows cannot be added as they are. Mend them and preview again; nothing was added.`}
      </p>
      {[...faults.map((text) => ({ text, bad: true })), ...notes.map((text) => ({ text, bad: false }))].map(
        ({ text, bad }) => (
          <p key={text} className={bad ? "text-denied" : "text-muted"}>
            {bad ? text : `Note: ${text}`}
          </p>
        ),
      )}
      {rows.length > 0 && (
        <table className="w-full text-left">
          <caption className="sr-only">Rows of the file, those that are wrong first</caption>
          <thead className="text-xs text-muted">
            <tr>
              <th className="py-1 pr-3 font-normal">Line</th>
              <th className="py-1 pr-3 font-normal">Name</th>
              <th className="py-1 pr-3 font-normal">Kind</th>
              <th className="py-1 font-normal">Address in its topics</th>
            </tr>
          </thead>
          <tbody>
            {[...wrong, ...rows.filter((row) => row.faults.length === 0)].slice(0, shownRows).map((row) => (
              <Row key={row.line} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > shownRows && <p className="text-xs text-muted">and {rows.length - shownRows} more</p>}
    </section>
  );
}

const shownRows = 100;

function Row({ row: { line, name, kind, address, faults } }: { readonly row: DeviceRow }) {
  const bad = (column: DeviceRow["faults"][number]["column"]): string =>
    faults.some((fault) => fault.column === column) ? "text-denied font-medium" : "";
  return (
    <>
      <tr className="border-t border-line align-top">
        <td className="py-1 pr-3 text-muted">{line}</td>
        <td className={`py-1 pr-3 break-all ${bad("name")}`}>{name === "" ? "–" : name}</td>
        <td className={`py-1 pr-3 break-all ${bad("kind")}`}>{kind}</td>
        <td className={`py-1 break-all ${bad("address")}`}>{address ?? "–"}</td>
      </tr>
      {faults.map(({ column, message }) => (
        <tr key={column}>
          <td />
          <td colSpan={3} className="pb-1 text-xs break-words text-denied">
            {column}: {message}
          </td>
        </tr>
      ))}
    </>
  );
}

function Made({
  made: { devices, file },
  onClose,
}: {
  readonly made: MadeBatch;
  readonly onClose: () => void;
}) {
  const [kept, setKept] = useState(false);
  return (
    <Dialog
      title={devices.length === 1 ? "One device is added" : `${devices.length} devices are added`}
      onClose={onClose}
      wide
    >
      <div className="mt-2 flex flex-col gap-4 text-sm">
        <p className="text-muted">
          Their keys are shown this once, and kept nowhere. The file holds each with its settings to paste:
          whoever has it speaks for these devices, so delete it once they are set up.
        </p>
        <table className="w-full text-left">
          <caption className="sr-only">Devices with their keys</caption>
          <thead className="text-xs text-muted">
            <tr>
              <th className="py-1 pr-3 font-normal">Name</th>
              <th className="py-1 font-normal">Key</th>
            </tr>
          </thead>
          <tbody>
            {devices.map(({ device, key }) => (
              <tr key={device.name} className="border-t border-line align-top">
                <td className="py-1 pr-3 break-all">{device.name}</td>
                <td className="py-1 font-mono text-xs break-all">{key}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="flex flex-wrap justify-end gap-2">
          <Button
            kind={kept ? "plain" : "primary"}
            onClick={() => {
              downloadText("device-keys.csv", "text/csv;charset=utf-8", file);
              setKept(true);
            }}
          >
            <Download aria-hidden className="size-3.5" />
            Download keys and settings
          </Button>
          <Button kind={kept ? "primary" : "plain"} onClick={onClose}>
            I have kept them
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
