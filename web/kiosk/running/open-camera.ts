/** Why there is no camera; the screen says what to do about each. */
export type CameraTrouble = "insecure" | "refused" | "missing" | "busy" | "failed";

export type CameraState =
  | { readonly state: "off" }
  | { readonly state: "starting" }
  | { readonly state: "on"; readonly stream: MediaStream }
  | { readonly state: "trouble"; readonly trouble: CameraTrouble };

const troubles: Readonly<Record<string, CameraTrouble>> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Opens the camera that faces the person. Browsers give none to a page that came over plain HTTP. */
export async function openCamera(): Promise<Extract<CameraState, { state: "on" | "trouble" }>> {
  if (!isSecureContext || !("mediaDevices" in navigator)) return { state: "trouble", trouble: "insecure" };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } },
    });
    return { state: "on", stream };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    return { state: "trouble", trouble: troubles[name] ?? "failed" };
  }
}
