import { useEffect, useState } from "react";
import type { Booted } from "../running/boot.ts";
import { BigButton } from "../screens/big-button.tsx";
import { PinPad } from "../screens/pin-pad.tsx";
import type { KioskSettings } from "../store/kiosk-settings.ts";
import { Enrolment } from "./enrolment.tsx";
import { PeopleList } from "./people-list.tsx";
import { PlaceForm } from "./place-form.tsx";

interface OperatorAreaProps {
  readonly booted: Booted;
  /** Null where the kiosk is off: then people can be exported and withdrawn, and nobody enrolled. */
  readonly onPlace: ((place: KioskSettings) => void) | null;
  readonly onClose: () => void;
}

/** An operator who walks away leaves nothing open. */
const idleMs = 5 * 60_000;

/** Behind the operator's PIN: who is enrolled, enrolment, withdrawal, and where the kiosk stands. */
export function OperatorArea({ booted, onPlace, onClose }: OperatorAreaProps) {
  const { ask } = booted;
  const [open, setOpen] = useState(false);
  const [view, setView] = useState<"people" | "enrol" | "place">("people");
  const [note, setNote] = useState<string | null>(null);

  function close(): void {
    void ask("lock", null);
    onClose();
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: one clock for as long as the area is shown
  useEffect(() => {
    let idle = setTimeout(close, idleMs);
    const stir = () => {
      clearTimeout(idle);
      idle = setTimeout(close, idleMs);
    };
    addEventListener("pointerdown", stir);
    addEventListener("keydown", stir);
    return () => {
      clearTimeout(idle);
      removeEventListener("pointerdown", stir);
      removeEventListener("keydown", stir);
    };
  }, []);

  async function unlock(pin: string): Promise<void> {
    const answer = await ask("unlock", { pin, at: Date.now() });
    if (answer.result === "open") setOpen(true);
    else if (answer.result === "wrong") setNote("This is not the operator’s PIN.");
    else {
      const seconds = Math.ceil((answer.until - Date.now()) / 1000);
      setNote(`Too many wrong PINs. Try again in ${seconds} seconds.`);
    }
  }

  return (
    <main className="mx-auto flex min-h-dvh max-w-4xl flex-col gap-6 p-6">
      <div className="flex flex-wrap items-center justify-between gap-4 print:hidden">
        <h1 className="text-kiosk-lg font-semibold">Operator</h1>
        <BigButton onClick={close}>Back to the door</BigButton>
      </div>
      {open ? (
        <>
          <nav aria-label="Operator" className="flex flex-wrap gap-3 print:hidden">
            <BigButton
              aria-current={view === "people"}
              kind={view === "people" ? "primary" : "plain"}
              onClick={() => setView("people")}
            >
              People
            </BigButton>
            {onPlace !== null && (
              <>
                <BigButton
                  aria-current={view === "enrol"}
                  kind={view === "enrol" ? "primary" : "plain"}
                  onClick={() => setView("enrol")}
                >
                  Enrol
                </BigButton>
                <BigButton
                  aria-current={view === "place"}
                  kind={view === "place" ? "primary" : "plain"}
                  onClick={() => setView("place")}
                >
                  Place
                </BigButton>
              </>
            )}
          </nav>
          {view === "people" && <PeopleList ask={ask} />}
          {view === "enrol" && <Enrolment ask={ask} onDone={() => setView("people")} />}
          {view === "place" && onPlace !== null && (
            <PlaceForm booted={booted} first={false} onDone={onPlace} />
          )}
        </>
      ) : (
        <div className="flex flex-1 flex-col items-center justify-center gap-4">
          <PinPad label="Operator’s PIN" onTyped={(pin) => void unlock(pin)} />
          <p role="alert" className="min-h-8 text-kiosk-sm text-denied">
            {note}
          </p>
        </div>
      )}
    </main>
  );
}
