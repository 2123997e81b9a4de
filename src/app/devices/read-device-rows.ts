import type { DeviceRow } from "../../contract/http/device-batch.ts";
import { deviceKinds } from "../../contract/http/devices.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import type { CsvTable } from "../imports/csv-table.ts";
import { takenDevice, type WantedDevice, wantedDevice } from "./wanted-device.ts";

/** What a file of devices says. */
export interface ReadRows {
  readonly rows: readonly DeviceRow[];
  /** What is wrong with the file as a whole; nothing of it is made then. */
  readonly faults: readonly string[];
  /** What was ignored or guessed. */
  readonly notes: readonly string[];
  /** Of the rows that nothing is wrong with, in their order. */
  readonly wanted: readonly WantedDevice[];
}

const columns = ["name", "kind", "address"] as const;
type Column = (typeof columns)[number];
/** As many devices as a school hangs up in one go. */
const mostRows = 1000;

/**
 * Reads a file of devices: a row for each, with `name`, and where they are not left out `kind` and `address`.
 *
 * @param taken the devices that there are
 */
export function readDeviceRows(
  table: CsvTable,
  parts: {
    readonly site: string;
    readonly made: readonly SourceAdapter[];
    readonly taken: readonly WantedDevice[];
  },
): ReadRows {
  const header = table.header.map((head) => head.toLowerCase());
  const faults = table.notes.filter(({ severity }) => severity === "refused").map(written);
  const notes = table.notes.filter(({ severity }) => severity !== "refused").map(written);
  const twice = columns.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  for (const column of twice) faults.push(`line 1, ${column}: stands twice in the header; leave one out`);
  if (table.header.length > 0 && !header.includes("name")) {
    faults.push(`line 1, name: is missing; the first line names the columns: ${columns.join(",")}`);
  }
  for (const head of table.header) {
    if (!columns.some((column) => column === head.toLowerCase()))
      notes.push(`line 1, ${head}: is no column of devices, and is ignored`);
  }
  if (table.rows.length === 0 && faults.length === 0)
    faults.push("has no row below its header; add one for each device");
  if (table.rows.length > mostRows)
    faults.push(`has ${table.rows.length} rows; at most ${mostRows} are made at once: divide it`);
  if (faults.length > 0) return { rows: [], faults, notes, wanted: [] };

  const names = new Map(parts.taken.map(({ name }) => [name, null as number | null]));
  const addresses = new Map(parts.taken.map((device) => [addressKey(device), null as number | null]));
  const wanted: WantedDevice[] = [];
  const rows = table.rows.map(({ line, cells }): DeviceRow => {
    const cell = (column: Column): string => cells[header.indexOf(column)] ?? "";
    const row = {
      line,
      name: cell("name"),
      kind: cell("kind") || "native",
      address: cell("address") || null,
    };
    const bad = (column: Column, message: string): DeviceRow => ({ ...row, faults: [{ column, message }] });
    if (row.name === "") return bad("name", "is empty; give each device a name of its own");
    const kind = deviceKinds.find((known) => known === row.kind.toLowerCase());
    if (kind === undefined) {
      return bad(
        "kind",
        `${row.kind.slice(0, 64)}: is no kind of sender; it is one of ${deviceKinds.join(", ")}`,
      );
    }
    const device = wantedDevice(
      { name: row.name, kind, ...(row.address !== null && { address: row.address }) },
      parts,
    );
    if ("refused" in device) return bad(device.refused.field, device.refused.detail);
    const told = { ...row, kind, address: device.address };
    const clashes = (["name", "address"] as const).flatMap((column) => {
      const [seen, key] = column === "name" ? [names, device.name] : [addresses, addressKey(device)];
      const at = seen.get(key);
      if (at === undefined) {
        seen.set(key, line);
        return [];
      }
      const message =
        at === null
          ? takenDevice(device, column).detail
          : `${device[column]}: stands in line ${at} already; each device needs its own`;
      return [{ column, message }];
    });
    if (clashes.length > 0) return { ...told, faults: clashes };
    wanted.push(device);
    return { ...told, faults: [] };
  });
  return { rows, faults, notes, wanted };
}

const addressKey = ({ kind, address }: WantedDevice): string => `${kind} ${address}`;

const written = ({ line, message, remedy }: CsvTable["notes"][number]): string =>
  `${line === null ? "" : `line ${line}: `}${message}; ${remedy}`;
