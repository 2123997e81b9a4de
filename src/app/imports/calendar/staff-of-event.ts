import { codeKey } from "../../../domain/kernel/code-key.ts";
import { staffInDescription, type WhyApart } from "../../../domain/timetable/staff-in-description.ts";
import {
  type Cut,
  type NamedPerson,
  type StaffReading,
  staffInText,
} from "../../../domain/timetable/staff-in-text.ts";
import { namesakeKey } from "../is-same-person.ts";
import { type CalendarComponent, textOf } from "./parse-calendar.ts";

/** Why a text of an event is not read as its staff; `beside`: another property names them. */
export type WhyNoStaff = WhyApart | "beside" | "shared";

export interface SaidOfStaff {
  /** The property, in small letters. */
  readonly column: string;
  readonly text: string;
  readonly why: WhyNoStaff;
}

/** What an event says of who holds it. */
export interface StaffOfEvent {
  readonly people: readonly (NamedPerson & { readonly column: string })[];
  /** What stands where names do and is read as none, by where it stands. */
  readonly leftOut: readonly SaidOfStaff[];
  /** How texts were cut that could be cut otherwise. */
  readonly cuts: readonly (Cut & { readonly column: string })[];
}

interface Source extends StaffOfEvent {
  readonly isLabelled: boolean;
}

/**
 * The people whom an event names as holding it: in its description or a comment behind a label such as `Staff:` and on the
 * lines below, or in words such as `Taught by Ann Lee`, else an attendee in the chair, else the contact, else the organiser,
 * where the description has no label. Other attendees are never read: they may be students. What stands there and is no name
 * is left out, each with why.
 */
export function staffOfEvent(event: CalendarComponent, isRoom?: StaffReading["isRoom"]): StaffOfEvent {
  const reading: StaffReading = isRoom === undefined ? {} : { isRoom };
  const described = joined(
    textsOf(event).map(({ column, text }) => sourceOf(column, staffInDescription(text, reading))),
  );
  const named = (name: "contact" | "attendee" | "organizer"): Source =>
    joined(
      event.properties.flatMap((property) => {
        const { cn, role } = property.parameters;
        if (property.name !== name || (name === "attendee" && role !== "CHAIR")) return [];
        const text = name === "contact" ? property.values[0] : cn;
        if (typeof text !== "string") return [];
        const read = staffInText(text, { ...reading, isOne: name !== "contact" });
        // An address of itself is no name, and nobody wrote it for one.
        const leftOut =
          name === "contact" ? read.leftOut : read.leftOut.filter(({ why }) => why !== "address");
        return [sourceOf(name, { ...read, leftOut, isLabelled: true })];
      }),
    );
  const [chairs, contact] = [named("attendee"), named("contact")];
  const sources = [described, chairs, contact, ...(described.isLabelled ? [] : [named("organizer")])];
  const at = sources.findIndex(({ people }) => people.length > 0);
  const told = at < 0 ? sources : sources.slice(0, at + 1);
  const people = sources[at]?.people ?? [];
  const known = new Set(people.map(({ name }) => keyOfName(name)));
  const beside = [chairs, contact]
    .filter((source) => at >= 0 && !told.includes(source))
    .flatMap((source) => source.people)
    .filter(({ name }) => !known.has(keyOfName(name)));
  return {
    people: [...new Map(people.map((one) => [`${one.name.toLowerCase()} ${one.login ?? ""}`, one])).values()],
    leftOut: [
      ...told.flatMap(({ leftOut }) => leftOut),
      ...beside.map(({ column, name }) => ({ column, text: name, why: "beside" as const })),
    ],
    cuts: told.flatMap(({ cuts }) => cuts),
  };
}

function sourceOf(
  column: string,
  {
    people,
    leftOut,
    cuts,
    isLabelled,
  }: {
    readonly people: readonly NamedPerson[];
    readonly leftOut: readonly Omit<SaidOfStaff, "column">[];
    readonly cuts: readonly Cut[];
    readonly isLabelled: boolean;
  },
): Source {
  return {
    people: people.map((one) => ({ ...one, column })),
    leftOut: leftOut.map((one) => ({ ...one, column })),
    cuts: cuts.map((one) => ({ ...one, column })),
    isLabelled,
  };
}

const joined = (all: readonly Source[]): Source => ({
  people: all.flatMap(({ people }) => people),
  leftOut: all.flatMap(({ leftOut }) => leftOut),
  cuts: all.flatMap(({ cuts }) => cuts),
  isLabelled: all.some(({ isLabelled }) => isLabelled),
});

/** What an event says of itself, line by line and without tags. */
function textsOf(event: CalendarComponent): readonly { readonly column: string; readonly text: string }[] {
  const texts = [
    { column: "description", text: textOf(event, "description") },
    ...event.properties.flatMap(({ name, values }) =>
      name === "comment" && typeof values[0] === "string" ? [{ column: name, text: values[0] }] : [],
    ),
  ];
  return texts.map(({ column, text }) => ({
    column,
    text: text
      .split(/\r?\n|<br ?\/?>|<\/(?:p|div|li)>/iu)
      .map((line) =>
        line
          .replace(/<(?![^<>\s]+@|https?:)[^<>]*>/gu, " ")
          .replace(/&nbsp;/gu, " ")
          .replace(/&amp;/gu, "&")
          .replace(/[^\S\t]+/gu, " ")
          .trim(),
      )
      .join("\n"),
  }));
}

/** What two ways to write a name have in common: its words, without titles. */
function keyOfName(name: string): string {
  return namesakeKey(null, name) ?? codeKey(name);
}

/** By what a calendar names its staff. */
export interface KeysOfStaff {
  /** The login that stands beside the name, wherever in the file; else the name. */
  keyOf(person: NamedPerson): string;
  /** What the file calls whom it names by a login. */
  readonly called: readonly (readonly [key: string, name: string])[];
  /** Addresses that stand beside several people, and are nobody's login. */
  readonly shared: ReadonlySet<string>;
}

/** Whoever has a login beside the name in one event is the same in the others, unless two of that name have logins. */
export function keysOfStaff(people: readonly NamedPerson[]): KeysOfStaff {
  const byLogin = new Map<string, { readonly login: string; readonly names: Set<string> }>();
  for (const { name, login } of people) {
    if (login === null) continue;
    const known = byLogin.get(codeKey(login)) ?? { login, names: new Set() };
    byLogin.set(codeKey(login), { ...known, names: known.names.add(name) });
  }
  const shared = new Set([...byLogin].flatMap(([key, { names }]) => (areOfOne([...names]) ? [] : [key])));
  const ofName = new Map<string, Set<string>>();
  for (const { name, login } of people) {
    if (login === null || shared.has(codeKey(login))) continue;
    const key = keyOfName(name);
    ofName.set(key, (ofName.get(key) ?? new Set()).add(codeKey(login)));
  }
  const loginOf = ({ name, login }: NamedPerson): string | null => {
    if (login !== null && !shared.has(codeKey(login))) return byLogin.get(codeKey(login))?.login ?? login;
    const [only, other] = ofName.get(keyOfName(name)) ?? [];
    return only === undefined || other !== undefined ? null : (byLogin.get(only)?.login ?? null);
  };
  const called = new Map<string, string>();
  for (const person of people) {
    const login = loginOf(person);
    if (login !== null && !called.has(login)) called.set(login, person.name);
  }
  return { keyOf: (person) => loginOf(person) ?? person.name, called: [...called], shared };
}

/** Whether names may be one person's: each has a word that another has. */
function areOfOne(names: readonly string[]): boolean {
  const [first = [], ...others] = names.map((name) => keyOfName(name).split(" "));
  return others.every((words) => words.some((word) => word.length > 1 && first.includes(word)));
}
