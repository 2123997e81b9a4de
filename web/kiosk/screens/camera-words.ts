import type { CameraTrouble } from "../running/open-camera.ts";

/** What is wrong with the camera, and what to do about it. */
export const cameraWords: Readonly<Record<CameraTrouble, string>> = {
  insecure: "This address gives no camera. Open the kiosk over HTTPS.",
  refused: "The camera is not allowed for this page. Allow it in the browser’s address bar.",
  missing: "No camera was found. Plug one in.",
  busy: "Another program has the camera. Close it.",
  failed: "The camera does not answer. Restart this device.",
};
