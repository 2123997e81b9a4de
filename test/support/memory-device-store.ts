import type { DeviceStore, StoredDevice } from "../../src/app/devices/device-store.ts";

/** Devices in memory, by the rules of the store. */
export function memoryDeviceStore(): DeviceStore {
  const devices = new Map<string, StoredDevice>();
  let revision = 0;
  const change = (name: string, changed: (device: StoredDevice) => Partial<StoredDevice>): boolean => {
    const device = devices.get(name);
    if (device === undefined) return false;
    devices.set(name, { ...device, ...changed(device) });
    revision += 1;
    return true;
  };
  return {
    revision: async () => String(revision),
    devices: async () => [...devices.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async add(added) {
      const taken = added.flatMap((device, at): { at: number; taken: "name" | "address" }[] => {
        if (devices.has(device.name)) return [{ at, taken: "name" }];
        const there = [...devices.values()].some(
          ({ kind, address }) => kind === device.kind && address === device.address,
        );
        return there ? [{ at, taken: "address" }] : [];
      });
      if (taken.length > 0) return taken;
      for (const { key, ...device } of added)
        devices.set(device.name, { ...device, disabled: null, keys: [key] });
      revision += 1;
      return [];
    },
    rotate: async (name, key, othersEnd) =>
      change(name, ({ keys }) => ({
        keys: [
          ...keys.map((one) => ({
            ...one,
            endsAt:
              one.endsAt !== null && one.endsAt.epochMilliseconds < othersEnd.epochMilliseconds
                ? one.endsAt
                : othersEnd,
          })),
          key,
        ],
      })),
    disable: async (name, disabled) => change(name, () => ({ disabled })),
  };
}
