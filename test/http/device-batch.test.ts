import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readCsvTable } from "../../src/adapters/files/read-csv-table.ts";
import {
  type DeviceBatchPreview,
  deviceBatchPreview,
  madeBatch,
} from "../../src/contract/http/device-batch.ts";
import { devicePage, newKey } from "../../src/contract/http/devices.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { deviceCommand } from "../../src/entry/commands/device-command.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let server: ServedHere;
beforeAll(async () => {
  server = await serveHere();
  await server.ask(newKey, "/api/v1/devices", post({ name: "old-door", kind: "native" }));
});
afterAll(() => server.stop());

const post = (sent: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(sent),
});
const preview = (csv: string): Promise<DeviceBatchPreview> =>
  server.ask(deviceBatchPreview, "/api/v1/devices/batch/preview", post({ csv }));
const names = async (): Promise<string[]> =>
  (await server.ask(devicePage, "/api/v1/devices")).devices.map(({ name }) => name);

test("a file is previewed row by row, with what its devices are called in their topics", async () => {
  const csv = "Name;Kind;Address;Floor\nhall-1;;;2\n\ngate;HFSecurity;1234567;0\nlamp;tasmota;;1\n";
  expect(await preview(csv)).toEqual({
    rows: [
      { line: 2, name: "hall-1", kind: "native", address: "main/hall-1", faults: [] },
      { line: 4, name: "gate", kind: "hfsecurity", address: "1234567", faults: [] },
      { line: 5, name: "lamp", kind: "tasmota", address: "lamp", faults: [] },
    ],
    faults: [],
    notes: ["line 1, Floor: is no column of devices, and is ignored"],
    sound: true,
  });
  expect(await names()).toEqual(["old-door"]);
});

test.each([
  ["Door 1,native,", "name", "must be 1 to 63 of a-z"],
  [",native,x", "name", "is empty"],
  ["__proto__,native,", "name", "must be 1 to 63"],
  ["muster-2,native,", "name", "Muster itself is called so"],
  ["x,toaster,", "kind", "toaster: is no kind of sender; it is one of native, original"],
  ["x,constructor,", "kind", "is no kind of sender"],
  ["x,tasmota,a/b", "address", "must be one level of a topic"],
  ["x,tasmota,#", "address", "+ nor #"],
  ["x,frigate,y", "address", "is not asked for"],
  ["old-door,native,main/other", "name", "there is a device of this name"],
  ["x,native,main/old-door", "address", "another device is called so"],
  ["fine,tasmota,x", "name", "fine: stands in line 2 already"],
  ["x,native,main/fine", "address", "main/fine: stands in line 2 already"],
])(
  "the row %j is told with its line, its column %s and a remedy, and nothing of its file is made",
  async (row, column, says) => {
    const csv = `name,kind,address\nfine,,\n${row}\n`;
    const { rows, sound } = await preview(csv);
    expect(sound).toBe(false);
    expect(rows[1]?.line).toBe(3);
    expect(rows[1]?.faults).toEqual([{ column, message: expect.stringContaining(says) }]);
    const response = await fetch(`${server.url}/api/v1/devices/batch`, post({ csv }));
    expect(response.status).toBe(400);
    expect(problem.parse(await response.json()).detail).toMatch(new RegExp(`^line 3, ${column}: `));
    expect(await names()).toEqual(["old-door"]);
  },
);

test.each([
  ["", 400],
  ["a".repeat(512 * 1024 + 1), 400],
])("a text that is no file of devices (%#) is refused", async (csv, status) => {
  expect((await fetch(`${server.url}/api/v1/devices/batch/preview`, post({ csv }))).status).toBe(status);
});

test.each([
  ["device,kind\nx,native\n", "line 1, name: is missing"],
  ["name,name\nx,y\n", "line 1, name: stands twice in the header"],
  ["name,kind\n", "has no row below its header"],
  ['name,kind\n"x,native\ny,native\n', "a quote is not closed"],
  ["name,kind\nx,native,main/x,more\n", "has 4 cells, the header 2"],
  [`name\n${Array.from({ length: 1001 }, (_, n) => `d-${n}`).join("\n")}\n`, "has 1001 rows; at most 1000"],
])("of a file that cannot be used as a whole (%#) nothing is made", async (csv, says) => {
  const { faults, sound } = await preview(csv);
  expect(sound).toBe(false);
  expect(faults.join("\n")).toContain(says);
});

test("devices of a file are made together, their keys are told once, and open", async () => {
  const csv = 'name,kind,address\nhall-1,,\n"cam-1",original,=HYPERLINK(1)\ngate,hfsecurity,1234567\n';
  const { devices, file } = await server.ask(madeBatch, "/api/v1/devices/batch", post({ csv }));
  expect(devices.map(({ device: { name, address } }) => [name, address])).toEqual([
    ["hall-1", "main/hall-1"],
    ["cam-1", "=HYPERLINK(1)"],
    ["gate", "1234567"],
  ]);
  expect(new Set(devices.map(({ key }) => key)).size).toBe(3);
  const written = readCsvTable({ name: "keys.csv", bytes: new TextEncoder().encode(file) });
  expect(written.header).toEqual(["name", "kind", "address", "host", "port", "tls", "key", "settings"]);
  expect(written.rows.map(({ cells }) => [cells[0], cells[6]])).toEqual(
    devices.map(({ device, key }) => [device.name, key]),
  );
  // A spreadsheet runs nothing of it.
  expect(written.rows[1]?.cells[2]).toBe("'=HYPERLINK(1)");
  expect(written.rows[0]?.cells[7]).toContain(devices[0]?.key ?? "no key");
  const hall = await connectAsync(`mqtt://localhost:${server.mqttPort}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    username: "hall-1",
    password: devices[0]?.key ?? "",
  });
  await hall.endAsync();
  const kept = JSON.stringify(await queryRows(server.database, "select * from device_key"));
  expect(devices.some(({ key }) => kept.includes(key))).toBe(false);
});

test("of two who send one file at once, one makes it and the other is told", async () => {
  const csv = "name\nrace-1\nrace-2\nrace-3\n";
  const both = await Promise.all(
    [1, 2].map(() => fetch(`${server.url}/api/v1/devices/batch`, post({ csv }))),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([201, 400]);
  const refused = both.find(({ status }) => status === 400);
  expect(problem.parse(await refused?.json()).detail).toMatch(/^line 2, name: race-1: there is a device/);
  expect((await names()).filter((name) => name.startsWith("race-"))).toHaveLength(3);
});

describe("beside the server", () => {
  let folder: string;
  const said: string[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "muster-batch-"));
    said.length = 0;
    vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    vi.spyOn(process.stderr, "write").mockImplementation((line) => {
      said.push(String(line));
      return true;
    });
    const { host, port, user, database } = server.database.address;
    vi.stubEnv(
      "DATABASE_URL",
      `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
    );
    vi.stubEnv("MUSTER_TIMEZONE", "Europe/London");
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
    await rm(folder, { recursive: true });
  });
  const run = (...words: string[]) => deviceCommand().parseAsync(["add", ...words], { from: "user" });

  test("a file is tried, then made with its keys in a file that only its owner reads, then refused", async () => {
    const [csv, out] = [join(folder, "readers.csv"), join(folder, "keys.csv")];
    await writeFile(csv, "name,kind,address\nlab-1,,\nlab-2,tasmota,\n");
    await run("--csv", csv, "--dry-run");
    expect(said).toEqual(["lab-1\tnative\tmain/lab-1", "lab-2\ttasmota\tlab-2"]);
    expect(await names()).not.toContain("lab-1");
    await run("--csv", csv, "--out", out);
    expect(said.at(-1)).toContain("2 devices are added");
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(await readFile(out, "utf8")).toMatch(/lab-1,native,main\/lab-1,localhost,/);
    expect(await names()).toContain("lab-2");
    said.length = 0;
    const again = join(folder, "again.csv");
    await run("--csv", csv, "--out", again);
    expect(said.join("")).toContain("line 2, name: lab-1: there is a device of this name");
    expect(process.exitCode).toBe(1);
    await expect(stat(again)).rejects.toThrow();
  });

  test("where the file of keys is there already, nothing is made", async () => {
    const [csv, out] = [join(folder, "readers.csv"), join(folder, "keys.csv")];
    await writeFile(csv, "name\nlab-3\n");
    await writeFile(out, "somebody's");
    await run("--csv", csv, "--out", out);
    expect(process.exitCode).toBe(1);
    expect(said.join("")).toContain("is there already; name a file that is not");
    expect(await readFile(out, "utf8")).toBe("somebody's");
    expect(await names()).not.toContain("lab-3");
  });
});
