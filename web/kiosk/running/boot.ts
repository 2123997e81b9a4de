import type { KeptState } from "../keeper/keeper-calls.ts";
import { type AskKeeper, startKeeper } from "../keeper/start-keeper.ts";
import {
  type KioskSettings,
  placeSetting,
  readSetting,
  type ServerWord,
  serverSetting,
  writeSetting,
} from "../store/kiosk-settings.ts";
import { openDatabase } from "../store/open-database.ts";
import { askServer } from "./ask-server.ts";

/** What the kiosk knows when it has started. */
export interface Booted {
  readonly database: IDBDatabase;
  readonly ask: AskKeeper;
  readonly kept: KeptState;
  readonly place: KioskSettings | null;
  /** Null when the server never said anything: then nobody is looked at. */
  readonly word: ServerWord | null;
  /** The site that the server proposes. */
  readonly site: string;
  /** false when devices of this server speak to a broker elsewhere. */
  readonly mqttHere: boolean;
  readonly clockAhead: number | null;
  /** false when the server is out of reach and what it said before holds. */
  readonly reached: boolean;
}

/** Opens what is kept on this device, and asks the server whether it may look at faces. */
export async function boot(): Promise<Booted> {
  const database = await openDatabase();
  const ask = startKeeper();
  const [kept, place, before, answer] = await Promise.all([
    ask("open", null),
    readSetting(database, placeSetting),
    readSetting(database, serverSetting),
    askServer(),
  ]);
  if (answer !== null) await writeSetting(database, serverSetting, answer.word);
  return {
    database,
    ask,
    kept,
    place,
    word: answer?.word ?? before,
    site: answer?.site ?? place?.site ?? "main",
    mqttHere: answer?.mqttHere ?? true,
    clockAhead: answer?.clockAhead ?? null,
    reached: answer !== null,
  };
}
