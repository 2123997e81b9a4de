import { z } from "zod";
import type { WhoAsks } from "../../src/app/actor.ts";
import type { Timekeeper } from "../../src/app/ports.ts";
import type { Settings } from "../../src/config/settings.ts";
import { disputeView } from "../../src/contract/http/disputes.ts";
import { madeCalendarAddress } from "../../src/contract/http/exports.ts";
import { absenceView, markExplanationView, sessionRow } from "../../src/contract/http/sessions.ts";
import type { AccountActor, Actor } from "../../src/domain/rights/actor.ts";
import type { Role } from "../../src/domain/rights/role.ts";
import type { OneThing } from "./rights-table.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

/** People who ask, each by a word of their own; who says none is the operator of before. */
export interface Asking {
  readonly who: WhoAsks;
  /** From now on the word stands for this actor; null for nobody any more. Streams that are open are told. */
  set(word: string, actor: Actor | null): void;
}

export function asking(): Asking {
  const actors = new Map<string, Actor | null>();
  const listeners = new Set<(account: string | null) => void>();
  return {
    who: {
      async actorOf({ authorization, cookie }) {
        const word = authorization ?? /(?:^|; )as=(\w+)/.exec(cookie ?? "")?.[1];
        if (word === undefined) return { kind: "everybody", id: "local operator", role: "operator" };
        return actors.get(word) ?? null;
      },
      onChanged(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    set(word, actor) {
      actors.set(word, actor);
      for (const listener of listeners) listener(word);
    },
  };
}

/** An account by the word that it is asked with. */
export const account = (word: string, roles: readonly Role[], person: string | null): AccountActor => ({
  kind: "account",
  id: word,
  role: roles[0] ?? "nobody",
  account: word,
  roles,
  person,
});

export interface RightsSchool {
  readonly served: ServedHere;
  readonly asking: Asking;
  /** Store ids by code. */
  readonly people: ReadonlyMap<string, string>;
  readonly own: OneThing;
  readonly foreign: OneThing;
  ask(word: string, path: string, init?: RequestInit): Promise<Response>;
}

export const posted = (body: object, method = "POST"): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/**
 * Two classes of one hour: OWN, of lecturer `grace`, with student S1, whose tutor is `tom`; and ELSE, of `alan`, with S2.
 */
export async function openRightsSchool(
  settings: Partial<Settings> = {},
  clock?: Timekeeper,
): Promise<RightsSchool> {
  const people = new Map<string, string>();
  const asked = asking();
  const served = await serveHere(settings, clock, asked.who);
  const made = z.object({ id: z.string() });
  const add = async (what: string, body: object) =>
    (await served.ask(made, `/api/v1/roster/${what}`, posted(body))).id;
  const now = served.clock.now();
  const day = now.toZonedDateTimeISO("Europe/London").toPlainDate().toString();
  for (const code of ["grace", "alan", "tom", "tina"]) people.set(code, await add("staff", { code }));
  for (const code of ["S1", "S2"])
    people.set(code, await add("students", { code, familyName: `Ada ${code}` }));
  const idOf = (code: string): string => people.get(code) ?? "";
  async function lay(code: string, room: string, staff: string, student: string): Promise<OneThing> {
    await add("rooms", { code: room });
    const id = await add("classes", { code, title: code, staff: [idOf(staff)] });
    await add("enrolments", { student: idOf(student), class: id, from: day });
    const session = await served.ask(
      sessionRow,
      "/api/v1/sessions",
      posted({
        classes: [code],
        rooms: [room],
        start: now.subtract({ minutes: 2 }).toString(),
        end: now.add({ hours: 1 }).toString(),
      }),
    );
    const absence = await served.ask(
      absenceView,
      "/api/v1/absences",
      posted({
        student,
        from: now.add({ hours: 48 }).toString(),
        to: now.add({ hours: 50 }).toString(),
        category: "medical",
        reason: "a visit",
      }),
    );
    const calendar = await served.ask(
      madeCalendarAddress,
      "/api/v1/calendar-addresses",
      posted({ person: student }),
    );
    // The student's own word against a mark that a person wrote.
    await served.ask(
      z.unknown(),
      `/api/v1/sessions/${session.id}/marks/${student}`,
      posted({ to: { status: "absent" }, reason: "not in the room", revision: 0 }),
    );
    const mark = await served.ask(markExplanationView, `/api/v1/sessions/${session.id}/marks/${student}`);
    const dispute = await served.ask(
      disputeView,
      `/api/v1/sessions/${session.id}/marks/${student}/disputes`,
      posted({ claimed: "present", reason: "I was there", revision: mark.mark.revision }),
    );
    return {
      dispute: dispute.id,
      session: session.id,
      class: code,
      student,
      person: student,
      absence: absence.id,
      calendar: calendar.id,
    };
  }
  const own = await lay("OWN", "R1", "grace", "S1");
  const foreign = await lay("ELSE", "R2", "alan", "S2");
  await served.ask(
    z.unknown(),
    `/api/v1/roster/people/${idOf("tom")}/tutees`,
    posted({ students: [idOf("S1")] }, "PUT"),
  );
  await served.ask(
    z.unknown(),
    `/api/v1/roster/people/${idOf("tina")}/tutees`,
    posted({ students: [idOf("S2")] }, "PUT"),
  );
  return {
    served,
    asking: asked,
    people,
    own,
    foreign,
    ask: (word, path, init = {}) =>
      fetch(`${served.url}${path}`, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: word },
      }),
  };
}
