import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InvalidSettings } from "../../src/config/settings.ts";
import { readSendersFile } from "../../src/entry/read-senders-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "muster-senders-"));
});
afterAll(() => rm(folder, { recursive: true }));

const gate = { name: "gate", filter: "gates/+", format: "json", scheme: "student_id", subject: "$.who" };
async function read(content: string): Promise<string[]> {
  const file = path.join(folder, "senders.json");
  await writeFile(file, content);
  return (await readSendersFile(file)).made.flatMap(({ filters }) => filters);
}

test("without a file there are none; with one, those that it describes", async () => {
  expect(await readSendersFile(null)).toEqual({
    made: [],
    names: new Set(),
    posting: { dahua: new Set(), hikvision: new Set() },
    zktecoSerials: new Set(),
  });
  expect(await read(JSON.stringify({ generic: [gate] }))).toEqual(["gates/+"]);
});

test.each([
  ["{", "is not JSON"],
  ['{"generic":[{}]}', "generic.0.format:"],
  [
    JSON.stringify({ generic: [{ ...gate, filter: "#" }] }),
    "generic.0.filter: must begin with the sender's own first level; # alone, muster/ and $ are not a sender's (got \"#\")",
  ],
  [JSON.stringify({ generic: [gate, gate] }), "generic.1.name: must differ from the others' names"],
  [JSON.stringify({ generic: [], others: 1 }), "others"],
  [JSON.stringify({ zkteco: ["A/B"] }), "zkteco.0: must be 1 to 64"],
])("%s stops the start and says why", async (content, why) => {
  await expect(read(content)).rejects.toThrow(InvalidSettings);
  await expect(read(content)).rejects.toThrow(`MUSTER_SENDERS_FILE=${path.join(folder, "senders.json")}: `);
  await expect(read(content)).rejects.toThrow(why);
});

test("a file that is not there is named", async () => {
  await expect(readSendersFile(path.join(folder, "none.json"))).rejects.toThrow(/none\.json: cannot be read/);
});
