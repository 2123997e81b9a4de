import { useEffect, useRef, useState } from "react";
import type { CaptureView } from "../keeper/keeper-calls.ts";
import type { AskKeeper } from "../keeper/start-keeper.ts";
import { openCamera } from "../running/open-camera.ts";
import { BigButton } from "../screens/big-button.tsx";
import { cameraWords } from "../screens/camera-words.ts";
import { poses } from "../visit/next-capture.ts";
import { captureWords, poseWords } from "../visit/words.ts";

interface PhotosProps {
  readonly ask: AskKeeper;
  readonly onEnough: () => void;
}

const betweenFramesMs = 60;

/** Three to five guided photos. They are looked at as they come and never kept: only numbers made of them are. */
export function Photos({ ask, onEnough }: PhotosProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [view, setView] = useState<CaptureView | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  useEffect(() => {
    let over = false;
    let stream: MediaStream | null = null;
    async function watch(): Promise<void> {
      const camera = await openCamera();
      if (camera.state === "trouble") {
        setTrouble(cameraWords[camera.trouble]);
        return;
      }
      ({ stream } = camera);
      const element = video.current;
      if (over || element === null) {
        stopTracks(stream);
        return;
      }
      element.srcObject = stream;
      await element.play();
      setView(await ask("startCapture", null));
      while (!over) {
        if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && element.videoWidth > 0) {
          const frame = await createImageBitmap(element);
          const next = await ask("capture", { frame, at: performance.now() }, [frame]);
          if (!over) setView(next);
          if (next.pose === null) break;
        }
        await new Promise((resolve) => setTimeout(resolve, betweenFramesMs));
      }
      stopTracks(stream);
    }
    watch().catch((error: unknown) => {
      console.error("no photos can be taken", error);
      if (!over) setTrouble(error instanceof Error ? error.message : String(error));
    });
    return () => {
      over = true;
      stopTracks(stream);
    };
  }, [ask]);

  const all = poses.length;
  const words =
    view === null
      ? "Recognition is starting"
      : view.pose === null
        ? "All photos are taken"
        : view.hint === "wait" || view.hint === "pose"
          ? poseWords[view.pose]
          : captureWords[view.hint];
  if (trouble !== null) return <p className="text-kiosk-sm text-denied">{trouble}</p>;
  return (
    <div className="flex flex-col gap-4">
      <div className="relative aspect-[4/3] max-h-[55dvh] overflow-hidden rounded-panel border-2 border-line bg-sunken">
        <video ref={video} muted playsInline aria-hidden className="size-full -scale-x-100 object-cover" />
      </div>
      <p role="status" className="text-kiosk font-semibold">
        {words}
      </p>
      <p className="text-kiosk-sm">
        {view?.taken ?? 0} of {all} photos; three are enough.
      </p>
      <div>
        <BigButton kind="primary" disabled={view?.enough !== true} onClick={onEnough}>
          Enrol with these photos
        </BigButton>
      </div>
    </div>
  );
}

function stopTracks(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
