import { Play, Square } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import type { ButtonKind } from "../../ui/button-look.ts";
import { useDemoCamera } from "./use-demo-camera.ts";

/** Starts and stops the pretend camera; nothing where there is no demonstration. */
export function DemoCameraButton({ kind = "plain" }: { kind?: ButtonKind }) {
  const camera = useDemoCamera();
  if (!camera.available) return null;
  const Icon = camera.isPlaying ? Square : Play;
  return (
    <>
      <Button kind={kind} disabled={camera.busy} onClick={camera.isPlaying ? camera.stop : camera.start}>
        <Icon aria-hidden className="size-3.5" />
        {camera.isPlaying ? "Stop the demo camera" : "Run the demo camera"}
      </Button>
      {camera.trouble !== null && (
        <span role="alert" className="text-sm text-denied">
          {camera.trouble}
        </span>
      )}
    </>
  );
}
