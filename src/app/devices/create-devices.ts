import { randomUUID } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import type { DeviceBatchPreview } from "../../contract/http/device-batch.ts";
import type { DeviceView } from "../../contract/http/devices.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import type { DeviceKind } from "../../sources/device-rules.ts";
import type { Author } from "../actor.ts";
import type { CsvTable } from "../imports/csv-table.ts";
import type { Clock, Log } from "../ports.ts";
import { hashDeviceKey, newDeviceKey } from "./device-key.ts";
import type { DeviceStore, StoredDevice, StoredKey } from "./device-store.ts";
import { type ReadRows, readDeviceRows } from "./read-device-rows.ts";
import { senderOfDevice } from "./sender-of-device.ts";
import { type DeviceRefusal, takenDevice, wantedDevice } from "./wanted-device.ts";

/** A device with the key that was made for it: the only time that the key is told. */
export interface NewKey {
  readonly device: DeviceView;
  readonly key: string;
}

/** Devices and their keys, as people set them up. */
export interface Devices {
  list(): Promise<readonly DeviceView[]>;
  find(name: string): Promise<DeviceView | null>;
  /** The device that speaks for one sender; null where none with a key does. */
  ofSender(sender: string): Promise<DeviceView | null>;
  /** @param asked.address what it is called in its topics; worked out of its name where it is left out */
  add(
    asked: { readonly name: string; readonly kind: DeviceKind; readonly address?: string | undefined },
    author: Author,
  ): Promise<NewKey | { readonly refused: DeviceRefusal }>;
  /** What a file of devices would add. Reads what it can, and tells the rest. */
  previewBatch(table: CsvTable): Promise<DeviceBatchPreview>;
  /** Adds all devices of a file, in its order, or none while anything is wrong with it. */
  addBatch(
    table: CsvTable,
    author: Author,
  ): Promise<{ readonly added: readonly NewKey[] } | { readonly refused: DeviceBatchPreview }>;
  /** A new key; all others end when `hold` is over. null where there is no such device. */
  rotate(name: string, hold: Temporal.Duration, author: Author): Promise<NewKey | null>;
  disable(name: string, author: Author): Promise<DeviceView | null>;
  enable(name: string, author: Author): Promise<DeviceView | null>;
}

/** How long the old key of a device holds beside a new one, where nobody says. */
export const defaultHold = Temporal.Duration.from({ hours: 24 });

/**
 * @param parts.site this server's name in topics
 * @param parts.onChanged awaited after each change, so that whoever made it finds it in force
 */
export function createDevices(parts: {
  readonly store: DeviceStore;
  readonly site: string;
  readonly made: readonly SourceAdapter[];
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: () => Promise<void>;
}): Devices {
  const { store, clock, log } = parts;

  async function find(name: string): Promise<DeviceView | null> {
    const device = (await store.devices()).find((one) => one.name === name);
    return device === undefined ? null : toView(device, clock.now());
  }

  async function changed(name: string): Promise<DeviceView> {
    await parts.onChanged();
    const view = await find(name);
    if (view === null) throw new Error(`the device ${name} is gone`);
    return view;
  }

  const mint = (author: Author): { readonly key: string; readonly stored: StoredKey } => {
    const key = newDeviceKey();
    const stored = {
      id: randomUUID(),
      hash: hashDeviceKey(key),
      madeAt: clock.now(),
      madeBy: author.id,
      endsAt: null,
    };
    return { key, stored };
  };

  return {
    async list() {
      const now = clock.now();
      return (await store.devices()).map((device) => toView(device, now));
    },
    find,
    async ofSender(sender) {
      const now = clock.now();
      const views = (await store.devices()).map((device) => toView(device, now));
      return views.find((device) => device.sender === sender) ?? null;
    },

    async add(asked, author) {
      const wanted = wantedDevice(asked, parts);
      if ("refused" in wanted) return wanted;
      const { name, kind } = wanted;
      const { key, stored } = mint(author);
      const [clash] = await store.add([{ ...wanted, madeAt: stored.madeAt, madeBy: author.id, key: stored }]);
      if (clash !== undefined) return { refused: takenDevice(wanted, clash.taken) };
      log.info({ device: name, kind, by: author.id }, "a device was added");
      return { device: await changed(name), key };
    },

    previewBatch: async (table) =>
      toPreview(readDeviceRows(table, { ...parts, taken: await store.devices() })),

    async addBatch(table, author) {
      const read = readDeviceRows(table, { ...parts, taken: await store.devices() });
      const preview = toPreview(read);
      if (!preview.sound) return { refused: preview };
      const minted = read.wanted.map((wanted) => ({ wanted, ...mint(author) }));
      const clashes = await store.add(
        minted.map(({ wanted, stored }) => ({
          ...wanted,
          madeAt: stored.madeAt,
          madeBy: author.id,
          key: stored,
        })),
      );
      // Somebody else added one of them meanwhile: what is wrong is told as it would be now.
      if (clashes.length > 0) {
        return { refused: toPreview(readDeviceRows(table, { ...parts, taken: await store.devices() })) };
      }
      log.info({ devices: minted.length, by: author.id }, "devices were added by a file");
      await parts.onChanged();
      const now = clock.now();
      const views = new Map((await store.devices()).map((device) => [device.name, toView(device, now)]));
      return {
        added: minted.map(({ wanted: { name }, key }) => {
          const device = views.get(name);
          if (device === undefined) throw new Error(`the device ${name} is gone`);
          return { device, key };
        }),
      };
    },

    async rotate(name, hold, author) {
      const { key, stored } = mint(author);
      if (!(await store.rotate(name, stored, stored.madeAt.add(hold)))) return null;
      log.info({ device: name, by: author.id, oldHoldsFor: hold.toString() }, "a device has a new key");
      return { device: await changed(name), key };
    },

    async disable(name, author) {
      if (!(await store.disable(name, { at: clock.now(), by: author.id }))) return null;
      log.info({ device: name, by: author.id }, "a device was disabled");
      return changed(name);
    },

    async enable(name, author) {
      if (!(await store.disable(name, null))) return null;
      log.info({ device: name, by: author.id }, "a device was let in again");
      return changed(name);
    },
  };
}

const toPreview = ({ rows, faults, notes }: ReadRows): DeviceBatchPreview => ({
  rows: [...rows],
  faults: [...faults],
  notes: [...notes],
  sound: faults.length === 0 && rows.every((row) => row.faults.length === 0),
});

function toView(device: StoredDevice, now: Temporal.Instant): DeviceView {
  const { name, kind, address, madeAt, madeBy, disabled, keys } = device;
  return {
    name,
    kind,
    address,
    sender: senderOfDevice(kind, address),
    madeAt: tell(madeAt),
    madeBy,
    disabled: disabled && { at: tell(disabled.at), by: disabled.by },
    keys: keys
      .filter(({ endsAt }) => endsAt === null || Temporal.Instant.compare(endsAt, now) > 0)
      .map((key) => ({
        madeAt: tell(key.madeAt),
        madeBy: key.madeBy,
        endsAt: key.endsAt && tell(key.endsAt),
      })),
  };
}

const tell = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });
