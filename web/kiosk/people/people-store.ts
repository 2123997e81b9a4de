import { committed, settled } from "../store/settled.ts";
import { type Person, person } from "./person.ts";
import type { Vault } from "./vault.ts";

/** The people enrolled on this kiosk: encrypted where they lie, in the clear only in memory. */
export interface PeopleStore {
  /** Everybody, by record id. `unreadable` records cannot be opened with this kiosk's key. */
  readAll(): Promise<{
    readonly people: ReadonlyMap<string, Person>;
    readonly unreadable: readonly string[];
  }>;
  /** Resolves once it would survive a crash. */
  put(id: string, value: Person): Promise<void>;
  /** Resolves once it is gone for good. */
  remove(id: string): Promise<void>;
}

export function createPeopleStore(database: IDBDatabase, vault: Vault): PeopleStore {
  const write = () => database.transaction("people", "readwrite", { durability: "strict" });
  return {
    async readAll() {
      const store = database.transaction("people").objectStore("people");
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
      const people = new Map<string, Person>();
      const unreadable: string[] = [];
      for (const [at, value] of values.entries()) {
        const id = String(keys[at]);
        try {
          people.set(id, person.parse(await vault.open(id, value)));
        } catch {
          // Shown to the operator, who can remove it; one bad record must not hide the others.
          unreadable.push(id);
        }
      }
      return { people, unreadable };
    },
    async put(id, value) {
      const content = await vault.seal(id, value);
      const transaction = write();
      transaction.objectStore("people").put(content, id);
      await committed(transaction);
    },
    async remove(id) {
      const transaction = write();
      transaction.objectStore("people").delete(id);
      await committed(transaction);
    },
  };
}
