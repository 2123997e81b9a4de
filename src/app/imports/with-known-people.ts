import type { SourceKey, StoredRoster } from "../rosters/roster-transaction.ts";
import type { ChangeLedger } from "./change-ledger.ts";
import type { ImportContent, ImportThing, PersonItem, RoleItem, UserItem } from "./import-content.ts";
import type { KeyRing } from "./key-ring.ts";

type Kind = "student" | "staff";
type Rings = Readonly<Record<ImportThing, Pick<KeyRing, "before">>>;

const sayKind: Readonly<Record<Kind, string>> = { student: "a student", staff: "a member of staff" };

/**
 * A part of a OneRoster bundle says of a user or a role only what is new, and leaves what the person is to what was told
 * before: whoever is known here stays that, and whose role is over is over, whichever files the part holds. What cannot be
 * done by such a row is told with its line.
 */
export function withKnownPeople(
  content: ImportContent,
  rings: Rings,
  { enrolments }: Pick<StoredRoster, "enrolments">,
  today: string,
  ledger: Pick<ChangeLedger, "note">,
): ImportContent {
  if (content.users.length === 0 && content.roles.length === 0) return content;
  const known = (key: string): (SourceKey & { readonly thing: Kind }) | null => knownAs(rings, key);
  const ended = [...content.ended];
  const overRoles = new Map<string, RoleItem[]>();
  const users = new Set(content.users.map(({ key }) => key));
  const told = new Set([...content.students, ...content.staff, ...ended].map(({ key }) => key));
  const enrolled = new Set(content.enrolments.map(({ student }) => student));
  const lasting = new Set(
    enrolments.flatMap(({ student, to }) => (to === null || today < to ? student : [])),
  );
  const left = new Set(enrolments.map(({ student }) => student));

  for (const role of content.roles) {
    if (role.isOver) {
      overRoles.set(role.key, [...(overRoles.get(role.key) ?? []), role]);
      continue;
    }
    // The user's own row says the rest.
    if (users.has(role.key) || told.has(role.key)) continue;
    tellActive(role);
  }
  for (const [key, rows] of overRoles) {
    const person = known(key);
    if (person === null || person.endedAt !== null) continue;
    const ending = rows.find(({ of }) => of === null || of === person.thing);
    if (ending !== undefined) {
      ended.push({ key, at: ending.at, thing: person.thing });
      if (!users.has(key))
        note(
          "guessed",
          ending,
          `is over, and no other role as ${sayKind[person.thing]} is told: is read as a user who is deleted`,
          "tell another role, if the person is still here",
        );
      continue;
    }
    const [first] = rows;
    if (first !== undefined)
      note(
        "ignored",
        first,
        `is over, and the person is ${sayKind[person.thing]} here: nothing ends by it`,
        `nothing; mark the role as ${sayKind[person.thing]} or the user as deleted, if the person is gone`,
      );
  }

  const students = [...content.students];
  const staff = [...content.staff];
  for (const user of content.users) {
    const kind = kindOf(user);
    if (kind !== null) (kind === "student" ? students : staff).push(personOf(user, kind));
  }
  return { ...content, students, staff, ended };

  function note(severity: "guessed" | "ignored", row: RoleItem, message: string, remedy: string): void {
    ledger.note(severity, row.at, row.column, row.value, message, remedy);
  }

  function tellActive(role: RoleItem): void {
    const person = known(role.key);
    if (person === null) {
      note(
        "ignored",
        role,
        `is a role of the user ${role.key}, of whom nobody has told: nothing is kept of it`,
        "add the user's row in users.csv",
      );
    } else if (role.of !== null && role.of !== person.thing) {
      note(
        "ignored",
        role,
        `is a role as ${sayKind[role.of]}, and the user ${role.key} is ${sayKind[person.thing]} here: stays that, since the bundle does not hold the user's row`,
        "add the user's row in users.csv, if the person is that now",
      );
    } else if (person.endedAt !== null) {
      note(
        "ignored",
        role,
        `goes on, and the user ${role.key} is over here: nobody comes back by a role alone`,
        "add the user's row in users.csv, and those in enrollments.csv",
      );
    } else if (
      person.thing === "student" &&
      left.has(person.id) &&
      !lasting.has(person.id) &&
      !enrolled.has(role.key) &&
      (role.until === null || today < role.until)
    ) {
      note(
        "ignored",
        role,
        `goes on, and every enrolment of the user ${role.key} is over: none begins again by a role alone`,
        "add the rows in enrollments.csv that go on",
      );
    }
  }

  /** What a user is whose own row does not say it; null, and told, where nobody knows or it is over. */
  function kindOf(user: UserItem): Kind | null {
    const { key, at, role, enrolledAs } = user;
    const before = known(key)?.thing ?? null;
    const isWhole = content.scope.enrolment === "complete";
    const kind = (isWhole ? (enrolledAs ?? before) : (before ?? enrolledAs)) ?? null;
    const tell = (severity: "guessed" | "ignored", message: string, remedy: string): void =>
      ledger.note(severity, at, "role", role, message, remedy);
    if ((overRoles.get(key) ?? []).some(({ of }) => of === null || kind === null || of === kind)) {
      tell(
        "ignored",
        "has no role any more, since each is over or marked as deleted: is read as a user who is deleted",
        "give the person a role, if they are still here",
      );
      return null;
    }
    if (kind === null) {
      if (role !== null) tell("ignored", "is neither a student nor staff", "nothing");
      else
        tell(
          "ignored",
          "has no role in the files, and was never told of before: nothing is kept of the person",
          "tell the role student, or one of staff",
        );
    } else if (before === null || (isWhole && enrolledAs !== null))
      tell("guessed", `is taken for ${sayKind[kind]}, as enrolled`, "tell the role");
    return kind;
  }
}

const personOf = (user: UserItem, kind: Kind): PersonItem =>
  kind === "student" ? user.asStudent : user.asStaff;

/** What a source told of a user as: what lives, else what was over last. */
function knownAs(rings: Rings, key: string): (SourceKey & { readonly thing: Kind }) | null {
  const told = (["staff", "student"] as const).flatMap((thing) => {
    const one = rings[thing].before.get(key);
    return one === undefined ? [] : [{ ...one, thing }];
  });
  const end = ({ endedAt }: SourceKey): number => endedAt?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  return told.toSorted((a, b) => end(b) - end(a))[0] ?? null;
}
