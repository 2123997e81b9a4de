import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

/** What is said of readers of a session that are silent now, and of whoever comes meanwhile. */
export interface SilenceWords {
  readonly since: string;
  readonly comers: string;
}

/** In words which of a session's readers are silent: others of its rooms may work, and see whoever comes past them. null where none is. */
export function sayOfSilence({
  session,
  readers,
}: Pick<RegisterView, "session" | "readers">): SilenceWords | null {
  const silent = readers.filter(({ state }) => state === "silent");
  const [first] = silent.toSorted((a, b) => (a.lastAt < b.lastAt ? -1 : 1));
  if (first === undefined) return null;
  const at = clockfaceOf(session.timeZone).minute(first.lastAt);
  const all = silent.length === readers.length;
  const here =
    new Set(readers.map(({ room }) => room)).size > 1 && silent.length === 1 ? `of ${first.room}` : "here";
  if (readers.length === 1)
    return {
      since: `The reader ${here} has been silent since ${at}`,
      comers: "Whoever comes now is not seen.",
    };
  const since = all
    ? `All ${readers.length} readers here are silent, the first since ${at}`
    : silent.length === 1
      ? `1 of ${readers.length} readers here${here === "here" ? "" : `, that ${here},`} has been silent since ${at}`
      : `${silent.length} of ${readers.length} readers here are silent, the first since ${at}`;
  const comers = all
    ? "Whoever comes now is not seen."
    : `Whoever comes past ${silent.length === 1 ? "it" : "them"} now is not seen; ${readers.length - silent.length === 1 ? "the other reader works" : "the other readers work"}.`;
  return { since, comers };
}
