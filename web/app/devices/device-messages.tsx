import { Link } from "@tanstack/react-router";
import { MailX } from "lucide-react";
import { useState } from "react";
import { type QuarantineView, quarantinePage } from "../../../src/contract/http/quarantine.ts";
import { type ScanView, scanPage } from "../../../src/contract/http/scans.ts";
import type { SenderDetail } from "../../../src/contract/http/senders.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { decisionLooks } from "../../ui/looks.ts";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { explainRefusal } from "../quarantine/explain-refusal.ts";
import { remarksOn } from "../scans/remarks-on.ts";
import { ScanDialog } from "../scans/scan-dialog.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";

const shown = 20;

/** The last messages of a sender, scans and refused ones together, each with how it was read. */
export function DeviceMessages({ detail, timeZone }: { detail: SenderDetail; timeZone: string }) {
  const { name } = detail.sender;
  const of = new URLSearchParams({ sender: name, limit: String(shown) }).toString();
  const scans = useLiveQuery(["scans of", name], (signal) => read(scanPage, `scans?${of}`, signal));
  const refused = useLiveQuery(["refused of", name], (signal) =>
    read(quarantinePage, `quarantine?${of}`, signal),
  );
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const [open, setOpen] = useState<string | null>(null);
  const error = scans.error ?? refused.error;
  const messages = [
    ...(scans.data?.scans ?? []).map((scan) => ({ seq: scan.seq, scan, refusal: null })),
    ...(refused.data?.quarantine ?? []).map((refusal) => ({ seq: refusal.seq, scan: null, refusal })),
  ]
    .sort((a, b) => b.seq - a.seq)
    .slice(0, shown);
  const both = scans.data !== undefined && refused.data !== undefined;
  const { time } = clockfaceOf(timeZone);
  return (
    <Panel
      title="Last messages"
      note="newest first, and how each was read"
      tools={
        <Link to="/messages/quarantine" search={{ sender: name }} className={buttonLook("quiet")}>
          Refused messages
        </Link>
      }
      className="shrink-0"
    >
      {error !== null && (
        <ReadTrouble
          what="The messages"
          error={error}
          onAgain={() => void Promise.all([scans.refetch(), refused.refetch()])}
        />
      )}
      {!both && error === null && <SkeletonRows label="Reading the messages" />}
      {both && messages.length === 0 && (
        <p className="px-4 py-4 text-sm text-muted">
          It has sent signs of life and no scan yet. Its first scan stands here as soon as it arrives.
        </p>
      )}
      <ol>
        {messages.map(({ seq, scan, refusal }) => (
          <li key={seq} className="border-b border-line last:border-b-0">
            {scan !== null ? (
              <ReadAsScan scan={scan} at={time(scan.receivedAt, day)} onOpen={() => setOpen(scan.id)} />
            ) : (
              refusal !== null && <Refused message={refusal} at={time(refusal.receivedAt, day)} />
            )}
          </li>
        ))}
      </ol>
      {open !== null && <ScanDialog id={open} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

const row =
  "grid w-full grid-cols-[5.5rem_minmax(0,1fr)_auto] items-start gap-x-3 px-4 py-2 text-left text-sm hover:bg-sunken focus-visible:-outline-offset-2 sm:grid-cols-[9rem_minmax(0,1fr)_auto]";
const bases = {
  device: "dated by the device",
  device_clock_reading: "by the device’s clock reading",
  device_corrected: "dated by the device, its clock put right",
  receipt: "dated by its receipt",
} as const;

function ReadAsScan({ scan, at, onOpen }: { scan: ScanView; at: string; onOpen: () => void }) {
  const remarks = remarksOn(scan);
  return (
    <button type="button" onClick={onOpen} className={row}>
      <time dateTime={scan.receivedAt} className="text-muted">
        {at}
      </time>
      <span className="min-w-0 break-words">
        <span className="font-medium">{scan.student ?? "Nobody recognised"}</span>
        <span className="text-muted"> at {scan.location ?? "no location"}</span>
        <span className="block text-xs text-muted">
          {["a scan", bases[scan.timeBasis], scan.reason, ...remarks]
            .filter((part) => part !== null)
            .join(" · ")}
        </span>
      </span>
      <StatusMark look={decisionLooks[scan.decision]} />
    </button>
  );
}

function Refused({ message, at }: { message: QuarantineView; at: string }) {
  return (
    <Link
      to="/messages/quarantine"
      search={{ sender: message.sender ?? undefined, code: message.code }}
      className={row}
    >
      <time dateTime={message.receivedAt} className="text-muted">
        {at}
      </time>
      <span className="min-w-0 break-words">
        <span className="font-medium">{explainRefusal(message.code).title}</span>
        <span className="block text-xs text-muted">{message.detail}</span>
      </span>
      <StatusMark look={{ word: "Refused", icon: MailX, tone: "held" }} />
    </Link>
  );
}
