import type { StandingChange } from "../facts/stand-classes.ts";
import type { StoredClass, StoredRoom } from "../rosters/roster-transaction.ts";
import { groupBy } from "./group-by.ts";
import type { StandingItem } from "./import-content.ts";
import type { Pieces } from "./in-pieces.ts";
import { whyNoStanding } from "./made-by-refused.ts";
import type { PlanDesk } from "./plan-desk.ts";

/** Where classes stand from a day on. */
export interface StandingStep {
  /** ISO date. */
  readonly day: string;
  readonly changes: readonly StandingChange[];
}

/** From a day on a class stands in a room, or in none. */
interface Turn {
  readonly day: string;
  readonly room: string | null;
}

type Row = StandingItem & { readonly from: string; readonly id: string | null };

/**
 * Lays what files say of where classes stand over what is stored: from the first day that a class's rows tell of on they tell
 * all of it, and what was before stays. A row without an end lasts until the next one of its class.
 *
 * @returns the days from which something is otherwise, in order, and what has to be confirmed
 */
export function* planStandings(
  desk: PlanDesk,
  classes: readonly StoredClass[],
  rooms: readonly StoredRoom[],
): Pieces<{ readonly standings: readonly StandingStep[]; readonly warnings: readonly string[] }> {
  const { content, ledger, rings, today, world } = desk;
  const codes = new Map([...classes, ...rooms].map(({ id, code }) => [id, code]));
  const stored = groupBy(
    world.standing.filter(({ from, to }) => from !== to),
    (row) => row.class,
  );
  const told = groupBy(content.standings, ({ key }) => rings.class.find(key) ?? "");
  const days = new Map<string, StandingChange[]>();
  const over: string[] = [];
  const tell = (turns: readonly Turn[]): string =>
    turns
      .filter(({ room }, at) => at > 0 || room !== null)
      .map(({ day, room }) => `${room === null ? "none" : (codes.get(room) ?? room)} from ${day}`)
      .join(", ");
  for (const [of, items] of told) {
    yield;
    const code = codes.get(of);
    // Its own row was refused, and that was said.
    if (code === undefined) continue;
    const spans = stored.get(of) ?? [];
    const rows = rowsOf(desk, items, spans);
    const [first] = rows;
    if (first === undefined) continue;
    const before = turnsOf(spans, first.from);
    const after = turnsOf(
      rows.map(({ from, to, id }, at) => ({ from, to: to ?? rows[at + 1]?.from ?? null, room: id })),
      first.from,
    );
    const at = after.findIndex(
      ({ day, room }, turn) => before[turn]?.day !== day || before[turn].room !== room,
    );
    const [since, was] = [after[at]?.day, before[at < 0 ? after.length : at]?.day];
    const begin = [since, was].flatMap((day) => day ?? []).sort()[0];
    if (begin === undefined) continue;
    const changed = [
      { day: begin, room: after.findLast(({ day }) => day <= begin)?.room ?? null },
      ...after.filter(({ day }) => day > begin),
    ];
    for (const { day, room } of changed) {
      const changes = days.get(day) ?? [];
      changes.push({ class: of, room });
      days.set(day, changes);
    }
    if (begin < today) over.push(begin);
    ledger.say({
      thing: "class",
      change: "change",
      key: code,
      before: `stands in ${tell(before) || "no room"}`,
      after: `stands in ${tell(after) || `no room from ${begin}`}`,
    });
  }
  const [earliest] = over.sort();
  const subject = over.length === 1 ? "1 class stands" : `${over.length} classes stand`;
  return {
    standings: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, changes]) => ({ day, changes })),
    warnings:
      earliest === undefined
        ? []
        : [
            `${subject} otherwise on days that are over, from ${earliest} on: sessions of those days are planned, moved or cancelled, and whoever no scan shows there is absent`,
          ],
  };
}

/** The rows of a class that can be, in order of their days. */
function rowsOf(
  desk: PlanDesk,
  items: readonly StandingItem[],
  stored: readonly { readonly room: string; readonly from: string; readonly to: string | null }[],
): readonly Row[] {
  const { ledger, rings, today } = desk;
  const rows: Row[] = [];
  const dated = items.flatMap((item): readonly Row[] => {
    const why = whyNoStanding(item, today);
    if (why !== null) {
      ledger.note("refused", item.at, why.column, why.day, why.message, why.remedy);
      return [];
    }
    const id = item.room === null ? null : rings.room.find(item.room);
    // The room was refused, and that was said.
    if (item.room !== null && id === null) return [];
    const here = stored.find(
      ({ room, from, to }) => room === id && from <= today && (to === null || today < to),
    );
    const from = item.from ?? here?.from ?? today;
    if (item.to !== null && item.to <= from) {
      const remedy = "correct one of the days: to is the first day after, last_day the last one";
      ledger.note("refused", item.at, "to", item.to, `is not after the first day, ${from}`, remedy);
      return [];
    }
    return [{ ...item, from, id }];
  });
  for (const row of dated.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const other = rows.at(-1);
    if (other !== undefined && (other.from === row.from || (other.to !== null && row.from < other.to))) {
      const isSame = other.from === row.from && other.id === row.id && other.to === row.to;
      const message = isSame
        ? "stands there twice"
        : `line ${other.at.line ?? "?"} has this class in another room, or until another day, at that time`;
      ledger.note(
        isSame ? "ignored" : "refused",
        row.at,
        "from",
        row.from,
        message,
        "keep one of the two rows",
      );
      continue;
    }
    rows.push(row);
  }
  return rows;
}

/** Where spans put a class from a day on: that day's room first, then each day on which it is another. */
function turnsOf(
  spans: readonly { readonly room: string | null; readonly from: string; readonly to: string | null }[],
  first: string,
): readonly Turn[] {
  const roomOn = (day: string): string | null =>
    spans.find(({ from, to }) => from <= day && (to === null || day < to))?.room ?? null;
  const days = [first, ...spans.flatMap(({ from, to }) => [from, to ?? from])].filter((day) => day >= first);
  const turns: Turn[] = [];
  for (const day of [...new Set(days)].sort()) {
    const room = roomOn(day);
    if (turns.length === 0 || turns.at(-1)?.room !== room) turns.push({ day, room });
  }
  return turns;
}
