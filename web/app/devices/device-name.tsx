import { useDeviceName } from "./use-device-name.ts";

/** What people call a device. */
export function DeviceName({ name }: { readonly name: string }) {
  return <>{useDeviceName()(name)}</>;
}
