import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, ExternalLink, FileText, Power, TabletSmartphone } from "lucide-react";
import { useState } from "react";
import { type KioskView, kioskView } from "../../../src/contract/http/kiosk.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import type { Look } from "../../ui/looks.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { ApiFault, post, read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { Checklist } from "./checklist.tsx";

const onLook: Look = { word: "Switched on", icon: Power, tone: "late" };
const offLook: Look = { word: "Switched off", icon: Power, tone: "quiet" };

const challengeWords = {
  always: "each person turns their head before a face counts",
  random: "one person in three turns their head before a face counts",
  never: "no sign of life is asked for",
} as const;

/** Whether kiosks may look at faces: who decided it, the answers that it took, and one button to end it. */
export function KioskSetupPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ["kiosk"],
    queryFn: ({ signal }) => read(kioskView, "kiosk", signal),
  });
  return (
    <>
      <PageHeading
        title="Kiosks"
        note={data && <StatusMark look={data.on ? onLook : offLook} />}
        tools={
          data?.on && (
            <a href="/kiosk" className={buttonLook("plain")}>
              <ExternalLink aria-hidden className="size-3.5" />
              Open the kiosk
            </a>
          )
        }
      />
      {error !== null && <ReadTrouble what="The kiosks" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading the kiosks" />}
      {data !== undefined && <Kiosks view={data} />}
    </>
  );
}

function Kiosks({ view }: { view: KioskView }) {
  return (
    <div className="grid gap-4 desk:min-h-0 desk:flex-1 desk:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Panel title={view.on ? "Faces are recognised at kiosks" : "Before faces are recognised"}>
        {view.on ? <On view={view} /> : <Off />}
      </Panel>
      <Decisions view={view} />
    </div>
  );
}

function Off() {
  return (
    <div className="flex flex-col gap-5 p-4">
      <div className="flex max-w-prose flex-col gap-2 text-muted">
        <p>
          A kiosk is a tablet or laptop with a camera at the door, opened at <code>/kiosk</code>. It
          recognises those who agreed, and takes a QR code or PIN from everyone else. Until this is switched
          on a kiosk says so and looks at nobody.
        </p>
        <p>
          Face templates are special-category data: answer each point. The answers and what this installation
          really does become an impact assessment that is kept with your name and the time.
        </p>
      </div>
      <Checklist />
    </div>
  );
}

function On({ view }: { view: KioskView }) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function switchOff(): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      queries.setQueryData(["kiosk"], await post(kioskView, "kiosk/off"));
    } catch (fault) {
      if (!(fault instanceof ApiFault)) throw fault;
      setTrouble(fault.message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="flex max-w-prose flex-col gap-4 p-4">
      <p>
        Open <code>/kiosk</code> on a device with a camera, over HTTPS or on this machine, and say where it
        stands. Sign of life: {challengeWords[view.challenge]}.
      </p>
      {!view.mqttHere && (
        <p>
          This server uses a broker of your own: route <code>/mqtt</code> of this address to its WebSocket
          listener, or kiosks cannot send.
        </p>
      )}
      <p className="text-muted">
        Kiosks that are connected stop within five minutes of switching off; one without network stops when it
        hears from the server. Templates stay encrypted on each kiosk until they are withdrawn there.
      </p>
      <div>
        <Button kind="primary" disabled={busy} onClick={() => void switchOff()}>
          <Power aria-hidden className="size-3.5" />
          Switch off
        </Button>
      </div>
      {trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {trouble}
        </p>
      )}
    </div>
  );
}

function Decisions({ view: { decisions } }: { view: KioskView }) {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { time } = clockfaceOf(timeZone);
  return (
    <Panel title="Decisions" note={decisions.length > 0 ? "newest first, never changed" : undefined}>
      {decisions.length === 0 ? (
        <p className="flex items-center gap-2 p-4 text-muted">
          <TabletSmartphone aria-hidden className="size-4" />
          Kiosks were never switched on here.
        </p>
      ) : (
        <ul aria-label="Decisions, newest first">
          {decisions.map(({ id, at, by, on }) => (
            <li
              key={id}
              className="flex items-center justify-between gap-3 border-b border-line px-4 py-2 text-sm"
            >
              <span className="min-w-0">
                <span className="block font-medium break-words">{by}</span>
                <time dateTime={at} className="text-xs text-muted">
                  {time(at, "")}
                </time>
              </span>
              <StatusMark look={on ? onLook : offLook} />
            </li>
          ))}
        </ul>
      )}
      {decisions.some(({ on }) => on) && (
        <div className="flex flex-wrap gap-2 p-4">
          <a href="/api/v1/kiosk/dpia" target="_blank" rel="noreferrer" className={buttonLook("plain")}>
            <FileText aria-hidden className="size-3.5" />
            Impact assessment
          </a>
          <a href="/api/v1/kiosk/dpia?download=1" className={buttonLook("quiet")}>
            <Download aria-hidden className="size-3.5" />
            Download it
          </a>
        </div>
      )}
    </Panel>
  );
}
