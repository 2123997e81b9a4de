import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type ScanDetail, scanDetail } from "../../../src/contract/http/scans.ts";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { decisionLooks } from "../../ui/looks.ts";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { read } from "../api/call-api.ts";
import { DeviceName } from "../devices/device-name.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { remarksOn } from "./remarks-on.ts";

const timeBases = {
  device: "as the device dated it",
  device_clock_reading: "the device’s clock reading, on the day it was received",
  device_corrected: "as the device dated it, with its clock put right",
  receipt: "the time of receipt",
} as const;

/** Everything that is known of one scan, with the message that it came in. */
export function ScanDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({
    queryKey: ["scan", id],
    queryFn: ({ signal }) => read(scanDetail, `scans/${encodeURIComponent(id)}`, signal),
  });
  return (
    <Dialog title="Scan" onClose={onClose} wide>
      {query.error !== null && (
        <ReadTrouble what="The scan" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {query.isPending && <SkeletonRows label="Reading the scan" rows={6} />}
      {query.data !== undefined && <Facts scan={query.data} />}
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

const livenessWords = {
  passed: "Shown when asked",
  failed: "Asked for, and not shown",
  not_asked: "Not asked for",
} as const;

function Facts({ scan }: { scan: ScanDetail }) {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { time } = clockfaceOf(timeZone);
  const remarks = remarksOn(scan);
  return (
    <>
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-sm">
        <Fact name="Decision">
          <StatusMark look={decisionLooks[scan.decision]} />
        </Fact>
        {scan.reason !== null && <Fact name="Reason">{scan.reason}</Fact>}
        <Fact name="Student">
          {scan.student === null ? (
            "Nobody recognised"
          ) : scan.known ? (
            <Link to="/students/$student" params={{ student: scan.student }} className="underline">
              {scan.student}
            </Link>
          ) : (
            scan.student
          )}
        </Fact>
        <Fact name="Location">{scan.location ?? "None was named"}</Fact>
        <Fact name="Taken">
          {time(scan.occurredAt, "")} ({timeBases[scan.timeBasis]})
        </Fact>
        {scan.clock !== null && (
          <Fact name="Clock">
            {aheadText(scan.clock.aheadSeconds)}, as {scan.clock.by} stated {time(scan.clock.at, "")}:{" "}
            {scan.clock.reason}. The device wrote {scan.timestamp}
          </Fact>
        )}
        {scan.withdrawnAt !== null && (
          <Fact name="Taken back">{time(scan.withdrawnAt, "")}: the scan counts for nothing</Fact>
        )}
        <Fact name="Received">{time(scan.receivedAt, "")}</Fact>
        <Fact name="Sender">
          <Link to="/devices/$name" params={{ name: scan.sender }} className="break-all underline">
            <DeviceName name={scan.sender} />
          </Link>
        </Fact>
        {scan.method !== null && <Fact name="Method">{scan.method}</Fact>}
        {scan.confidence !== null && (
          <Fact name="Confidence">
            {scan.confidence.toFixed(3)}
            {scan.confidenceGuess === "percentage" && (
              <span className="block text-xs text-muted">
                Guessed: the device wrote more than 1, which was taken for a percentage
              </span>
            )}
          </Fact>
        )}
        {scan.confidenceGuess === "unreadable" && (
          <Fact name="Confidence">What the device wrote is no share from 0 to 1, and was left out</Fact>
        )}
        {scan.liveness !== null && <Fact name="Sign of life">{livenessWords[scan.liveness]}</Fact>}
        {scan.model !== null && <Fact name="Model">{scan.model}</Fact>}
        {remarks.length > 0 && <Fact name="Remarks">{remarks.join(" · ")}</Fact>}
        <Fact name="Topic">
          <code className="font-mono text-xs break-all">{scan.topic}</code>, QoS {scan.qos}
        </Fact>
      </dl>
      <h3 className="mt-4 text-xs text-muted">
        The message as it came{scan.payload.encoding === "hex" ? ", in hexadecimal" : ""}
      </h3>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="mt-1 max-h-64 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs break-all whitespace-pre-wrap"
      >
        {scan.payload.text}
      </pre>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-xs leading-5 text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
