import type { StoredSession } from "../../app/facts/fact-transaction.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import { toInstant } from "./to-instant.ts";

/** The columns of `session s`, with its rooms, classes and staff. */
export const sessionColumns = `s.id, s.kind, s.day, s.starts_at, s.ends_at, s.opens_at, s.closes_at, s.time_zone, s.title, s.sort, s.mode,
  s.required, s.weight::float8 as weight, s.state, s.signed_off_at, s.signed_off_by, s.finalised_at, s.source, s.source_key,
  s.source_sequence, s.source_modified,
  array(select r.room_id from session_room r where r.session_id = s.id order by 1) as rooms,
  array(select c.class_id from session_class c where c.session_id = s.id order by 1) as classes,
  array(select t.person_id from session_staff t where t.session_id = s.id order by 1) as staff`;

export interface SessionCells {
  id: string;
  kind: StoredSession["plan"]["kind"];
  day: string;
  starts_at: string;
  ends_at: string;
  opens_at: string;
  closes_at: string;
  time_zone: string;
  title: string;
  sort: string;
  mode: StoredSession["plan"]["mode"];
  required: boolean;
  weight: number;
  state: SessionState;
  signed_off_at: string | null;
  signed_off_by: string | null;
  finalised_at: string | null;
  source: string | null;
  source_key: string | null;
  source_sequence: number | null;
  source_modified: string | null;
  rooms: string[];
  classes: string[];
  staff: string[];
}

export function toStoredSession(row: SessionCells): StoredSession {
  return {
    plan: {
      id: row.id,
      kind: row.kind,
      start: toInstant(row.starts_at),
      end: toInstant(row.ends_at),
      timeZone: row.time_zone,
      day: row.day,
      rooms: row.rooms,
      classes: row.classes,
      staff: row.staff,
      required: row.required,
      weight: row.weight,
      title: row.title,
      sort: row.sort,
      mode: row.mode,
      source:
        row.source === null || row.source_key === null
          ? null
          : {
              name: row.source,
              key: row.source_key,
              sequence: row.source_sequence,
              modified: row.source_modified,
            },
    },
    opensAt: toInstant(row.opens_at),
    closesAt: toInstant(row.closes_at),
    state: row.state,
    signedOff:
      row.signed_off_at === null || row.signed_off_by === null
        ? null
        : { at: toInstant(row.signed_off_at), by: row.signed_off_by },
    finalisedAt: row.finalised_at === null ? null : toInstant(row.finalised_at),
  };
}
