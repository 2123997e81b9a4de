import type { Temporal } from "temporal-polyfill";
import type { DeviceKind } from "../../sources/device-rules.ts";

/** A key as it is kept. */
export interface StoredKey {
  readonly id: string;
  readonly hash: string;
  readonly madeAt: Temporal.Instant;
  readonly madeBy: string;
  /** From this instant on it opens nothing; null for one without an end. */
  readonly endsAt: Temporal.Instant | null;
}

/** What shows itself at the broker by a name and a key. */
export interface StoredDevice {
  readonly name: string;
  readonly kind: DeviceKind;
  /** What it is called in its topics, as `deviceRules` takes it. */
  readonly address: string;
  readonly madeAt: Temporal.Instant;
  readonly madeBy: string;
  readonly disabled: { readonly at: Temporal.Instant; readonly by: string } | null;
  /** Oldest first. */
  readonly keys: readonly StoredKey[];
}

export type NewDevice = Omit<StoredDevice, "keys" | "disabled"> & { readonly key: StoredKey };

/** Devices and their keys. */
export interface DeviceStore {
  /** Changes with every change of any device or key. */
  revision(): Promise<string>;
  /** By name. */
  devices(): Promise<readonly StoredDevice[]>;
  /**
   * Adds devices, each with a key: all of them, or none.
   *
   * @returns which cannot be added, by their place, for there is a device of that name, or of that kind and address;
   *   nothing is written then
   */
  add(
    devices: readonly NewDevice[],
  ): Promise<readonly { readonly at: number; readonly taken: "name" | "address" }[]>;
  /**
   * Adds a key, and lets all others end at an instant, or when they end anyway.
   *
   * @returns false where there is no such device
   */
  rotate(name: string, key: StoredKey, othersEnd: Temporal.Instant): Promise<boolean>;
  /** null lets it in again. @returns false where there is no such device */
  disable(
    name: string,
    disabled: { readonly at: Temporal.Instant; readonly by: string } | null,
  ): Promise<boolean>;
}
