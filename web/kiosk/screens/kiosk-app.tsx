import { useEffect, useRef, useState } from "react";
import { OperatorArea } from "../operator/operator-area.tsx";
import { PlaceForm } from "../operator/place-form.tsx";
import { type Booted, boot } from "../running/boot.ts";
import { createKiosk, type Kiosk } from "../running/create-kiosk.ts";
import { registerServiceWorker } from "../running/register-service-worker.ts";
import { type KioskSettings, placeSetting, serverSetting, writeSetting } from "../store/kiosk-settings.ts";
import { DoorScreen } from "./door-screen.tsx";
import { InsecureScreen, Notice, OffScreen } from "./notice.tsx";

/** What is known so far; each state has one screen. */
type Stage =
  | { readonly at: "starting" }
  | { readonly at: "broken"; readonly reason: string }
  | { readonly at: "off"; readonly booted: Booted }
  | { readonly at: "placing"; readonly booted: Booted }
  | { readonly at: "running"; readonly booted: Booted; readonly kiosk: Kiosk };

export function KioskApp() {
  const [stage, setStage] = useState<Stage>({ at: "starting" });
  const started = useRef(false);
  const running = useRef<Kiosk | null>(null);

  async function start(booted: Booted, place: KioskSettings | null): Promise<void> {
    if (booted.word?.on !== true) {
      setStage({ at: "off", booted });
      return;
    }
    if (place === null || !booted.kept.hasOperatorPin) {
      setStage({ at: "placing", booted });
      return;
    }
    const kiosk = await createKiosk({
      database: booted.database,
      ask: booted.ask,
      place,
      word: booted.word,
      clockAhead: booted.clockAhead,
      onWord(word) {
        void writeSetting(booted.database, serverSetting, word);
        if (!word.on) location.reload();
      },
    });
    running.current = kiosk;
    setStage({ at: "running", booted: { ...booted, place }, kiosk });
    const look = await registerServiceWorker(() => kiosk.state().visit.phase === "empty");
    look();
  }

  async function begin(): Promise<void> {
    try {
      const booted = await boot();
      await start(booted, booted.place);
    } catch (error) {
      console.error("the kiosk could not start", error);
      setStage({ at: "broken", reason: error instanceof Error ? error.message : String(error) });
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the kiosk is started once, however often this renders
  useEffect(() => {
    if (started.current || !isSecureContext) return;
    started.current = true;
    void begin();
  }, []);

  async function place(booted: Booted, chosen: KioskSettings): Promise<void> {
    await writeSetting(booted.database, placeSetting, chosen);
    const persisted = await navigator.storage.persist();
    if (!persisted) console.info("the browser may clear this kiosk's store when its disk is full");
    if (running.current !== null) {
      location.reload();
      return;
    }
    await start({ ...booted, kept: { ...booted.kept, hasOperatorPin: true } }, chosen);
  }

  if (!isSecureContext) return <InsecureScreen />;
  switch (stage.at) {
    case "starting":
      return <Notice title="Starting" />;
    case "broken":
      return (
        <Notice title="This kiosk cannot start">
          <p>{stage.reason}</p>
          <p>Allow this page to store data, leave private browsing, and reload.</p>
        </Notice>
      );
    case "off":
      return <OffScreen booted={stage.booted} />;
    case "placing":
      return <PlaceForm booted={stage.booted} first onDone={(chosen) => void place(stage.booted, chosen)} />;
    case "running":
      return (
        <DoorScreen
          kiosk={stage.kiosk}
          place={stage.booted.place}
          operator={(close) => (
            <OperatorArea
              booted={stage.booted}
              onPlace={(chosen) => void place(stage.booted, chosen)}
              onClose={close}
            />
          )}
        />
      );
  }
}
