import { normalCode } from "../kernel/code-key.ts";
import { foldText } from "../kernel/fold-text.ts";
import {
  andOthers,
  conjunctions,
  isBeforeNumber,
  isDegree,
  isOfficeAddress,
  isOfGroup,
  isOfThing,
  isOftenPlace,
  isParticle,
  isPlaceAlone,
  isPlaceModifier,
  isPlaceOrName,
  isRank,
  isTitle,
  namesNobody,
} from "./staff-words.ts";

/** Why a text that stands where names of staff do is none. */
export type WhyLeftOut =
  | "nobody"
  | "group"
  | "thing"
  | "place"
  | "number"
  | "web"
  | "address"
  | "title"
  | "lower"
  | "commas"
  | "words"
  | "long";

export interface LeftOutText {
  readonly text: string;
  readonly why: WhyLeftOut;
}

/** Somebody whom a text names. */
export interface NamedPerson {
  /** As the text has it, with titles; a login where that is all. */
  readonly name: string;
  /** The address or login that stands beside the name; null for none. */
  readonly login: string | null;
  /** Two words with capitals, a title, a family's name before the comma, or a login beside it: nothing else looks so. */
  readonly isFull: boolean;
  /** A title or an address stands beside it. */
  readonly isTold: boolean;
  /** What else it may be: a place, or a word that is no login. */
  readonly mayBe: "place" | "word" | null;
}

/** How a text was cut where it could be cut otherwise. */
export interface Cut {
  readonly text: string;
  readonly as: readonly string[];
  /** Two full names between a comma, which are two people nearly always. */
  readonly isUsual: boolean;
}

/** What a list of names says. Each word of the text stands in one of `people`, `leftOut` and `joints`, and in no other. */
export interface StaffInText {
  readonly people: readonly NamedPerson[];
  readonly leftOut: readonly LeftOutText[];
  /** Words that stand between names: `and`, `with`. */
  readonly joints: readonly string[];
  readonly cuts: readonly Cut[];
}

export interface StaffReading {
  /** Whether a place is known by this name. */
  readonly isRoom?: (name: string) => boolean;
  /** The text names one person, and commas divide nobody. */
  readonly isOne?: boolean;
}

/** What is longer is no list of names. */
const longestList = 1000;
/** What is longer is no name. */
const longestName = 100;

const address = "(?:mailto:)?[\\p{L}\\p{N}._%+'’-]+@[\\p{L}\\p{N}.-]*[\\p{L}\\p{N}]";
const web = '(?:\\p{L}[\\p{L}+.-]*://|www\\.)[^\\s<>()[\\]"“”|]*[^\\s<>()[\\]"“”|.,;:!?]';
/** What a name says of itself besides: `e-mail: ana@uni.example`. */
const addressLabel =
  "(?<![\\p{L}\\p{N}])(?:e-?mail|mail|courriel|correo|posta|login|user ?name|kennung)\\s*[:：]";
const token = new RegExp(
  [
    `(?<beside>\\((?:[^()]|\\([^()]*\\))*\\)|\\[[^[\\]]*\\]|<[^<>]*>|${web}|${address})`,
    `(?<label>${addressLabel})`,
    "(?<kept>(?<![\\p{L}\\p{N}])n\\s?/\\s?[ad](?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}])\\p{Lu}{2,10}/\\p{Ll}[\\p{Ll}\\p{N}._-]*\\p{N}|\\d+/\\d+)",
    `(?<others>(?<![\\p{L}\\p{N}])${andOthers}(?![\\p{L}\\p{N}]))`,
    "(?<comma>[,，、])",
    `(?<divide>(?<=\\s|^)w/(?=\\s)|[;；|+&/\\n•·]|(?<=\\s)[-–—\\\\>→](?=\\s)|(?<=\\s|^)(?:${conjunctions})(?=\\s))`,
  ].join("|"),
  "giu",
);

const webs = new RegExp(web, "giu");
const addresses = new RegExp(address, "giu");

interface Part {
  text: string;
  readonly beside: string[];
}

interface Group {
  /** What stands before it: a sign or a word; null for the first. */
  readonly after: string | null;
  readonly parts: Part[];
}

interface ReadPart {
  readonly part: Part;
  readonly kind: "full" | "single" | "login";
  readonly name: string;
  readonly isTitled: boolean;
  /** One word alone, with a title or without: what may stand before a comma and the given name. */
  readonly isFamily: boolean;
  /** One word, one letter each: `J. A.` */
  readonly isInitials: boolean;
  readonly mayBe: NamedPerson["mayBe"];
}

/**
 * Reads a list of names: `Dr Ann Lee, Bo Dale`, `Lee, Ann; Dale, Bo`, `Ann Lee <lee@uni.example> and Bo Dale (room 4)`. What
 * is no name is left out, each with why; where a text can be cut in two ways, it says how it was.
 */
export function staffInText(
  text: string,
  { isRoom = () => false, isOne = false }: StaffReading = {},
): StaffInText {
  const whole = tidy(text);
  if (whole === "") return { people: [], leftOut: [], joints: [], cuts: [] };
  if (text.length > longestList)
    return { people: [], leftOut: [{ text: whole, why: "long" }], joints: [], cuts: [] };
  if (namesNobody(whole))
    return { people: [], leftOut: [{ text: whole, why: "nobody" }], joints: [], cuts: [] };
  const leftOut: LeftOutText[] = [];
  const joints: string[] = [];
  const cuts: Cut[] = [];
  const people: NamedPerson[] = [];
  const groups = groupsOf(text, joints, leftOut);
  const read = withoutLoneWords(
    groups,
    groups.map((group) => readGroup(group, leftOut, isRoom)),
    leftOut,
  );
  const inRuns = runsOf(groups, read);
  const isFamilyFirst = familyFirst(inRuns);
  for (const run of inRuns) readRun(run, { isOne, isFamilyFirst, people, leftOut, joints, cuts });
  const told = leftOut.filter(({ text: one }) => /[\p{L}\p{N}]/u.test(one));
  return { ...withAddresses(people, told), joints, cuts };
}

/** Gives addresses that stand by themselves to the one person of that name: `Ana Wolf; ana.wolf@uni.example`. */
export function withAddresses<LeftOut extends { readonly text: string; readonly why: string }>(
  people: readonly NamedPerson[],
  leftOut: readonly LeftOut[],
): { readonly people: readonly NamedPerson[]; readonly leftOut: readonly LeftOut[] } {
  const named = [...people];
  const rest = leftOut.filter(({ text, why }) => {
    if (why !== "address" || isOfficeAddress(text) || text.length > longestName) return true;
    const mine = named.filter(
      ({ name, login }) => login === null && isLoginOf(text.replace(/@.*$/u, ""), name),
    );
    const [only] = mine;
    if (only === undefined || mine.length > 1) return true;
    named[named.indexOf(only)] = { ...only, login: text, isTold: true };
    return false;
  });
  return { people: named, leftOut: rest };
}

/** What stands between semicolons, lines and bars. */
type Run = readonly { readonly group: Group; readonly parts: readonly ReadPart[] }[];

interface RunContext {
  readonly isOne: boolean;
  readonly isFamilyFirst: boolean;
  readonly people: NamedPerson[];
  readonly leftOut: LeftOutText[];
  readonly joints: string[];
  readonly cuts: Cut[];
}

function groupsOf(text: string, joints: string[], leftOut: LeftOutText[]): readonly Group[] {
  // What stands in quotes is one name, whatever comma it has.
  const quoted = text.replace(/["“”]([^"“”,]+),([^"“”,]+)["“”]/gu, "$1\ue000$2").replace(/["“”]/gu, " ");
  const groups: Group[] = [{ after: null, parts: [{ text: "", beside: [] }] }];
  const part = (): Part => groups.at(-1)?.parts.at(-1) ?? { text: "", beside: [] };
  let from = 0;
  for (const found of quoted.matchAll(token)) {
    const [match] = found;
    const { beside, label, kept, others, comma, divide } = found.groups ?? {};
    if (divide !== undefined && !divides(divide, quoted, found.index)) continue;
    part().text += quoted.slice(from, found.index);
    from = found.index + match.length;
    if (beside !== undefined) {
      part().text += " ";
      part().beside.push(beside);
    } else if (kept !== undefined) part().text += match;
    else if (others !== undefined) {
      leftOut.push({ text: tidy(others), why: "nobody" });
      part().text += " ";
    } else if (comma !== undefined) groups.at(-1)?.parts.push({ text: "", beside: [] });
    else {
      if (/\p{L}/u.test(match)) joints.push(match.replace(/[:：]/u, "").trim());
      if (label !== undefined) part().text += " ";
      else groups.push({ after: match.toLowerCase(), parts: [{ text: "", beside: [] }] });
    }
  }
  part().text += quoted.slice(from);
  return groups;
}

/** A letter alone divides where capitals stand around it, and only as a small one: else it is an initial. */
function divides(sign: string, text: string, at: number): boolean {
  if (sign === "/") return !/^\/\d/u.test(text.slice(at));
  if (!/^\p{L}+$/u.test(sign)) return true;
  const isShort = sign.length < 3 && !/^(?:et|og|és)$/iu.test(sign);
  if (!isShort) return true;
  if (sign !== sign.toLowerCase()) return sign.length > 1 && sign === sign.toUpperCase();
  return (
    /(?:^|\s)\p{Lu}[^\s]*\s+$|[)>\]]\s+$|@\S+\s+$/u.test(text.slice(0, at)) &&
    /^\s+(?:\p{Lu}|(?:dr|prof|doc|mgr|ing)\b)/u.test(text.slice(at + sign.length))
  );
}

/** A small word is a login at the most where logins stand beside it and nothing else: elsewhere it is a word of a sentence. */
function withoutLoneWords(
  groups: readonly Group[],
  read: readonly (readonly ReadPart[])[],
  leftOut: LeftOutText[],
): readonly (readonly ReadPart[])[] {
  const isSentence =
    groups.some(({ after }) => after !== null && /\p{L}/u.test(after)) ||
    leftOut.some(({ why }) => why === "lower" || why === "words") ||
    read.flat().some(({ kind }) => kind !== "login");
  if (!isSentence) return read;
  return read.map((parts) =>
    parts.filter(({ mayBe, name }) => {
      if (mayBe === "word") leftOut.push({ text: name, why: "lower" });
      return mayBe !== "word";
    }),
  );
}

function readGroup(
  group: Group,
  leftOut: LeftOutText[],
  isRoom: (name: string) => boolean,
): readonly ReadPart[] {
  const parts: ReadPart[] = [];
  for (const part of group.parts) {
    const read = readPart(part, parts.at(-1) ?? null, leftOut, isRoom);
    if (read !== null) parts.push(read);
  }
  return parts;
}

/** Reads what stands between commas; null, and left out, where it is no name. */
function readPart(
  part: Part,
  before: ReadPart | null,
  leftOut: LeftOutText[],
  isRoom: (name: string) => boolean,
): ReadPart | null {
  const out = (text: string, why: WhyLeftOut): null => {
    if (text !== "") leftOut.push({ text, why });
    return null;
  };
  nameInBrackets(part);
  // Brackets that have no other half say nothing.
  let text = tidy(part.text.replaceAll("\ue000", ", ").replace(/[()[\]{}]/gu, " "));
  const number = /^(?:[#(]?\d[\d./-]*[.)]?(?:\s+|$)|[*•·–—-]\s+)+/u.exec(text)?.[0] ?? "";
  if (number !== "" && number.length < text.length) {
    const isCount = /\d/u.test(number) && !/^\d{1,2}[.)]\s+$/u.test(number);
    // `20 seats`
    if (isCount && /^\p{Ll}/u.test(text.slice(number.length))) return out(text, "number");
    if (/\d/u.test(number)) out(tidy(number), "number");
    text = text.slice(number.length);
  }
  if (text === "") return null;
  if (/^[^\p{L}\p{N}]+$/u.test(text)) return null;
  if (!/\p{L}/u.test(text)) return out(text, "number");
  if (namesNobody(text)) return out(text, "nobody");
  const isBehindName = before?.kind === "full" && /\p{Ll}/u.test(before.name);
  if (before !== null && (isDegree(text) || (isBehindName && /^\p{Lu}{2,6}$/u.test(text))))
    return out(text, "title");
  if (isRank(text)) return out(text, "title");
  const words = text.split(" ");
  const titles = words.findIndex((word) => !isTitle(word));
  if (titles < 0) return out(text, "title");
  const isTitled = titles > 0;
  const bare = words.slice(titles);
  if (isTitled && namesNobody(bare.join(" "))) return out(text, "nobody");
  if (!isTitled && isRoom(text)) return out(text, "place");
  const login = bare.length === 1 && !isTitled ? loginIn(text) : null;
  if (login === "login")
    return { part, kind: "login", name: text, isTitled, isFamily: false, isInitials: false, mayBe: null };
  if (login === "word")
    return { part, kind: "login", name: text, isTitled, isFamily: false, isInitials: false, mayBe: "word" };

  let end = titles + nameLength(bare);
  const [next] = words.slice(end);
  // `Ann Hill Room 4`: the word of a place belongs to its number.
  while (
    end > titles &&
    next !== undefined &&
    /\d|^\p{Lu}$/u.test(next) &&
    isBeforeNumber(words[end - 1] ?? "")
  )
    end -= 1;
  const run = words.slice(0, end);
  const rest = words.slice(end).join(" ");
  const mains = run.slice(titles).filter((word) => !isParticle(word));
  const isWhole =
    mains.length >= 2 ||
    (mains.length === 1 &&
      (isTitled || /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hangul}]{2,}$/u.test(mains[0] ?? "")));
  const why = whyNone(words.slice(titles));
  if (mains.length === 0 || (rest !== "" && !isWhole)) return out(text, why);
  const isOfGroupIn =
    (isTitled ? /(?:^|\s)(?:of|for|für|de|di|der)\s/u.test(text) : true) &&
    words.slice(titles).some(isOfGroup);
  if (isOfGroupIn) return out(text, "group");
  if (!isTitled && mains.some(isOfThing)) return out(text, "thing");
  if (!isTitled && mains.length > 1 && mains.some(isPlaceAlone)) return out(text, "place");
  if (!isTitled && mains.length === 1 && mains.some((word) => isPlaceAlone(word) && !isPlaceOrName(word)))
    return out(text, "place");
  const places = isTitled ? [] : mains.filter(isPlaceOrName);
  const isModified =
    mains.length > 1 &&
    places.length > 0 &&
    mains.some((word) => !places.includes(word) && isPlaceModifier(word));
  const isEnding = isPlaceOrName(mains.at(-1) ?? "");
  if (isModified && isEnding) return out(text, "place");
  if (rest !== "") out(rest, whyNone(rest.split(" ")));
  const name = withoutEnd(run.join(" "));
  if (name.length > longestName) return out(name, "long");
  if (!isTitled && mains.length === 2 && isBeforeNumber(mains[0] ?? "") && /^\p{Lu}$/u.test(mains[1] ?? ""))
    return out(text, "place");
  const isInitials = mains.every(
    (word) => /^(?:\p{Lu}\.?-?)+$/u.test(word) && (word.includes(".") || word.length === 1),
  );
  return {
    part,
    kind: isWhole && !(isInitials && !isTitled) ? "full" : "single",
    name,
    isTitled,
    isFamily: mains.length === 1,
    isInitials,
    mayBe: places.some(isOftenPlace) ? "place" : null,
  };
}

/** A name without the colon, or the full stop of its sentence; that of a letter or a title stays. */
function withoutEnd(name: string): string {
  const last = name.slice(name.lastIndexOf(" ") + 1);
  return last.endsWith(":") || (/\p{L}{3,}\.$/u.test(last) && !isTitle(last)) ? name.slice(0, -1) : name;
}

/** `ana@uni.example (Ana Wolf)`: the name stands in the brackets. */
function nameInBrackets(part: Part): void {
  if (/[\p{L}\p{N}]/u.test(part.text)) return;
  const at = part.beside.findIndex((one) => /^[([]\P{N}*\s\P{N}*[)\]]$/u.test(one) && !one.includes("@"));
  if (at < 0 || !part.beside.some((one) => one.includes("@"))) return;
  const [name = ""] = part.beside.splice(at, 1);
  part.text = name.slice(1, -1);
}

/** What a text says that is no name, by the first of its words that tells it. */
function whyNone(words: readonly string[]): WhyLeftOut {
  const hasNumber = words.some((word) => /\d/u.test(word));
  if (words.some((word) => isPlaceAlone(word) || (hasNumber && isBeforeNumber(word)))) return "place";
  if (words.some(isOfGroup)) return "group";
  if (hasNumber) return "number";
  if (words.some(isOfThing)) return "thing";
  return words.some((word) => /^\p{Lu}/u.test(word)) ? "words" : "lower";
}

/** How many of these words a name has; what cannot be kept in one is refused with its event. */
function nameLength(words: readonly string[]): number {
  let length = 0;
  for (const [at, word] of words.entries()) {
    if (/\d|[!?=@\\_:]/u.test(word.replace(/:$/u, ""))) break;
    const isMain =
      /^["'‘“(]?(?:[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}\p{Cc}\ufffd'’.,-]*|\p{Ll}{1,4}['’-]\p{Lu}[\p{L}\p{M}'’.-]*|\p{Ll}{1,3}\p{Lu}\p{Ll}[\p{L}\p{M}'’.-]*|[\p{M}\ufffd][\p{L}\p{M}\p{Cc}\ufffd]*)[:"'’”)]?$/u.test(
        word,
      );
    const isWithin =
      isMain || isTitle(word) || (isParticle(word) && at + 1 < words.length) || isJoined(words, at);
    if (!isWithin) break;
    length = at + 1;
    if (word.endsWith(":") || (/\p{L}{4,}\.$/u.test(word) && !isTitle(word))) break;
  }
  while (length > 0 && isParticle(words[length - 1] ?? "") && /^\p{Ll}/u.test(words[length - 1] ?? ""))
    length -= 1;
  return length;
}

/** `Ortega y Gasset`, `Costa e Silva`: a word within a family's name. */
function isJoined(words: readonly string[], at: number): boolean {
  return /^(?:y|e|i)$/u.test(words[at] ?? "") && at > 0 && /^\p{Lu}/u.test(words[at + 1] ?? "");
}

/** Whether one word is a login: it has figures or a sign within; a small word by itself may be one. */
function loginIn(word: string): "login" | "word" | null {
  if (!/^[\p{L}\p{M}\p{N}._\\/-]+$/u.test(word) || word.length > longestName) return null;
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  const figures = word.match(/\p{N}/gu)?.length ?? 0;
  if (figures > 0) return letters > 1 || (letters === 1 && figures > 3) ? "login" : null;
  if (/^\p{Ll}+[._\\]\p{Ll}+$|^\p{L}+\\[\p{L}._-]+$/u.test(word)) return "login";
  return /^\p{Ll}{3,20}$/u.test(word) && !isOfGroup(word) && !isOfThing(word) && !isBeforeNumber(word)
    ? "word"
    : null;
}

function runsOf(groups: readonly Group[], read: readonly (readonly ReadPart[])[]): readonly Run[] {
  const runs: { group: Group; parts: readonly ReadPart[] }[][] = [];
  for (const [at, group] of groups.entries()) {
    const one = { group, parts: read[at] ?? [] };
    const last = runs.at(-1);
    if (last === undefined || (group.after !== null && /^[;；|\n•·]$/u.test(group.after))) runs.push([one]);
    else last.push(one);
  }
  return runs;
}

/** Whether all between semicolons stand with the family's name first: `García López, Ana; Lee, Bo`. */
function familyFirst(runs: readonly Run[]): boolean {
  const groups = runs.flat().filter(({ parts }) => parts.length > 0);
  const isPair = ({ parts }: Run[number]): boolean =>
    parts.length === 2 &&
    parts[0]?.kind !== "login" &&
    parts[0]?.isTitled === false &&
    parts[1]?.kind !== "login";
  return (
    groups.length > 1 &&
    groups.every(isPair) &&
    groups.some(({ parts }) => parts.some(({ kind }) => kind === "single"))
  );
}

function readRun(run: Run, context: RunContext): void {
  const { people, leftOut, cuts, joints } = context;
  run = withoutRestOfGroup(run, leftOut);
  const kept = run.filter(({ parts }) => parts.length > 0);
  const of = (all: Run): string =>
    all
      .map(
        ({ group, parts }, at) =>
          `${at === 0 ? "" : `${joint(group.after)}`}${parts.map(({ name }) => name).join(", ")}`,
      )
      .join("");
  // `Lee, Khan and Ray`: three families, or one person and another.
  const counts = kept.map(({ parts }) => parts.map(({ kind }) => kind));
  const isOnlySingle = counts.flat().every((kind) => kind === "single");
  if (
    !context.isOne &&
    isOnlySingle &&
    kept.length === 2 &&
    (counts[0]?.length ?? 0) === 2 &&
    counts[1]?.length === 1
  ) {
    const [first] = kept;
    if (first?.parts[1]?.mayBe === null && !first.parts[1].isInitials) {
      for (const { parts } of kept) leaveTogether(parts, leftOut);
      besidesOf(run, [], leftOut);
      return;
    }
  }
  const named: { readonly parts: readonly ReadPart[]; person: NamedPerson }[] = [];
  const name = (parts: readonly ReadPart[], isPair: boolean): void => {
    named.push({
      parts,
      person: {
        name: parts.map((one) => one.name).join(", "),
        login: null,
        isFull: isPair || parts.some(({ kind }) => kind === "full"),
        isTold: parts.some(({ isTitled, kind, mayBe }) => isTitled || (kind === "login" && mayBe === null)),
        mayBe: isPair ? null : (parts[0]?.mayBe ?? null),
      },
    });
  };
  const merged: {
    readonly parts: readonly ReadPart[];
    readonly after: string | null;
    readonly text: string;
  }[] = [];
  for (const { group, parts } of kept) {
    const last = merged.at(-1);
    const [only] = parts;
    const [before] = last?.parts ?? [];
    // `José Ortega y Gasset` is one.
    if (
      /^(?:y|e|i)$/u.test(group.after ?? "") &&
      parts.length === 1 &&
      last?.parts.length === 1 &&
      only?.kind === "single" &&
      before?.kind === "full" &&
      !before.isTitled
    ) {
      const whole = {
        ...before,
        name: `${before.name} ${group.after} ${only.name}`,
        part: merge(before.part, only.part),
      };
      const at = joints.lastIndexOf(group.after ?? "");
      if (at >= 0) joints.splice(at, 1);
      merged[merged.length - 1] = { parts: [whole], after: last.after, text: whole.name };
      cuts.push({ text: whole.name, as: [whole.name], isUsual: false });
      continue;
    }
    // `Ann Lee - Graphs`: what stands behind a dash is a name where it looks like one.
    if (
      /^[-–—]$/u.test(group.after ?? "") &&
      only?.kind === "single" &&
      parts.length === 1 &&
      before?.kind === "full"
    ) {
      leftOut.push({ text: only.name, why: "words" });
      besidesOf([{ group, parts: [] }], named, leftOut, last?.parts.at(-1));
      continue;
    }
    merged.push({ parts, after: group.after, text: of([{ group: { ...group, after: null }, parts }]) });
  }
  const start = named.length;
  for (const { parts, text } of merged) namesOfGroup(parts, text, context, name);
  const made = named.slice(start);
  const isUnsure =
    merged.length > 1 &&
    (made.some(({ parts }) => parts.length === 1 && parts[0]?.kind === "single") ||
      merged.some(({ after }) => /^(?:or|oder|ou|o)$/u.test(after ?? "")));
  if (isUnsure && made.length > 1)
    cuts.push({ text: of(kept), as: made.map(({ person }) => person.name), isUsual: false });
  besidesOf(run, named, leftOut);
  people.push(...named.map(({ person }) => person));
}

/** `School of Arts and Design`: one word behind what was left out as a school belongs to it. */
function withoutRestOfGroup(run: Run, leftOut: LeftOutText[]): Run {
  return run.map((one, at) => {
    const [only] = one.parts;
    const before = run[at - 1];
    if (before === undefined || before.parts.length > 0 || one.parts.length !== 1 || only?.kind !== "single")
      return one;
    const last = tidy(before.group.parts.at(-1)?.text ?? "");
    if (!leftOut.some(({ text, why }) => why === "group" && text === last)) return one;
    leftOut.push({ text: only.name, why: "group" });
    return { ...one, parts: [] };
  });
}

const joint = (after: string | null): string => (after === null ? "" : after === "\n" ? " " : ` ${after} `);

const merge = (a: Part, b: Part): Part => {
  a.beside.push(...b.beside.splice(0));
  return a;
};

function leaveTogether(parts: readonly ReadPart[], leftOut: LeftOutText[]): void {
  leftOut.push({ text: parts.map(({ name }) => name).join(", "), why: "commas" });
}

/** The people between commas: each part one, or two parts one with the family's name first. */
function namesOfGroup(
  parts: readonly ReadPart[],
  text: string,
  { isOne, isFamilyFirst, leftOut, cuts }: RunContext,
  name: (parts: readonly ReadPart[], isPair: boolean) => void,
): void {
  const [first, second] = parts;
  if (first === undefined) return;
  if (parts.length === 1 || (isOne && parts.every(({ kind }) => kind !== "login"))) {
    name(parts, parts.length > 1);
    return;
  }
  if (isFamilyFirst && parts.length === 2) {
    name(parts, true);
    return;
  }
  if (parts.every(({ kind }) => kind !== "single")) {
    for (const part of parts) name([part], false);
    const isPlain = parts.every(
      ({ kind, isTitled, part }) => kind === "full" && !isTitled && part.beside.length === 0,
    );
    if (parts.length === 2 && isPlain) cuts.push({ text, as: parts.map((part) => part.name), isUsual: true });
    return;
  }
  const pairs = parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1]] as const] : []));
  const isPair = ([family, given]: (typeof pairs)[number]): boolean =>
    given !== undefined &&
    (!family.isTitled || family.isFamily) &&
    family.kind !== "login" &&
    given.kind !== "login" &&
    (family.kind === "single" || (given.kind === "single" && !given.isTitled));
  const isClear =
    pairs.length === 1 ||
    pairs.every((pair) => pair.some((one) => (one?.part.beside.length ?? 0) > 0)) ||
    pairs.some(
      ([family, given]) =>
        family.kind === "full" || (given !== undefined && (given.kind === "full" || given.isInitials)),
    );
  if (pairs.every(isPair) && isClear) {
    for (const [family, given] of pairs) name(given === undefined ? [family] : [family, given], true);
    const isPlain = first.kind === "single" && (second?.kind === "single" || second?.isTitled === true);
    if (pairs.length > 1 || !isPlain)
      cuts.push({
        text,
        as: pairs.map(([family, given]) => `${family.name}, ${given?.name ?? ""}`),
        isUsual: false,
      });
    return;
  }
  const sure = parts.filter(({ kind }) => kind !== "single");
  const unsure = parts.filter(({ kind }) => kind === "single");
  for (const part of sure) name([part], false);
  leaveTogether(unsure, leftOut);
}

/** Gives the addresses and logins beside names to whom they belong; the rest is left out. */
function besidesOf(
  run: Run,
  named: { readonly parts: readonly ReadPart[]; person: NamedPerson }[],
  leftOut: LeftOutText[],
  before?: ReadPart,
): void {
  let last = named.find(({ parts }) => before !== undefined && parts.includes(before)) ?? null;
  for (const { group } of run) {
    for (const part of group.parts) {
      const own = named.find(({ parts }) => parts.some((one) => one.part === part));
      const of: { person: NamedPerson } | null = own ?? (tidy(part.text) === "" ? last : null);
      if (own !== undefined) last = own;
      for (const one of part.beside.splice(0)) readBeside(one, of, leftOut);
    }
  }
}

function readBeside(text: string, of: { person: NamedPerson } | null, leftOut: LeftOutText[]): void {
  let inside = /^[([<]/u.test(text) ? text.slice(1, -1) : text;
  const sites = [...inside.matchAll(webs)].map(([one]) => one);
  for (const one of sites) {
    leftOut.push({ text: one, why: "web" });
    inside = inside.replace(one, " ");
  }
  for (const [one] of [...inside.matchAll(addresses)]) {
    inside = inside.replace(one, " ");
    const plain = one.replace(/^mailto:/iu, "");
    if (of !== null && of.person.login === null && !isOfficeAddress(plain) && plain.length <= longestName)
      of.person = { ...of.person, login: plain, isTold: true };
    else leftOut.push({ text: plain, why: "address" });
  }
  const rest = tidy(inside.replace(/^[\s,;:]+|[\s,;:]+$/gu, ""));
  if (rest === "" || !/[\p{L}\p{N}]/u.test(rest)) return;
  if (of !== null && of.person.login === null && isLoginOf(rest, of.person.name)) {
    of.person = { ...of.person, login: rest, isTold: true };
    return;
  }
  leftOut.push({ text: rest, why: namesNobody(rest) ? "nobody" : whyNone(rest.split(" ")) });
}

/** Whether a word is somebody's login, by the letters of the name: `awolf`, `aw12` and `UNI\wolf` of Ana Wolf. */
function isLoginOf(word: string, name: string): boolean {
  if (!/^[\p{L}\p{N}._\\/-]+$/u.test(word) || /^\p{Lu}[\p{L}]*$/u.test(word)) return false;
  // `u1234567` has no letter of a name, and is nothing else.
  if (/^[a-z]{1,8}\d{4,}[a-z]?$/u.test(word)) return true;
  const bare = foldText(word)
    .replace(/^.*[\\/]/u, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
  const words = name
    .split(/[\s,]+/u)
    .filter((one) => !isTitle(one))
    .map((one) => foldText(one).replace(/[^\p{L}]/gu, ""));
  const long = words.filter((one) => one.length > 2);
  if (long.some((one) => bare.includes(one.slice(0, Math.max(3, Math.min(one.length, 5)))))) return true;
  const initials = words.map((one) => one.charAt(0));
  const letters = /^\p{L}+(?=\p{N}+$)/u.exec(bare)?.[0] ?? "";
  return letters.length > 1 && [...letters.slice(0, 2)].every((letter) => initials.includes(letter));
}

function tidy(text: string): string {
  return normalCode(text.replace(/["“”<>]/gu, " "));
}
