import type { Role } from "./role.ts";

/**
 * How far a right reaches. `all`: everything of its kind. The others hold for what is the actor's own, by the people who
 * are tied to a thing: who teaches it, who is tutor of whom it is about, and whom it is about.
 */
export const reaches = ["all", "taught", "tutored", "own"] as const;
export type Reach = (typeof reaches)[number];

/** What a deed is done to, and so what is loaded before it is asked about. */
export type Thing = "nothing" | "session" | "seat" | "class" | "student" | "absence" | "dispute" | "person";

interface Row {
  /** The row of the table of rights that it belongs to. */
  readonly area: string;
  /** What is done, in words that finish "may …". */
  readonly does: string;
  readonly to: Thing;
  /** By which deed one sees that the thing is there; left out for a deed that is itself a look. */
  readonly seenBy?: string;
  readonly may: Partial<Readonly<Record<Role, Reach>>>;
}

const everybody = {
  administrator: "all",
  registrar: "all",
  lecturer: "all",
  tutor: "all",
  technician: "all",
  data_protection_officer: "all",
  auditor: "all",
  student: "all",
} as const;
/** Those who oversee and change nothing. */
const overseers = { data_protection_officer: "all", auditor: "all" } as const;
const office = { registrar: "all", ...overseers } as const;
const officeAndAdministrator = { administrator: "all", ...office } as const;

/** Everything that can be asked of the product: the rights and their documentation, in the order of docs/rights.md. */
export const deeds = {
  "product.read": {
    area: "the product itself",
    does: "see what the institution is called, its zone, and that the server runs",
    to: "nothing",
    may: everybody,
  },
  "settings.read": {
    area: "settings, accounts, roles, tokens",
    does: "see settings, mail, webhooks and what was sent",
    to: "nothing",
    may: { administrator: "all", ...overseers },
  },
  "settings.write": {
    area: "settings, accounts, roles, tokens",
    does: "change settings, webhooks and the institution's name, and play the demonstration",
    to: "nothing",
    seenBy: "settings.read",
    may: { administrator: "all" },
  },
  "account.read": {
    area: "settings, accounts, roles, tokens",
    does: "see accounts, their roles and tokens",
    to: "nothing",
    may: { administrator: "all", ...overseers },
  },
  "account.write": {
    area: "settings, accounts, roles, tokens",
    does: "add, change and disable accounts, and give and take roles",
    to: "nothing",
    seenBy: "account.read",
    may: { administrator: "all" },
  },
  "audit.read": {
    area: "access log, audit log",
    does: "read who did and looked at what",
    to: "nothing",
    may: { administrator: "all", ...overseers },
  },
  "look.read": {
    area: "access log, audit log",
    does: "see who looked at what is kept of a student",
    to: "student",
    may: { administrator: "all", ...overseers, student: "own" },
  },
  "policy.words": {
    area: "policy, rules for attention",
    does: "read in words by what marks are judged",
    to: "nothing",
    may: { ...officeAndAdministrator, lecturer: "all", tutor: "all", student: "all" },
  },
  "policy.read": {
    area: "policy, rules for attention",
    does: "read the policy and the rules for attention",
    to: "nothing",
    may: { ...officeAndAdministrator, lecturer: "all", tutor: "all" },
  },
  "policy.write": {
    area: "policy, rules for attention",
    does: "try and put in force another policy, and change the rules for attention",
    to: "nothing",
    seenBy: "policy.read",
    may: { registrar: "all" },
  },
  "roster.read": {
    area: "rosters, timetable, imports, calendars",
    does: "read rosters, imports and feeds",
    to: "nothing",
    may: officeAndAdministrator,
  },
  "roster.write": {
    area: "rosters, timetable, imports, calendars",
    does: "change rosters, import files, and poll feeds",
    to: "nothing",
    seenBy: "roster.read",
    may: { registrar: "all" },
  },
  "room.read": {
    area: "rosters, timetable, imports, calendars",
    does: "read rooms, terms and days without teaching",
    to: "nothing",
    may: { ...officeAndAdministrator, lecturer: "all", technician: "all" },
  },
  "session.read": {
    area: "rosters, timetable, imports, calendars",
    does: "see a session in lists, with how many came",
    to: "session",
    may: { ...officeAndAdministrator, lecturer: "taught" },
  },
  "session.plan": {
    area: "rosters, timetable, imports, calendars",
    does: "plan sessions that no timetable has",
    to: "nothing",
    seenBy: "session.read",
    may: { registrar: "all" },
  },
  "session.change": {
    area: "rosters, timetable, imports, calendars",
    does: "move, cancel and restore a session, and add a student to it on the spot",
    to: "session",
    seenBy: "session.read",
    may: { registrar: "all", lecturer: "taught" },
  },
  "calendar.read": {
    area: "rosters, timetable, imports, calendars",
    does: "see which calendar addresses a person has",
    to: "person",
    may: { ...officeAndAdministrator, lecturer: "own", tutor: "own", student: "own" },
  },
  "calendar.write": {
    area: "rosters, timetable, imports, calendars",
    does: "make and revoke addresses of a person's calendar",
    to: "person",
    seenBy: "calendar.read",
    may: { registrar: "all", lecturer: "own", tutor: "own", student: "own" },
  },
  "day.read": {
    area: "registers",
    does: "see the whole day: every session, with how many came",
    to: "nothing",
    may: officeAndAdministrator,
  },
  "wall.read": {
    area: "registers",
    does: "see which links open the wall for a screen in the foyer, without names",
    to: "nothing",
    may: officeAndAdministrator,
  },
  "wall.write": {
    area: "registers",
    does: "make and end links that open the wall",
    to: "nothing",
    seenBy: "wall.read",
    may: { administrator: "all", registrar: "all" },
  },
  "register.read": {
    area: "registers",
    does: "read a register, with everybody's mark and the evidence",
    to: "session",
    may: { ...officeAndAdministrator, lecturer: "taught" },
  },
  "mark.read": {
    area: "registers",
    does: "read one mark, its why and its history",
    to: "seat",
    may: { ...officeAndAdministrator, lecturer: "taught", tutor: "tutored", student: "own" },
  },
  "register.write": {
    area: "registers",
    does: "correct marks with a reason, undo that, sign off, and take a signature back",
    to: "session",
    seenBy: "register.read",
    may: { registrar: "all", lecturer: "taught" },
  },
  "register.reopen": {
    area: "registers",
    does: "reopen a final register, and decide on facts that came too late for it",
    to: "session",
    seenBy: "register.read",
    may: { registrar: "all" },
  },
  "student.read": {
    area: "a student's record, figures, calendar",
    does: "read a student's page: figures, calendar, and every session of the term",
    to: "student",
    may: { ...office, tutor: "tutored", student: "own" },
  },
  "tutee.read": {
    area: "a student's record, figures, calendar",
    does: "see one's tutees side by side: who is below the line, and what each missed lately",
    to: "student",
    may: { tutor: "tutored" },
  },
  "student.find": {
    area: "a student's record, figures, calendar",
    does: "find a student by name or id",
    to: "student",
    may: { ...office, lecturer: "taught", tutor: "tutored" },
  },
  "class.read": {
    area: "a student's record, figures, calendar",
    does: "read a class: its figures, and the grid of its marks",
    to: "class",
    may: { ...office, lecturer: "taught" },
  },
  "figures.read": {
    area: "a student's record, figures, calendar",
    does: "read figures and reports of courses, cohorts and everybody",
    to: "nothing",
    may: office,
  },
  "alert.read": {
    area: "a student's record, figures, calendar",
    does: "read whom the rules for attention found",
    to: "nothing",
    may: office,
  },
  "alert.write": {
    area: "a student's record, figures, calendar",
    does: "take alerts up, and put away what needs a look",
    to: "nothing",
    seenBy: "alert.read",
    may: { registrar: "all" },
  },
  "absence.read": {
    area: "absences",
    does: "read absences",
    to: "student",
    may: { ...office, tutor: "tutored", student: "own" },
  },
  "absence.ask": {
    area: "absences",
    does: "ask for leave in advance",
    to: "student",
    seenBy: "absence.read",
    may: { registrar: "all", student: "own" },
  },
  "absence.withdraw": {
    area: "absences",
    does: "withdraw leave that was asked for",
    to: "absence",
    seenBy: "absence.read",
    may: { registrar: "all", student: "own" },
  },
  "absence.decide": {
    area: "absences",
    does: "record leave, approve it and reject it",
    to: "absence",
    seenBy: "absence.read",
    may: { registrar: "all" },
  },
  "dispute.read": {
    area: "disputes",
    does: "see what students say against their marks, and what was answered",
    to: "dispute",
    may: { registrar: "all", lecturer: "taught", tutor: "tutored", auditor: "all", student: "own" },
  },
  "dispute.raise": {
    area: "disputes",
    does: "say that a mark is wrong, and what it should be",
    to: "seat",
    seenBy: "mark.read",
    may: { student: "own" },
  },
  "dispute.withdraw": {
    area: "disputes",
    does: "take back what one said against a mark",
    to: "dispute",
    seenBy: "dispute.read",
    may: { student: "own" },
  },
  "dispute.answer": {
    area: "disputes",
    does: "answer a dispute by a correction or with a reason, and take the answer back",
    to: "dispute",
    seenBy: "dispute.read",
    may: { registrar: "all", lecturer: "taught" },
  },
  "file.read": {
    area: "a person's file: give, erase, retention",
    does: "take everything that is kept of a person, as it is stored",
    to: "person",
    may: {
      administrator: "own",
      registrar: "own",
      lecturer: "own",
      tutor: "own",
      technician: "own",
      ...overseers,
      student: "own",
    },
  },
  "file.ask": {
    area: "a person's file: give, erase, retention",
    does: "ask to be erased, or about what is kept of oneself",
    to: "person",
    seenBy: "file.read",
    may: {
      administrator: "own",
      registrar: "own",
      lecturer: "own",
      tutor: "own",
      technician: "own",
      data_protection_officer: "own",
      auditor: "own",
      student: "own",
    },
  },
  "person.erase": {
    area: "a person's file: give, erase, retention",
    does: "see what erasing a person would do, and erase them",
    to: "person",
    seenBy: "privacy.read",
    may: { data_protection_officer: "all" },
  },
  "privacy.read": {
    area: "a person's file: give, erase, retention",
    does: "see what is kept for how long, who was erased, and what people asked for",
    to: "nothing",
    may: overseers,
  },
  "privacy.write": {
    area: "a person's file: give, erase, retention",
    does: "change for how long things are kept, and answer what people ask for",
    to: "nothing",
    seenBy: "privacy.read",
    may: { data_protection_officer: "all" },
  },
  "scan.read": {
    area: "scans with names",
    does: "read scans with the names that were seen",
    to: "nothing",
    may: office,
  },
  "quarantine.read": {
    area: "quarantine",
    does: "read messages that could not be taken, as they came",
    to: "nothing",
    may: office,
  },
  "quarantine.count": {
    area: "quarantine",
    does: "see how many messages of which sender could not be taken, and why",
    to: "nothing",
    may: { ...office, technician: "all" },
  },
  "quarantine.replay": {
    area: "quarantine",
    does: "read messages again, and put a sender's clock right",
    to: "nothing",
    seenBy: "quarantine.count",
    may: { registrar: "all", technician: "all" },
  },
  "quarantine.dismiss": {
    area: "quarantine",
    does: "put messages aside, and take them back",
    to: "nothing",
    seenBy: "quarantine.count",
    may: { registrar: "all" },
  },
  "reader.read": {
    area: "readers, kiosks, broker, flow, metrics",
    does: "see readers, kiosks, the flow of messages and metrics, without names",
    to: "nothing",
    may: { ...officeAndAdministrator, technician: "all" },
  },
  "reader.write": {
    area: "readers, kiosks, broker, flow, metrics",
    does: "say what readers are, and switch face recognition at kiosks",
    to: "nothing",
    seenBy: "reader.read",
    may: { administrator: "all", technician: "all" },
  },
  "reader.place": {
    area: "readers, kiosks, broker, flow, metrics",
    does: "say from when on a reader hung in another room, which moves its scans, and take that back",
    to: "nothing",
    seenBy: "reader.read",
    may: { registrar: "all", technician: "all" },
  },
  "export.register": {
    area: "exports",
    does: "take the register of a session as a file",
    to: "session",
    may: { ...office, lecturer: "taught" },
  },
  "export.class": {
    area: "exports",
    does: "take registers and figures of a class as a file",
    to: "class",
    may: { ...office, lecturer: "taught" },
  },
  "export.record": {
    area: "exports",
    does: "take everything that is stored of a student as a file",
    to: "student",
    may: { ...office, tutor: "tutored", student: "own" },
  },
  "export.all": {
    area: "exports",
    does: "take rosters, registers, summaries and statements of everybody as files",
    to: "nothing",
    may: office,
  },
} as const satisfies Readonly<Record<string, Row>>;

export type Deed = keyof typeof deeds;

/** The row of a deed, in the widest form. */
export const rowOf = (deed: Deed): Row => deeds[deed];

export const isDeed = (text: string): text is Deed => Object.hasOwn(deeds, text);
