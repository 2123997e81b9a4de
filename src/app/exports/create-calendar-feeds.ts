import { createHash, randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { CalendarAddressView } from "../../contract/http/exports.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { Clock } from "../ports.ts";
import { instantText } from "../registers/session-row.ts";
import type { SessionHead } from "../registers/sessions-reading.ts";
import type { CalendarAddress, ExportReading, ExportStore, PlanVersion } from "./export-store.ts";
import { type CalendarEvent, writeCalendar } from "./write-calendar.ts";

/** A calendar tells so many days back and ahead. */
const daysBack = 90;
const daysAhead = 400;

/** A calendar as it is served. */
export interface ServedCalendar {
  readonly text: string;
  /** Strong, with its quotation marks: the same text has the same. */
  readonly etag: string;
}

export interface CalendarFeeds {
  /** Makes an address. @returns null for an id that nobody has; else the token, which is told this once */
  make(
    ownId: string,
    actor: Actor,
  ): Promise<{ readonly address: CalendarAddressView; readonly token: string } | null>;
  /** Those that hold, newest first, of one person where given; null for an id that nobody has. */
  list(ownId: string | null): Promise<CalendarAddressView[] | null>;
  /** false for an address that is not there, or was revoked before. */
  revoke(id: string, actor: Actor): Promise<boolean>;
  /** null for a token that nobody was given, or whose address was revoked. */
  serve(token: string): Promise<ServedCalendar | null>;
}

/**
 * Calendars behind addresses that nobody can guess.
 *
 * @param parts.instanceId makes the ids of events differ between institutions
 */
export function createCalendarFeeds(parts: {
  readonly store: ExportStore;
  readonly clock: Clock;
  /** The institution's zone. */
  readonly timeZone: string;
  readonly instanceId: string;
}): CalendarFeeds {
  const { store, clock, timeZone, instanceId } = parts;
  const { addresses } = store;

  async function view(
    reading: ExportReading,
    { id, person, createdAt, createdBy }: CalendarAddress,
  ): Promise<CalendarAddressView[]> {
    const found = await reading.personById(person);
    if (found === null) return [];
    return [{ id, person: found.shown, kind: found.kind, createdAt: instantText(createdAt), createdBy }];
  }

  return {
    async make(ownId, actor) {
      const person = await store.read((reading) => reading.findPerson(ownId));
      if (person === null) return null;
      const at = clock.now();
      const token = randomBytes(32).toString("base64url");
      const id = uuidv7();
      await addresses.add({ id, person: person.ids[0] }, hashOf(token), { at, actor });
      return {
        token,
        address: {
          id,
          person: person.shown,
          kind: person.kind,
          createdAt: instantText(at),
          createdBy: actor.id,
        },
      };
    },

    list: (ownId) =>
      store.read(async (reading) => {
        const person = ownId === null ? null : await reading.findPerson(ownId);
        if (ownId !== null && person === null) return null;
        const views: CalendarAddressView[] = [];
        for (const address of await addresses.list(person)) views.push(...(await view(reading, address)));
        return views;
      }),

    revoke: (id, actor) => addresses.revoke(id, { at: clock.now(), actor }),

    async serve(token) {
      const owner = await addresses.personAt(hashOf(token));
      if (owner === null) return null;
      return store.read(async (reading) => {
        const person = await reading.personById(owner);
        if (person === null) return null;
        const now = clock.now();
        const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
        const ids = await reading.calendarSessions(person, {
          from: today.subtract({ days: daysBack }).toString(),
          to: today.add({ days: daysAhead }).toString(),
        });
        const heads = new Map((await reading.heads(ids)).map((head) => [head.stored.plan.id, head]));
        const versions = await reading.planVersions(ids);
        const events = ids.flatMap((id) => {
          const head = heads.get(id);
          if (!head) return [];
          const cancelled = stateAt(head.stored, now) === "cancelled";
          return [toEvent(head, cancelled, versions.get(id) ?? null, instanceId)];
        });
        const text = writeCalendar("Timetable", events);
        return { text, etag: `"${createHash("sha256").update(text).digest("base64url")}"` };
      });
    },
  };
}

function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}

function toEvent(
  { stored: { plan }, rooms, classes, staff }: SessionHead,
  cancelled: boolean,
  version: PlanVersion | null,
  instanceId: string,
): CalendarEvent {
  const codes = classes.map(({ code }) => code).join(", ");
  const title = [plan.title, plan.sort].filter((text) => text !== "").join(", ");
  return {
    uid: `${plan.id}@${instanceId}`,
    sequence: version?.changes ?? 0,
    changedAt: version?.lastAt ?? plan.start,
    start: plan.start,
    end: plan.end,
    summary: title === "" ? codes : title,
    description: [
      codes === "" ? "" : `Class: ${codes}`,
      staff.length === 0 ? "" : `Staff: ${staff.map(({ id, name }) => name ?? id).join(", ")}`,
      plan.mode === "in_person" ? "" : plan.mode === "remote" ? "Remote" : "In person and remote",
      plan.required ? "" : "Optional",
    ]
      .filter((line) => line !== "")
      .join("\n"),
    location: rooms.join(", "),
    cancelled,
  };
}
