import type { StoredEnrolment } from "../rosters/roster-transaction.ts";
import type { ImportItem, SessionItem } from "./import-content.ts";
import type { RosterWrites } from "./import-plan.ts";
import type { Pieces } from "./in-pieces.ts";
import type { PlanDesk } from "./plan-desk.ts";
import type { StaffAt } from "./staff-at.ts";

type MadeByMeetings = Pick<RosterWrites, "rooms" | "classes" | "people" | "identifiers" | "endedIdentifiers">;

/** What is made after all, and of what is not the codes. */
export interface LeftOfMade extends MadeByMeetings {
  readonly withdrawn: { readonly staff: ReadonlySet<string> };
}

/**
 * Takes back the rooms, classes and staff that only such meetings name as are left out: that are told by an older word,
 * stand there twice, are refused, or wait for an answer. Whether they count is known once all are laid beside what is
 * stored, and for that everything that they name has to have an id.
 *
 * @param held the meetings that count
 */
export function* withdrawUnused(
  desk: PlanDesk,
  held: readonly SessionItem[],
  made: MadeByMeetings,
  enrolments: readonly StoredEnrolment[],
  staffAt: StaffAt,
): Pieces<LeftOfMade> {
  const { content, ledger, rings, told, world } = desk;
  const { roster } = world;
  const ofMeetings = new Set(told.sessions.map(placeOf));
  const isTold = (item: ImportItem): boolean => !ofMeetings.has(placeOf(item));
  const collect = () => {
    const ids = { room: new Set<string>(), class: new Set<string>(), staff: new Set<string>() };
    const add = (thing: keyof typeof ids, keys: readonly string[]): void => {
      for (const key of keys) {
        const id = rings[thing].find(key);
        if (id !== null) ids[thing].add(id);
      }
    };
    const addMeeting = ({ rooms, classes, staff = [], start }: SessionItem): void => {
      add("room", rooms);
      add("class", classes);
      for (const key of staff) {
        const id = staffAt(key, start);
        if (id !== null) ids.staff.add(id);
      }
    };
    return { ids, add, addMeeting };
  };

  const named = collect();
  for (const item of told.sessions) {
    yield;
    named.addMeeting(item);
  }
  const used = collect();
  for (const item of held) {
    yield;
    used.addMeeting(item);
  }
  for (const { class: id } of enrolments) used.ids.class.add(id);
  for (const { code, aliases } of content.rooms) used.add("room", [code, ...aliases]);
  for (const { key, room } of content.standings) {
    used.add("class", [key]);
    used.add("room", room === null ? [] : [room]);
  }
  for (const item of content.classes) if (isTold(item)) used.add("class", [item.key]);
  used.add(
    "class",
    content.teachings.map(({ key }) => key),
  );
  for (const { staff, staffBeside } of [...content.classes, ...content.teachings])
    used.add("staff", [...(staff ?? []), ...(staffBeside?.more ?? [])]);
  used.add(
    "staff",
    content.staff.map(({ key }) => key),
  );

  const isGone = (thing: keyof typeof named.ids, id: string): boolean =>
    named.ids[thing].has(id) && !used.ids[thing].has(id);
  const newOnes = <Row extends { readonly id: string }>(rows: readonly Row[], stored: readonly Row[]) => {
    const before = new Set(stored.map(({ id }) => id));
    return rows.filter(({ id }) => !before.has(id));
  };
  const rooms = newOnes(made.rooms, roster.rooms).filter(({ id }) => isGone("room", id));
  const classes = newOnes(made.classes, roster.classes).filter(({ id }) => isGone("class", id));
  const people = newOnes(made.people, roster.people).filter(
    ({ id, kind }) => kind === "staff" && isGone("staff", id),
  );
  const idsOf = (rows: readonly { readonly id: string }[]) => new Set(rows.map(({ id }) => id));
  const gone = { room: idsOf(rooms), class: idsOf(classes), staff: idsOf(people) };
  const logins = made.identifiers.filter(({ person }) => gone.staff.has(person));
  for (const { code } of rooms) ledger.withdraw({ thing: "room", key: code });
  for (const { code } of classes) ledger.withdraw({ thing: "class", key: code });
  for (const { value } of logins) ledger.withdraw({ thing: "staff", key: value });
  for (const thing of ["room", "class", "staff"] as const) rings[thing].withdraw(gone[thing]);
  return {
    rooms: made.rooms.filter(({ id }) => !gone.room.has(id)),
    classes: made.classes.filter(({ id }) => !gone.class.has(id)),
    people: made.people.filter(({ id }) => !gone.staff.has(id)),
    identifiers: made.identifiers.filter(({ person }) => !gone.staff.has(person)),
    // What passed on to nobody stays whose it is.
    endedIdentifiers: made.endedIdentifiers.filter(
      (one) => !logins.some(({ scheme, value }) => scheme === one.scheme && value === one.value),
    ),
    withdrawn: { staff: new Set(logins.map(({ value }) => value)) },
  };
}

const placeOf = ({ at: { file, line } }: ImportItem): string => `${file} ${line ?? ""}`;
