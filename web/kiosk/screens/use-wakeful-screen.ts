import { useEffect } from "react";

/** Keeps a tablet's screen on while the kiosk is shown, where the browser allows it. */
export function useWakefulScreen(): void {
  useEffect(() => {
    if (!("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    async function hold(): Promise<void> {
      if (document.visibilityState !== "visible") return;
      try {
        lock = await navigator.wakeLock.request("screen");
      } catch (error) {
        // Low on battery, or not allowed: the screen goes dark as it would without us.
        console.info("the screen is not kept on", error);
      }
    }
    void hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      document.removeEventListener("visibilitychange", hold);
      void lock?.release();
    };
  }, []);
}
