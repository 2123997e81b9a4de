import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { joinSpells } from "../../../src/domain/kernel/join-spells.ts";
import { sayOfSpell } from "../../../src/domain/kernel/say-of-spell.ts";
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

/** Spells that are named; there are rarely more. */
const mostSpells = 3;

/**
 * In words when readers of an open session could see nobody, and when nothing is known of them, while arrivals counted; of a
 * standing day no unknown time, which decides nothing there.
 */
export function sayOfBlindness({
  session,
  readers,
  blind,
  window,
}: Pick<RegisterView, "session" | "readers" | "blind" | "window">): string {
  const reader = readers.length > 1 ? "a reader" : "the reader";
  const told = blind.filter(
    ({ from, to, unknown }) =>
      (to === null || (from < to && to > window.opens)) && !(unknown && session.kind === "standing"),
  );
  const clock = clockfaceOf(session.timeZone);
  const minute = (at: number): string => clock.minute(new Date(at).toISOString());
  const times = (unknown: boolean): string | null => {
    const spells = joinSpells(
      told
        .filter((spell) => spell.unknown === unknown)
        .map(({ from, to }) => ({
          from: Date.parse(from),
          to: to === null ? Number.POSITIVE_INFINITY : Date.parse(to),
        })),
    );
    const named = spells
      .slice(0, mostSpells)
      .map(({ from, to }) => sayOfSpell(minute(from), to === Number.POSITIVE_INFINITY ? null : minute(to)));
    const more = spells.length - named.length;
    if (more > 0) named.push(more === 1 ? "one more time" : `${more} more times`);
    return named.length === 0 ? null : new Intl.ListFormat("en-GB").format(named);
  };
  const [offline, untold] = [times(false), times(true)];
  const words = [
    ...(offline === null ? [] : [`${reader} here could see nobody ${offline}`]),
    ...(untold === null ? [] : [`nothing tells whether ${reader} here worked ${untold}`]),
  ].join(", and ");
  const all = words === "" ? `${reader} here may have missed somebody who came` : words;
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}`;
}
