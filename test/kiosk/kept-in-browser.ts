// What the browser test loads into its page: the kiosk's store, and what was tried with it.
import "../../web/app/api/validation-without-eval.ts";
import { createIndexedDbOutbox } from "../../web/kiosk/outbox/indexed-db-outbox.ts";
import { createPeopleStore } from "../../web/kiosk/people/people-store.ts";
import type { Person } from "../../web/kiosk/people/person.ts";
import { openVault } from "../../web/kiosk/people/vault.ts";
import { openDatabase } from "../../web/kiosk/store/open-database.ts";
import { settled } from "../../web/kiosk/store/settled.ts";

const person = (studentId: string): Person => ({
  v: 1,
  studentId,
  enrolledAt: "2026-09-03T08:00:00Z",
  enrolledBy: "Ada",
  lastUsedAt: "2026-09-03",
  pinHash: "hash",
  tokenHash: "token",
  face: null,
});

/** Enrols two, and tells what can be read of them by somebody who has the database and no kiosk. */
export async function enrolTwo() {
  const database = await openDatabase();
  const store = createPeopleStore(database, await openVault(database));
  await store.put("record-1", person("CSAI1001"));
  await store.put("record-2", person("SE2001"));
  const people = database.transaction("people").objectStore("people");
  const raw = await settled(people.getAll());
  const text = raw
    .map(({ data }: { data: ArrayBuffer }) => String.fromCharCode(...new Uint8Array(data)))
    .join("");
  const { key } = await settled(database.transaction("keys").objectStore("keys").get("current"));
  const exported = await crypto.subtle.exportKey("raw", key).then(
    () => "exported",
    (error: Error) => error.name,
  );
  const nonces = new Set(raw.map(({ iv }: { iv: Uint8Array }) => iv.join()));
  database.close();
  return { readable: text.includes("CSAI1001"), exported, algorithm: key.algorithm, nonces: nonces.size };
}

/** Who can be read after the page was opened anew. */
export async function readPeople() {
  const database = await openDatabase();
  const store = createPeopleStore(database, await openVault(database));
  const { people, unreadable } = await store.readAll();
  database.close();
  return { people: [...people].map(([id, { studentId }]) => [id, studentId]), unreadable };
}

/** Puts one person's record in the other's place, and flips one bit of the other. */
export async function tamper() {
  const database = await openDatabase();
  const read = (id: string) => settled(database.transaction("people").objectStore("people").get(id));
  const [one, two] = [await read("record-1"), await read("record-2")];
  const bytes = new Uint8Array(two.data);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  const transaction = database.transaction("people", "readwrite");
  transaction.objectStore("people").put(one, "record-2");
  transaction.objectStore("people").put({ ...two, data: bytes.buffer }, "record-1");
  await new Promise((done) => {
    transaction.oncomplete = done;
  });
  database.close();
  return readPeople();
}

export async function forget(id: string) {
  const database = await openDatabase();
  const store = createPeopleStore(database, await openVault(database));
  await store.remove(id);
  database.close();
  return readPeople();
}

const entry = (id: string) => ({
  scan: { v: 1 as const, event_id: id, occurred_at: "2026-09-03T08:00:00Z", decision: "unknown" as const },
  recordedAt: 1,
});

/** Adds scans to the outbox without waiting for one another, out of order. */
export async function addScans(ids: readonly string[]) {
  const database = await openDatabase();
  const outbox = createIndexedDbOutbox(database);
  await outbox.open();
  await Promise.all(ids.map((id) => outbox.add(entry(id))));
}

/** What waits in the outbox after the page was opened anew, and what could not be read. */
export async function waiting() {
  const database = await openDatabase();
  const damaged: string[] = [];
  const outbox = createIndexedDbOutbox(database, (ids) => damaged.push(...ids));
  const entries = await outbox.open();
  database.close();
  return { ids: entries.map(({ scan }) => scan.event_id), damaged };
}

export async function removeScans(ids: readonly string[]) {
  const database = await openDatabase();
  const outbox = createIndexedDbOutbox(database);
  await outbox.remove(ids);
  const transaction = database.transaction("outbox", "readwrite");
  transaction.objectStore("outbox").put({ not: "a scan" }, "broken");
  await new Promise((done) => {
    transaction.oncomplete = done;
  });
  database.close();
}
