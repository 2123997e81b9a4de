import { settled } from "./settled.ts";

/** What the kiosk keeps in this browser. */
export const storeNames = ["outbox", "settings", "keys", "people"] as const;

const version = 1;

/**
 * Opens the kiosk's database; the page and its worker each hold a connection.
 *
 * - `outbox`: scans on their way to the server, by event id.
 * - `settings`: the device's name and place, the operator's PIN (hashed), what the server last said.
 * - `keys`: the key that people are encrypted with, which no script can read.
 * - `people`: one encrypted record a person, by a random id that says nothing.
 *
 * @throws when the browser refuses storage to this page, as some do in private windows
 */
export async function openDatabase(name = "muster-kiosk"): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => {
    for (const store of storeNames) request.result.createObjectStore(store);
  };
  const database = await settled(request);
  // A newer version of the kiosk in another tab must not wait for this one.
  database.onversionchange = () => database.close();
  return database;
}
