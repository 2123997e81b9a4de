import type { RoomDevice } from "./university.ts";

/** The boot of the life that a device is in at an instant, or, while it is dead, of the one that has ended. */
export function bootIdAt({ dead, bootIds }: RoomDevice, at: number): string {
  const bootId = bootIds[dead.filter(({ to }) => to <= at).length];
  if (bootId === undefined) throw new RangeError("a device has one life more than it dies");
  return bootId;
}
