import { Temporal } from "temporal-polyfill";
import { type DeviceRules, deviceRules, mayRead, mayWrite } from "../../sources/device-rules.ts";
import type { Clock, Log, Timekeeper } from "../ports.ts";
import { isDeviceKey } from "./device-key.ts";
import type { DeviceStore, StoredDevice } from "./device-store.ts";

/** A device as the broker knows it. */
export interface KnownDevice
  extends Pick<DeviceRules, "speaksFor" | "maxPacketBytes" | "mostSubscriptions" | "postsTo"> {
  readonly name: string;
  /** Whether it may publish on a topic. */
  mayWrite(topic: string): boolean;
  /** Whether it may subscribe to a filter, and be handed what comes on a topic. */
  mayRead(filter: string): boolean;
}

/** Why a name and a key let nobody in. */
export type NotAdmitted = "unknown_device" | "wrong_key" | "key_ended" | "disabled";

export interface DeviceBook {
  /** Whom a name and a key let in, and by which key; or why nobody. */
  admit(
    name: string,
    key: Uint8Array,
  ): { readonly device: KnownDevice; readonly keyId: string } | { readonly refused: NotAdmitted };
  /** The same for somebody whose name a certificate shows that is believed. */
  admitCertified(
    name: string,
  ): { readonly device: KnownDevice; readonly keyId: string } | { readonly refused: NotAdmitted };
  /** Whether what was let in by a key, or by a certificate, would be let in by it now. */
  holds(name: string, keyId: string): boolean;
  isName(name: string): boolean;
  /** Whose alone a topic is; null for one that is no device's with a key. A device that is disabled still owns its own. */
  ownerOf(topic: string): string | null;
  /** Told after whatever may let somebody in no more: a key that ended, a device that was disabled. */
  onChanged(listener: () => void): () => void;
  /** Reads the store again, if anything changed there. Rejects with what the store throws. */
  refresh(): Promise<void>;
  stop(): void;
}

/** How often a running server looks for what a command beside it changed. */
const lookEveryMs = 1_000;
/** A timer of Node's holds no longer than 24 days; an end that is further off is looked for again. */
const longestWaitMs = 24 * 60 * 60 * 1000;

/** Devices and their keys, known by heart: whoever connects is answered without the store. */
export async function createDeviceBook(parts: {
  readonly store: DeviceStore;
  readonly clock: Timekeeper;
  readonly log: Log;
}): Promise<DeviceBook> {
  const { store, clock, log } = parts;
  const listeners = new Set<() => void>();
  let devices: ReadonlyMap<string, StoredDevice & { readonly known: KnownDevice }> = new Map();
  let stems: ReadonlyMap<string, string> = new Map();
  let revision: string | null = null;
  let reading: Promise<void> | null = null;
  let cancelEnd = (): void => undefined;
  let nextLook: NodeJS.Timeout | null = null;
  let stopped = false;
  let away = false;

  async function read(): Promise<void> {
    // Before the devices: what changes in between is seen by the next look.
    const now = await store.revision();
    if (now === revision) return;
    const stored = await store.devices();
    const known = new Map<string, StoredDevice & { readonly known: KnownDevice }>();
    const owners = new Map<string, string>();
    for (const device of stored) {
      const rules = deviceRules(device.kind, device.address);
      known.set(device.name, { ...device, known: toKnown(device.name, rules) });
      for (const stem of rules.stems) owners.set(stem, device.name);
    }
    devices = known;
    stems = owners;
    revision = now;
    waitForEnd();
    tell();
  }

  function tell(): void {
    for (const listener of listeners) listener();
  }

  /** Wakes when the next key ends. */
  function waitForEnd(): void {
    cancelEnd();
    const now = clock.now().epochMilliseconds;
    const ends = [...devices.values()].flatMap(({ keys }) =>
      keys.flatMap(({ endsAt }) =>
        endsAt !== null && endsAt.epochMilliseconds > now ? endsAt.epochMilliseconds : [],
      ),
    );
    if (stopped || ends.length === 0) return;
    cancelEnd = clock.after(Math.min(Math.min(...ends) - now, longestWaitMs), () => {
      tell();
      waitForEnd();
    });
  }

  function lookAgain(): void {
    if (stopped) return;
    // By the machine's time and not by the clock's: it is another process that is waited for.
    nextLook = setTimeout(() => {
      refresh()
        .then(
          () => {
            away = false;
          },
          (error: unknown) => {
            // Once: that the store is away is told by whoever writes to it.
            if (!away)
              log.warn({ error }, "devices could not be read again; those that are known are let in");
            away = true;
          },
        )
        .finally(lookAgain);
    }, lookEveryMs);
  }

  async function refresh(): Promise<void> {
    // What was read before this was asked may miss what it was asked for.
    await reading?.catch(() => undefined);
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }

  await read();
  lookAgain();

  return {
    admit(name, key) {
      const device = devices.get(name);
      if (device === undefined) return { refused: "unknown_device" };
      const found = device.keys.find(({ hash }) => isDeviceKey(key, hash));
      if (found === undefined) return { refused: "wrong_key" };
      if (device.disabled !== null) return { refused: "disabled" };
      if (hasEnded(found.endsAt, clock)) return { refused: "key_ended" };
      return { device: device.known, keyId: found.id };
    },
    admitCertified(name) {
      const device = devices.get(name);
      if (device === undefined) return { refused: "unknown_device" };
      if (device.disabled !== null) return { refused: "disabled" };
      return { device: device.known, keyId: byCertificate };
    },
    holds(name, keyId) {
      const device = devices.get(name);
      if (device === undefined || device.disabled !== null) return false;
      if (keyId === byCertificate) return true;
      const key = device.keys.find(({ id }) => id === keyId);
      return key !== undefined && !hasEnded(key.endsAt, clock);
    },
    isName: (name) => devices.has(name),
    ownerOf(topic) {
      if (stems.size === 0) return null;
      for (let end = topic.indexOf("/"); end !== -1; end = topic.indexOf("/", end + 1)) {
        const owner = stems.get(topic.slice(0, end));
        if (owner !== undefined) return owner;
        // No address is longer.
        if (end > longestStem) return null;
      }
      return stems.get(topic) ?? null;
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
    stop() {
      stopped = true;
      cancelEnd();
      if (nextLook !== null) clearTimeout(nextLook);
    },
  };
}

const longestStem = 256;
/** Stands where a key's id does: a certificate ends by itself, or with its device. */
const byCertificate = "certificate";

function toKnown(name: string, rules: DeviceRules): KnownDevice {
  const { speaksFor, maxPacketBytes, mostSubscriptions, postsTo } = rules;
  return {
    name,
    speaksFor,
    maxPacketBytes,
    mostSubscriptions,
    postsTo,
    mayWrite: (topic) => mayWrite(rules, topic),
    mayRead: (filter) => mayRead(rules, filter),
  };
}

const hasEnded = (endsAt: Temporal.Instant | null, clock: Clock): boolean =>
  endsAt !== null && Temporal.Instant.compare(endsAt, clock.now()) <= 0;
