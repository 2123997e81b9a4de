import { CameraOff, CircleCheck, CloudOff, QrCode, UserSearch, Wifi } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import type { VisitView } from "../keeper/keeper-calls.ts";
import type { Kiosk, KioskState, Told } from "../running/create-kiosk.ts";
import type { KioskSettings } from "../store/kiosk-settings.ts";
import { hintWords } from "../visit/words.ts";
import { BigButton } from "./big-button.tsx";
import { cameraWords } from "./camera-words.ts";
import { PinPad } from "./pin-pad.tsx";
import { useKioskState } from "./use-kiosk-state.ts";
import { useWakefulScreen } from "./use-wakeful-screen.ts";

interface DoorScreenProps {
  readonly kiosk: Kiosk;
  readonly place: KioskSettings | null;
  /** What stands in place of the door while the operator is at it. */
  readonly operator: (close: () => void) => ReactNode;
}

/** What people see at the door: the camera, the code and the PIN side by side, and what came of it. */
export function DoorScreen({ kiosk, place, operator }: DoorScreenProps) {
  const state = useKioskState(kiosk);
  const [operating, setOperating] = useState(false);
  useWakefulScreen();
  useEffect(() => {
    document.title = `${place?.location ?? "Kiosk"} · Muster kiosk`;
  }, [place]);
  const showIn = useCallback((element: HTMLVideoElement | null) => kiosk.showIn(element), [kiosk]);

  function setOperator(open: boolean): void {
    kiosk.pause(open);
    setOperating(open);
    if (!open) void kiosk.refresh();
  }

  return (
    <>
      {operating && operator(() => setOperator(false))}
      <main className={`min-h-dvh flex-col ${operating ? "hidden" : "flex"}`}>
        <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-6 py-3">
          <h1 className="text-kiosk font-semibold">{place?.location}</h1>
          <Connection state={state} />
        </header>
        <div className="grid flex-1 grid-rows-[minmax(0,1fr)_auto] gap-6 px-6 landscape:grid-cols-[minmax(0,1fr)_auto] landscape:grid-rows-1">
          <section aria-label="Camera" className="relative flex min-h-64 flex-col gap-3">
            <div className="relative min-h-0 flex-1 overflow-hidden rounded-panel border-2 border-line bg-sunken">
              <video
                ref={showIn}
                muted
                playsInline
                aria-hidden
                className={`absolute inset-0 size-full -scale-x-100 object-cover ${state.camera.state === "on" ? "" : "invisible"}`}
              />
              <CameraNote state={state} />
              <Guidance state={state} />
              <Verdict told={state.told} />
            </div>
          </section>
          <section aria-label="Without your face" className="flex flex-col items-center gap-4 pb-2">
            <p className="flex max-w-sm items-center gap-3 text-kiosk-sm">
              <QrCode aria-hidden className="size-8 shrink-0" />
              Hold your QR code up to the camera, or enter your PIN.
            </p>
            <PinPad label="PIN" codes busy={state.checking} onTyped={(text) => void kiosk.typed(text)} />
          </section>
        </div>
        <footer className="flex items-center justify-between gap-4 px-6 py-2 text-base text-muted">
          <span>No picture is kept or sent.</span>
          <BigButton kind="quiet" onClick={() => setOperator(true)}>
            Operator
          </BigButton>
        </footer>
        <div role="status" aria-live="polite" className="sr-only">
          {spoken(state)}
        </div>
      </main>
    </>
  );
}

function Connection({ state: { online, waiting } }: { state: KioskState }) {
  const Icon = online ? Wifi : CloudOff;
  const kept = waiting === 1 ? "1 scan is kept here" : `${waiting} scans are kept here`;
  return (
    <p className={`flex items-center gap-2 text-kiosk-sm ${online ? "text-muted" : "font-medium text-late"}`}>
      <Icon aria-hidden className="size-5" />
      {online ? "Connected" : "No connection"}
      {waiting > 0 && `: ${kept} until the server has them`}
    </p>
  );
}

function CameraNote({ state: { camera, nets, faces } }: { state: KioskState }) {
  if (camera.state === "trouble") {
    return (
      <div className="absolute inset-0 flex flex-col items-center justify-center gap-3 p-6 text-center text-kiosk-sm">
        <CameraOff aria-hidden className="size-12" />
        <p>{cameraWords[camera.trouble]}</p>
        <p>The PIN works without it.</p>
      </div>
    );
  }
  const note =
    camera.state === "starting"
      ? "The camera is starting"
      : nets === "loading"
        ? "Recognition is starting; codes and PINs work already"
        : nets === "failed"
          ? "Recognition does not work on this device; use your code or PIN"
          : faces === 0
            ? "Nobody’s face is enrolled here; use your code or PIN"
            : null;
  if (note === null) return null;
  return <p className="absolute inset-x-0 top-0 bg-surface/90 p-3 text-center text-kiosk-sm">{note}</p>;
}

const asks = {
  look_ahead: "Look straight at the camera",
  turn_left: "Turn your head to your left",
  turn_right: "Turn your head to your right",
  look_back: "Now look back at the camera",
} as const;

function guidance(visit: VisitView): string | null {
  if (visit.phase === "looking") return hintWords[visit.hint];
  if (visit.phase === "challenge") return asks[visit.ask];
  return null;
}

function Guidance({ state: { visit, camera, faces } }: { state: KioskState }) {
  const words =
    camera.state === "on" && faces > 0 && visit.phase !== "decided"
      ? (guidance(visit) ?? "Look at the camera")
      : null;
  if (words === null) return null;
  return (
    <p className="absolute inset-x-0 bottom-0 bg-surface/90 p-4 text-center text-kiosk-lg font-semibold">
      {words}
    </p>
  );
}

/** What is said of a visit. The way of marking is not shown: nobody's choice is anybody's business. */
function verdict(told: Told): { readonly good: boolean; readonly title: string; readonly more: string } {
  switch (told.kind) {
    case "welcome":
      return { good: true, title: "Welcome", more: told.studentId };
    case "identify":
      return { good: true, title: told.device, more: "Somebody is looking for this kiosk." };
    case "not_recognised":
      return { good: false, title: "Not recognised", more: "Use your QR code or PIN here." };
    case "challenge_failed":
      return { good: false, title: "That did not work", more: "Use your QR code or PIN here." };
    case "wrong_pin":
      return { good: false, title: "PIN not known", more: "Try again, or ask the operator." };
    case "wait":
      return { good: false, title: "Too many wrong PINs", more: "Wait a little, or use your QR code." };
    case "unknown_code":
      return { good: false, title: "Code not known here", more: "Use your PIN, or ask the operator." };
    case "not_recorded":
      return { good: false, title: "Not recorded", more: "Tell somebody in charge: you are not marked yet." };
  }
}

function Verdict({ told }: { told: Told | null }) {
  if (told === null) return null;
  const { good, title, more } = verdict(told);
  const Icon = good ? CircleCheck : UserSearch;
  // A welcome fills the screen; what sends people to code and PIN must leave these in sight.
  const place = good ? "fixed inset-0 z-10 flex-col text-center" : "absolute inset-x-0 top-0";
  return (
    <div
      data-told={told.kind}
      className={`flex items-center justify-center gap-6 p-8 ${place} ${good ? "bg-good-soft text-good" : "bg-unknown-soft text-unknown"}`}
    >
      <Icon aria-hidden className={good ? "size-40" : "size-16 shrink-0"} strokeWidth={2} />
      <div>
        <p className={`font-bold ${good ? "text-kiosk-xl" : "text-kiosk-lg"}`}>{title}</p>
        <p className={good ? "mt-3 text-kiosk-lg" : "text-kiosk"}>{more}</p>
      </div>
    </div>
  );
}

function spoken(state: KioskState): string {
  if (state.told !== null) {
    const { title, more } = verdict(state.told);
    return `${title}. ${more}`;
  }
  return guidance(state.visit) ?? "";
}
