/**
 * Registers what lets the kiosk start without network. A new version takes over, with a reload, when `isQuiet` says that
 * nobody stands in front of the kiosk.
 *
 * @returns how to look for a new version now
 */
export async function registerServiceWorker(isQuiet: () => boolean): Promise<() => void> {
  if (!("serviceWorker" in navigator)) return () => {};
  const { serviceWorker } = navigator;
  // The first service worker of a browser changes nothing that is on the screen.
  const controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (controlled) location.reload();
  });
  const registration = await serviceWorker.register("/kiosk/service-worker.js", { scope: "/kiosk" });
  setInterval(() => {
    if (registration.waiting !== null && isQuiet()) registration.waiting.postMessage("take_over");
  }, 5_000);
  return () => {
    registration
      .update()
      .catch((error: unknown) => console.warn("no new version could be looked for", error));
  };
}
