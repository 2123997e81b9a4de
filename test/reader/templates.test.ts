import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { templateOf } from "../../recognition/enrol.ts";
import { type ConsentAnswers, consentText, recordConsent } from "../../src/entry/reader/consent.ts";
import { sealedFile } from "../../src/entry/reader/sealed-file.ts";
import {
  createTemplates,
  type KeptPerson,
  keptPhotos,
  notedAsUsed,
  templateOfKept,
  withoutUnused,
} from "../../src/entry/reader/templates.ts";
import { faceOf, model } from "../recognition/made-up-people.ts";

const at = "2026-09-01T08:00:00.000Z";
const template = templateOf(model, [faceOf("ada"), faceOf("ada", 2), faceOf("ada", 4)]);
const person = (studentId: string, lastUsedOn = "2026-09-01"): KeptPerson => ({
  studentId,
  enrolledAt: at,
  lastUsedOn,
  model: model.id,
  photos: keptPhotos(template),
  consent: recordConsent({ consentBy: "A. Hill" }, at),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "muster-templates-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the templates file", () => {
  const passphrase = "correct horse battery";
  let path: string;
  const open = (words = passphrase) => createTemplates(sealedFile(path, words));
  beforeAll(async () => {
    path = join(folder, "door.templates");
    expect(await open().read()).toEqual([]);
    await open().change((people) => [...people, person("CSAI1001"), person("SE2001")]);
  });

  test("opens with its passphrase, whichever way an accent was typed, and gives every bit back", async () => {
    const people = await open().read();
    expect(people.map(({ studentId }) => studentId)).toEqual(["CSAI1001", "SE2001"]);
    const [first] = people;
    expect(first && templateOfKept(first)).toEqual(template);
    const accented = sealedFile(join(folder, "accent"), "caf\u00e9 caf\u00e9 caf\u00e9");
    await accented.write({ people: [] });
    expect(await sealedFile(accented.path, "cafe\u0301 cafe\u0301 cafe\u0301").read()).toEqual({
      people: [],
    });
  });

  test("says by another passphrase that it does not open", async () => {
    await expect(open("wrong horse battery").read()).rejects.toThrow(/passphrase is another/);
    const change = open("wrong horse battery").change(() => []);
    await expect(change).rejects.toThrow(/passphrase is another/);
    expect(await open().read()).toHaveLength(2);
  });

  test("shows neither who is enrolled nor the numbers of a face, and is its owner's alone", async () => {
    const text = await readFile(path, "utf8");
    expect(text).not.toContain("CSAI1001");
    for (const photo of keptPhotos(template)) expect(text).not.toContain(photo);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test.each(["iv", "tag", "data", "salt"])("does not open when its %s was changed", async (field) => {
    const text = await readFile(path, "utf8");
    const changed = text.replace(
      new RegExp(`("${field}":")(.)`),
      (_, head: string, one: string) => head + (one === "A" ? "B" : "A"),
    );
    const other = join(folder, `changed-${field}`);
    await writeFile(other, changed);
    await expect(sealedFile(other, passphrase).read()).rejects.toThrow(/does not open/);
  });

  test("of a cost that would keep this machine busy is none", async () => {
    const other = join(folder, "costly");
    await writeFile(other, (await readFile(path, "utf8")).replace(/"cost":\d+/, '"cost":1073741824'));
    await expect(sealedFile(other, passphrase).read()).rejects.toThrow(/no file of templates/);
  });

  test("is never written twice with one nonce", async () => {
    const file = sealedFile(join(folder, "nonce"), passphrase);
    const nonces = new Set<unknown>();
    for (let each = 0; each < 5; each += 1) {
      await file.write({ people: [] });
      nonces.add(JSON.parse(await readFile(file.path, "utf8")).iv);
    }
    expect(nonces.size).toBe(5);
  });

  test("is changed by one command at a time, and a change that fails changes nothing", async () => {
    const templates = createTemplates(sealedFile(path, passphrase, 0));
    let during: unknown;
    const first = sealedFile(path, passphrase).alone(async () => {
      during = await templates.change(() => []).catch((error: unknown) => error);
    });
    await first;
    expect(String(during)).toMatch(/being changed by another command/);
    const failing = templates.change(() => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await templates.read()).toHaveLength(2);
    expect((await readdir(folder)).filter((name) => /lock|new/.test(name))).toEqual([]);
  });

  test("that another command changes is waited for", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = sealedFile(path, passphrase).alone(() => held);
    const second = open().change((people) => people);
    release();
    await first;
    expect(await second).toHaveLength(2);
  });

  test("who is forgotten is gone from it", async () => {
    await open().change((people) => people.filter(({ studentId }) => studentId !== "CSAI1001"));
    expect((await open().read()).map(({ studentId }) => studentId)).toEqual(["SE2001"]);
  });
});

describe("a template that is not used", () => {
  test.each([
    ["2027-09-01T00:00:01Z", 0],
    ["2027-09-01T00:00:00Z", 1],
  ])("is gone at %s: %i kept", (now, kept) => {
    expect(withoutUnused([person("CSAI1001")], Date.parse(now))).toHaveLength(kept);
  });

  test("stays when it is used, noted once a day", () => {
    const people = [person("CSAI1001"), person("SE2001")];
    const noted = notedAsUsed(people, new Set(["SE2001"]), "2027-01-11");
    expect(noted.map(({ lastUsedOn }) => lastUsedOn)).toEqual(["2026-09-01", "2027-01-11"]);
    expect(notedAsUsed(noted, new Set(["SE2001"]), "2027-01-11")).toBe(noted);
  });
});

describe("consent", () => {
  test("is recorded with its text and version, the time and by whom", () => {
    expect(recordConsent({ consentBy: " A. Hill " }, at)).toEqual({
      at,
      version: consentText.version,
      text: consentText.paragraphs,
      recordedBy: "A. Hill",
      studentAgreed: true,
      guardian: null,
    });
  });

  test.each<[ConsentAnswers, RegExp]>([
    [{}, /--consent-by/],
    [{ consentBy: "  " }, /--consent-by/],
    [{ consentBy: "A. Hill", under18: true }, /--guardian/],
    [{ consentBy: "A. Hill", guardian: "B. Hill" }, /--guardian-how/],
    [{ guardian: "B. Hill", guardianHow: "letter" }, /--consent-by/],
  ])("without all of it nobody is enrolled: %j", (answers, complaint) => {
    expect(() => recordConsent(answers, at)).toThrow(complaint);
  });

  test("of a guardian is recorded with how it was given", () => {
    const { guardian } = recordConsent(
      { consentBy: "A. Hill", under18: true, guardian: "B. Hill", guardianHow: "letter" },
      at,
    );
    expect(guardian).toEqual({ name: "B. Hill", how: "letter" });
  });
});
