import { type ReactNode, useEffect, useState } from "react";
import { OperatorArea } from "../operator/operator-area.tsx";
import { askServer } from "../running/ask-server.ts";
import type { Booted } from "../running/boot.ts";
import { BigButton } from "./big-button.tsx";

/** One message that fills the screen. */
export function Notice({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Muster kiosk`;
  }, [title]);
  return (
    <main className="mx-auto flex min-h-dvh max-w-3xl flex-col justify-center gap-5 p-8 text-kiosk-sm">
      <h1 className="text-kiosk-lg font-semibold">{title}</h1>
      {children}
    </main>
  );
}

const askEveryMs = 30_000;

/** Nobody is looked at until an administrator has decided so. What was kept before can still be deleted here. */
export function OffScreen({ booted }: { booted: Booted }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const again = setInterval(async () => {
      if ((await askServer())?.word.on === true) location.reload();
    }, askEveryMs);
    return () => clearInterval(again);
  }, []);
  if (open) return <OperatorArea booted={booted} onPlace={null} onClose={() => setOpen(false)} />;
  return (
    <Notice
      title={
        booted.reached || booted.word !== null ? "This kiosk is switched off" : "The server is out of reach"
      }
    >
      {booted.reached || booted.word !== null ? (
        <>
          <p>
            It looks at nobody, and the camera is off. An administrator switches kiosks on, after answering
            what has to be answered before faces are recognised.
          </p>
          <p>
            <a className="font-semibold text-accent underline" href="/kiosk/setup">
              Switch kiosks on
            </a>{" "}
            (from the dashboard: Kiosk). This page then starts by itself.
          </p>
        </>
      ) : (
        <p>
          This device has never heard from the server whether it may look at faces, so it does not. It asks
          again by itself.
        </p>
      )}
      {booted.kept.hasOperatorPin && (
        <div>
          <BigButton kind="quiet" onClick={() => setOpen(true)}>
            Operator
          </BigButton>
        </div>
      )}
    </Notice>
  );
}

/** Browsers give camera, encryption and storage that lasts to pages over HTTPS or from this very machine alone. */
export function InsecureScreen() {
  return (
    <Notice title="This address gives no camera">
      <p>
        The kiosk was opened over plain HTTP ({location.host}). Browsers then give neither a camera nor
        encryption, so nobody can be enrolled, and no PIN or QR code can be checked here.
      </p>
      <p>Do one of these, then open the kiosk again:</p>
      <ul className="ml-6 list-disc space-y-2">
        <li>
          Open it over HTTPS: put a reverse proxy with a certificate in front of the server, and open
          https://your-name/kiosk.
        </li>
        <li>
          Run the browser on the machine that runs the server, and open{" "}
          {`http://localhost${location.port === "" ? "" : `:${location.port}`}/kiosk`}.
        </li>
        <li>
          On devices that you manage, name {location.origin} in the browser policy
          “OverrideSecurityRestrictionsOnInsecureOrigin” (Chrome and Edge).
        </li>
      </ul>
      <p>Until then students can be marked by card, by another device, or by hand.</p>
    </Notice>
  );
}
