import { Temporal } from "temporal-polyfill";
import { type ChangeContext, touchedTogether } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { IdentifierScheme } from "../imports/import-content.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { joinScans } from "./join-scans.ts";
import { refusedCode, refusedNewCard, refusedNewId, refusedNewLogin } from "./refused-new-id.ts";
import { done, type RosterOutcome, refuseRoster } from "./roster-outcome.ts";
import type { PeopleTransaction, StoredIdentifier, StoredPerson } from "./roster-transaction.ts";

export interface Reissue {
  readonly scheme: IdentifierScheme;
  /** null only ends what is there. */
  readonly value: string | null;
  /** The one that ends; `undefined`: all of the scheme; null: none. */
  readonly ends: string | null | undefined;
  /** When the old one ends and the new one begins; `undefined`: now; null: it was always this person's. */
  readonly from: Temporal.Instant | null | undefined;
  readonly reason: string;
  /** It is meant although it looks like another's. */
  readonly alike?: boolean | undefined;
}

const longAgo = Temporal.Instant.from("1970-01-01T00:00:00Z");

/**
 * Ends identifiers of a person and begins a new one at an instant, so that one value is never two people's. Stored scans
 * that name them from there on change hands, and the marks that rest on them are judged anew.
 */
export async function reissueIdentifier(
  { roster, timetable }: { readonly roster: PeopleTransaction; readonly timetable: FactTransaction },
  person: StoredPerson,
  { scheme, value, ends, from: told, alike }: Reissue,
  context: ChangeContext,
): Promise<RosterOutcome<StoredPerson>> {
  const from = told === undefined ? context.now : told;
  if (from !== null && Temporal.Instant.compare(from, context.now) > 0) {
    return refuseRoster(
      "invalid",
      "from",
      from.toString(),
      "lies in the future: leave it out, and it counts from now on",
    );
  }
  const known = await roster.person(person.id);
  const own = (known?.identifiers ?? []).filter((one) => one.scheme === scheme && one.to === null);
  const over =
    ends === null ? [] : own.filter((one) => (ends === undefined ? one.value !== value : one.value === ends));
  if (typeof ends === "string" && over.length === 0) {
    return refuseRoster("invalid", "ends", ends, "the person does not have it now");
  }
  const early = over.find(
    (one) => one.from !== null && from !== null && Temporal.Instant.compare(from, one.from) < 0,
  );
  if (early !== undefined && early.from !== null) {
    return refuseRoster(
      "invalid",
      "from",
      from?.toString() ?? "",
      `${early.value} began only at ${early.from.toString()}`,
    );
  }
  const mainScheme = mainSchemeOf(person);
  if (value === null && scheme === mainScheme) {
    return refuseRoster(
      "invalid",
      "value",
      scheme,
      "a person is never without one: give the new value; for somebody new who has it now, add that person with it and the day from which it is theirs (from)",
    );
  }
  const isOwn = value !== null && own.some((one) => one.value === value);
  if (value !== null && !isOwn) {
    const holder = await roster.holderOf(scheme, value, from);
    if (holder !== null && (holder.person !== person.id || holder.value === value)) {
      return refuseRoster(
        "taken",
        "value",
        value,
        await whyTaken(roster, holder, person, value, context.now),
      );
    }
    const none = refusedCode(value);
    if (none !== null) return refuseRoster("invalid", "value", value, none);
    if (alike !== true) {
      const mine = new Set(own.map((one) => one.value));
      const others = async (): Promise<readonly string[]> =>
        (await roster.valuesOf(scheme)).filter((one) => !mine.has(one));
      const meant = "if it is another one all the same, say that it is meant (alike)";
      const refused = { card_uid: refusedNewCard, username: refusedNewLogin };
      const why = await (scheme === "card_uid" || scheme === "username" ? refused[scheme] : refusedNewId)(
        value,
        others,
        meant,
      );
      if (why !== null) return refuseRoster("invalid", "value", value, why);
    }
  }
  await roster.endIdentifiers(over.map((one) => ({ ...one, at: from ?? context.now })));
  if (value !== null && !isOwn) {
    await roster.addIdentifiers([{ scheme, value, person: person.id, from, to: null }]);
  }
  const since = from ?? longAgo;
  const ended = over.map((one) => one.value);
  const lost = (ended.length === 0 ? [] : await roster.scansOfIdentifiers(scheme, ended, since))
    .filter(({ student }) => student === person.id)
    .map((scan) => ({ ...scan, person: null }));
  const won =
    value === null || isOwn
      ? []
      : (await roster.scansOfIdentifiers(scheme, [value], since))
          .filter(({ student }) => student !== person.id)
          .map((scan) => ({ ...scan, person: person.id }));
  const touched = touchedTogether([
    await joinScans(timetable, lost, context),
    await joinScans(timetable, won, context),
  ]);
  await judgeMarks(timetable, touched, context);
  return done(person);
}

const mainSchemeOf = ({ kind }: Pick<StoredPerson, "kind">): IdentifierScheme =>
  kind === "student" ? "student_id" : "username";

/** That somebody has a value or had it, with a way that can be gone. */
async function whyTaken(
  roster: Pick<PeopleTransaction, "person">,
  holder: StoredIdentifier,
  person: StoredPerson,
  value: string,
  now: Temporal.Instant,
): Promise<string> {
  const who = holder.person === person.id ? "this person" : await nameHolder(roster, holder);
  const spelt = holder.value === value ? "" : `, as ${holder.value}`;
  if (holder.to !== null) {
    if (Temporal.Instant.compare(holder.to, now) > 0) {
      return `${who} has it${spelt} until ${holder.to.toString()}: let it begin when that has come`;
    }
    return `${who} had it${spelt} until ${holder.to.toString()}: let it begin then, or later (from)`;
  }
  // Nobody is without an id, so one that is wrong is replaced.
  const way = holder.scheme === mainSchemeOf(person) ? `give ${who} another one` : "end it there";
  return `${who} has it${spelt}: ${way} first, then it can begin here`;
}

/** Who has an identifier, in words. */
export async function nameHolder(
  roster: Pick<PeopleTransaction, "person">,
  holder: Pick<StoredIdentifier, "person">,
): Promise<string> {
  const of = (await roster.person(holder.person))?.person;
  const name = [of?.givenName, of?.familyName].filter((part) => part != null && part !== "").join(" ");
  return name === "" ? "somebody without a name" : name;
}
