import path from "node:path";
import { addToErasureList, readErasureList } from "../adapters/files/erasure-list-file.ts";
import type { PostgresStore } from "../adapters/postgres/create-postgres-store.ts";
import type { Clock, Log } from "../app/ports.ts";
import { eraseAgain } from "../app/privacy/erase-again.ts";
import { erasureListName, listErasures, mostErasures } from "../app/privacy/erasure-list.ts";
import type { Settings } from "../config/settings.ts";

/**
 * Keeps the list of erasures in the data folder, where a restore of the store does not reach it, and erases again whom the
 * store holds although the list says that they were erased: a database that was put back by its own tools.
 */
export async function openErasures({
  store,
  settings,
  clock,
  log,
}: {
  readonly store: Pick<PostgresStore, "erasures" | "instanceId" | "timeZone">;
  readonly settings: Pick<Settings, "dataFolder">;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<{ readonly keepList: () => Promise<void> }> {
  const file = path.join(settings.dataFolder, erasureListName);
  const listed = await readErasureList(file);
  if (listed !== null && listed.instance === store.instanceId) {
    const { again, found } = await eraseAgain(store.erasures, listed.erasures, {
      clock,
      timeZone: store.timeZone,
    });
    if (again > 0) log.warn({ again, found }, "people who were erased were back in the store: erased again");
  }
  async function keepList(): Promise<void> {
    const all = listErasures(store.instanceId, await store.erasures.list(mostErasures));
    try {
      if (await addToErasureList(file, all)) return;
      log.error(
        { file },
        "the list of erasures is of another installation: name another folder in MUSTER_DATA",
      );
    } catch (error) {
      // The erasure is made, and in the store: the next one, or the next start, writes the list.
      log.error({ error, file }, "the list of erasures could not be written");
    }
  }
  await keepList();
  return { keepList };
}
