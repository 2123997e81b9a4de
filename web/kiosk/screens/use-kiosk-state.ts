import { useSyncExternalStore } from "react";
import type { Kiosk, KioskState } from "../running/create-kiosk.ts";

export function useKioskState(kiosk: Kiosk): KioskState {
  return useSyncExternalStore(kiosk.subscribe, kiosk.state);
}
