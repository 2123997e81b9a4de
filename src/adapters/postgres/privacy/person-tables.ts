import { shortestWord } from "../../../app/privacy/known-words.ts";
import type { Fate } from "../../../app/privacy/person-file.ts";

/** A table in which something is kept of people, and how the rows of one person are found there. */
export interface PersonTable {
  readonly table: string;
  readonly title: string;
  /**
   * Which rows are of the person: a condition over the row `t`, with the store's ids of their records in `$1` (`uuid[]`), and
   * what they are known by in `$2` (`text[]`): ids, cards, addresses of mail, sign-in names.
   */
  readonly of: string;
  /** Columns that are in no file: secrets, and what is of others. */
  readonly hides?: readonly string[];
  /** Columns of bytes that are texts. */
  readonly texts?: readonly string[];
  readonly order: string;
  readonly fate: Fate;
  readonly because: string;
}

const accounts = "(select a.account_id from account_person a where a.person_id = any($1))";
const disputes = "(select d.id from dispute d where d.person_id = any($1))";
const alerts = "(select a.id from alert a where a.person_id = any($1))";
const says = (text: string): string => `exists (
  select from unnest($2::text[]) as known (word) where length(known.word) >= ${shortestWord} and strpos(${text}, known.word) > 0)`;
/**
 * Whether a word by which the person is known was theirs at an instant: an id or a card that was somebody else's by then
 * tells of that one.
 */
const wasTheirs = (word: string, at: string): string => {
  const held = `i.value = ${word} and i.valid_from <= ${at} and (i.valid_to is null or ${at} < i.valid_to)`;
  return `(not exists (select from identifier i where ${held} and i.person_id <> all($1))
    or exists (select from identifier i where ${held} and i.person_id = any($1)))`;
};
const goesWithAccount = "How the person signed in is of no use to anybody else.";
const figuresRest =
  "Figures of classes and of the institution, and registers that others signed, rest on it. It stays under an id that names nobody.";

/**
 * Everything that the store keeps of people, table by table: what a person's file is made of, and what an erasure has to reach.
 * A test walks the tables of the store and finds each of them here or in `tablesOfNobody`.
 */
export const personTables: readonly PersonTable[] = [
  {
    table: "person",
    title: "Name and cohort",
    of: "t.id = any($1) or t.merged_into = any($1)",
    order: "t.id",
    fate: "stripped",
    because: `Name and mail go; the cohort stays. ${figuresRest}`,
  },
  {
    table: "identifier",
    title: "Ids, cards and badges",
    of: "t.person_id = any($1)",
    order: "t.scheme, t.valid_from",
    fate: "goes",
    because: "Nothing leads to the person any more.",
  },
  {
    table: "source_key",
    title: "Keys of the systems that told of the person",
    of: "t.id = any($1) or t.id in (select e.id from enrolment e where e.person_id = any($1))",
    order: "t.source, t.thing, t.key",
    fate: "goes",
    because:
      "Whoever sends the person again brings them in as somebody new: take them out of that system first.",
  },
  {
    table: "person_merge",
    title: "Records that were found to be one",
    of: "t.kept = any($1) or t.merged = any($1)",
    order: "t.at",
    fate: "goes",
    because: "There is nothing left to take apart again.",
  },
  {
    table: "identity_claim",
    title: "Ids that somebody said were the person’s",
    of: "t.person_id = any($1)",
    order: "t.at",
    fate: "goes",
    because: "It names cards and ids.",
  },
  {
    table: "enrolment",
    title: "Enrolments",
    of: "t.person_id = any($1)",
    order: "t.from_date, t.id",
    fate: "stripped",
    because: `Those that last are ended. ${figuresRest}`,
  },
  {
    table: "tutoring",
    title: "Tutors and tutees",
    of: "t.tutor_id = any($1) or t.student_id = any($1)",
    order: "t.from_date",
    fate: "goes",
    because: "Nothing rests on it.",
  },
  {
    table: "class_staff",
    title: "Classes taught",
    of: "t.person_id = any($1)",
    order: "t.class_id",
    fate: "goes",
    because: "Nothing rests on it.",
  },
  {
    table: "session_staff",
    title: "Sessions held",
    of: "t.person_id = any($1)",
    order: "t.session_id",
    fate: "stripped",
    because: "That somebody held the session belongs to its register.",
  },
  {
    table: "mark",
    title: "Marks as they stand",
    of: "t.person_id = any($1)",
    order: "t.starts_at, t.session_id",
    fate: "stripped",
    because: figuresRest,
  },
  {
    table: "mark_revision",
    title: "Every revision of marks",
    // By the session, since there is no index by the person: a revision is of a mark.
    of: "t.person_id = any($1) and t.session_id in (select m.session_id from mark m where m.person_id = any($1))",
    order: "t.seq",
    fate: "stripped",
    because: `Reasons go. ${figuresRest}`,
  },
  {
    table: "attempt",
    title: "Times turned away at a door",
    of: "t.person_id = any($1)",
    order: "t.session_id",
    fate: "stripped",
    because: "The counts of doors rest on it. It stays under an id that names nobody.",
  },
  {
    table: "fact",
    title: "What was said of the person: enrolments, leave, corrections",
    // Kind by kind, as the indexes are.
    of: ["enrolment", "absence", "correction", "identity"]
      .map((kind) => `(t.kind = '${kind}' and t.person_id = any($1))`)
      .join(" or "),
    order: "t.seq",
    fate: "stripped",
    because: `Reasons and categories go. ${figuresRest}`,
  },
  {
    table: "scan",
    title: "Scans",
    of: `t.person_id = any($1)
      or t.id in (select f.thing from fact f where f.kind = 'identity' and f.person_id = any($1))
      or (t.person_id is null and t.subject_value = any($2) and ${wasTheirs("t.subject_value", "t.occurred_at")})`,
    hides: ["content_hash"],
    texts: ["raw"],
    order: "t.occurred_at, t.seq",
    fate: "stripped",
    because:
      "Message, card and name go. Of a scan that a mark rests on, time, room and decision stay under the id that names nobody; every other one is of nobody from then on.",
  },
  {
    table: "dispute",
    title: "Marks that the person said were wrong",
    of: "t.person_id = any($1)",
    order: "t.id",
    fate: "goes",
    because: "What was decided is in the marks.",
  },
  {
    table: "dispute_word",
    title: "What was said of these",
    of: `t.dispute_id in ${disputes}`,
    order: "t.dispute_id, t.number",
    fate: "goes",
    because: "What was decided is in the marks.",
  },
  {
    table: "alert",
    title: "Alerts",
    of: "t.person_id = any($1)",
    order: "t.opened_seq",
    fate: "goes",
    because: "Nobody is left to be asked after.",
  },
  {
    table: "attention_entry",
    title: "What became of alerts",
    of: `t.alert_id in ${alerts}`,
    order: "t.seq",
    fate: "goes",
    because: "Nobody is left to be asked after.",
  },
  {
    table: "notification_alert",
    title: "Alerts that were told to people",
    of: `t.alert_id in ${alerts}`,
    order: "t.notification_id, t.alert_id",
    fate: "goes",
    because: "Nobody is left to be asked after.",
  },
  {
    table: "notification_answer",
    title: "Answers that were told to the person by mail",
    of: "t.person_id = any($1)",
    order: "t.notification_id",
    fate: "goes",
    because: "There is nobody to tell.",
  },
  {
    table: "mail_choice",
    title: "Mail that the person may end",
    // An address that somebody else has as well is theirs too.
    of: `t.address in (select lower(known.word) from unnest($2::text[]) as known (word)) and not exists (
      select from person o where lower(o.email) = t.address and o.id <> all($1) and o.merged_into is null)`,
    hides: ["token"],
    order: "t.kind",
    fate: "goes",
    because: "There is nobody to tell.",
  },
  {
    table: "notification",
    title: "Messages in which an alert was told, or that went to the person",
    of: `t.id in (select n.notification_id from notification_alert n where n.alert_id in ${alerts})
      or t.id in (select a.notification_id from notification_answer a where a.person_id = any($1))
      or (t.audience in ('staff', 'student', 'technician') and t.recipient in (select lower(known.word) from unnest($2::text[]) as known (word)))`,
    hides: ["payload", "recipient"],
    order: "t.created_at",
    fate: "stripped",
    because: "That something was sent stays; what it said goes. What arrived is where it arrived.",
  },
  {
    table: "calendar_address",
    title: "Addresses of calendars",
    of: "t.person_id = any($1)",
    hides: ["token_sha256"],
    order: "t.created_at",
    fate: "goes",
    because: "There is nobody to serve.",
  },
  {
    table: "privacy_request",
    title: "What the person asked for about their data",
    of: "t.person_id = any($1)",
    order: "t.asked_at",
    fate: "goes",
    because: "The erasure itself is kept, without the person.",
  },
  {
    table: "account_person",
    title: "Accounts that are the person",
    of: `t.account_id in ${accounts}`,
    order: "t.since",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "account",
    title: "Accounts",
    of: `t.id in ${accounts}`,
    order: "t.created_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "account_role",
    title: "Roles",
    of: `t.account_id in ${accounts}`,
    order: "t.since",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "reader_mail",
    title: "Whether they are told of readers by mail",
    of: `t.account_id in ${accounts}`,
    order: "t.chosen_at",
    fate: "goes",
    because: "There is nobody to tell.",
  },
  {
    table: "account_identity",
    title: "Sign-in by an identity provider",
    of: `t.account_id in ${accounts}`,
    order: "t.joined_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "sign_in_session",
    title: "Sign-ins",
    of: `t.account_id in ${accounts}`,
    hides: ["token_sha256", "before_sha256", "browser_sha256", "provider_session"],
    order: "t.created_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "one_time_link",
    title: "Links to choose a password",
    of: `t.account_id in ${accounts}`,
    hides: ["token_sha256"],
    order: "t.created_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "password",
    title: "When a password was set",
    of: `t.account_id in ${accounts}`,
    hides: ["hash"],
    order: "t.set_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "second_factor",
    title: "Second factor",
    of: `t.account_id in ${accounts}`,
    hides: ["secret", "last_step"],
    order: "t.account_id",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "recovery_code",
    title: "Recovery codes",
    of: `t.account_id in ${accounts}`,
    hides: ["code_sha256"],
    order: "t.used_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "passkey",
    title: "Passkeys",
    of: `t.account_id in ${accounts}`,
    hides: ["credential_id", "public_key"],
    order: "t.created_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "api_token",
    title: "Tokens of programmes",
    of: `t.account_id in ${accounts}`,
    hides: ["token_sha256"],
    order: "t.created_at",
    fate: "goes",
    because: goesWithAccount,
  },
  {
    table: "audit_entry",
    title: "What the person did and what was done to them, by the audit log",
    of: `t.actor in (select a::text from unnest(array${accounts}) as own (a))
      or (regexp_split_to_array(t.object, '[, ]+') && $2::text[] and exists (
        select from unnest(regexp_split_to_array(t.object, '[, ]+')) as named (word)
        where named.word = any($2::text[]) and ${wasTheirs("named.word", "t.at")}))
      or regexp_split_to_array(t.object, '[, ]+') && $1::uuid[]::text[]`,
    hides: ["address", "before", "after", "previous_sha256", "sha256", "salt"],
    order: "t.seq",
    fate: "stripped",
    because:
      "What was done stays, since it shows who acted rightly; who the person was goes from it. The erasure tells which entries it changed.",
  },
  {
    table: "quarantine",
    title: "Messages that could not be taken and name the person",
    of: `exists (
      select from unnest($2::text[]) as known (word)
      where length(known.word) >= ${shortestWord} and (
        position(convert_to(known.word, 'UTF8') in t.payload) > 0 or strpos(t.detail, known.word) > 0)
        and ${wasTheirs("known.word", "t.received_at")})`,
    hides: ["payload_sha256"],
    texts: ["payload"],
    order: "t.seq",
    fate: "stripped",
    because: "That a message came stays, since it is counted; what it said goes.",
  },
  {
    table: "import",
    title: "Imports that told of the person",
    of: says("t.changes::text || t.notes::text || t.questions::text || t.warnings::text"),
    hides: ["content", "changes", "notes", "questions", "warnings", "counts", "fingerprint"],
    order: "t.created_at",
    fate: "stripped",
    because: "That it was applied stays; its file goes, and the person from what it changed.",
  },
];

/** The other tables, each with why nothing of a person is in it. */
export const tablesOfNobody: Readonly<Record<string, string>> = {
  attention_review: "how far the rules have been applied",
  attention_rules: "rules, which name nobody",
  attention_snooze: "what needs a look and was put off: sessions, readers and rooms",
  audit_head: "where the audit log ends",
  change_counter: "numbers",
  class: "teaching",
  clock_correction: "clocks of senders",
  course: "teaching",
  decision_tally: "counts",
  description: "how messages of a sender are read",
  device: "devices",
  device_alive: "devices",
  device_command: "devices",
  device_key: "devices",
  device_note: "devices",
  device_outbox: "devices",
  device_told: "devices",
  erasure: "that somebody was erased, by an id that names nobody",
  feed: "addresses of timetables",
  feed_cursor: "numbers",
  health_due: "devices",
  identity_provider: "where people sign in",
  instance: "the installation",
  institution: "the institution",
  kiosk_decision: "whether kiosks recognise faces",
  news: "what the writer is to read again: ids and keys, which an erasure takes out",
  non_teaching_day: "teaching",
  placement: "where readers hung",
  policy: "rules, which name nobody",
  notification_trouble: "which readers a message tells of",
  reader_move: "devices",
  reader_trouble: "devices",
  retention: "for how long things are kept",
  retention_run: "what was taken after its time: counts",
  room: "rooms",
  room_name: "rooms",
  muster_migration: "the store’s own version",
  sender: "devices",
  sender_boot: "devices",
  session: "teaching",
  session_class: "teaching",
  session_room: "teaching",
  standing_room: "teaching",
  tally: "counts",
  taken_back: "what calendars cancelled",
  term: "teaching",
  wall: "links of screens on walls",
  webhook: "where alerts are sent to",
};
