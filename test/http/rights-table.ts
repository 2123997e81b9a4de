/**
 * What each role may on each route, written down by hand from the rules and not from the code. A letter stands for a
 * role: **a**dministrator, **r**egistrar, **l**ecturer, tu**t**or, **T**echnician, **d**ata protection officer,
 * **A**uditor, **s**tudent. Whoever is in neither list is told that there is nothing.
 */
export interface RightsRow {
  /** Of what is the actor's own: what a lecturer teaches, whom a tutor looks after, the student. */
  readonly own: { readonly pass: string; readonly forbidden?: string };
  /** Of what is somebody else's; the same where nobody has any of their own. */
  readonly foreign?: { readonly pass: string; readonly forbidden?: string };
  /** The address with what is asked for, and the body, where the route's own would not do. */
  readonly ask?: (thing: OneThing) => { readonly path?: string; readonly body?: object };
}

/** What belongs together: of the actor, or of somebody else. */
export interface OneThing {
  readonly session: string;
  readonly class: string;
  readonly student: string;
  /** Student id or user name of the actor, or of somebody else. */
  readonly person: string;
  readonly absence: string;
  readonly calendar: string;
  readonly dispute: string;
}

export const letters = {
  a: "administrator",
  r: "registrar",
  l: "lecturer",
  t: "tutor",
  T: "technician",
  d: "data_protection_officer",
  A: "auditor",
  s: "student",
} as const;

const everybody = { own: { pass: "arltTdAs" } };
const settingsRead = { own: { pass: "adA" } };
const settingsWrite = { own: { pass: "a", forbidden: "dA" } };
const policyRead = { own: { pass: "arltdA" } };
const policyWrite = { own: { pass: "r", forbidden: "altdA" } };
const rosterRead = { own: { pass: "ardA" } };
const rosterWrite = { own: { pass: "r", forbidden: "adA" } };
const roomsRead = { own: { pass: "arlTdA" } };
const office = { own: { pass: "rdA" } };
const alertWrite = { own: { pass: "r", forbidden: "dA" } };
const readerRead = { own: { pass: "arTdA" } };
const readerWrite = { own: { pass: "aT", forbidden: "rdA" } };
const quarantineCount = { own: { pass: "rTdA" } };
const replay = { own: { pass: "rT", forbidden: "dA" } };
const readerPlace = { own: { pass: "rT", forbidden: "adA" } };
const dismiss = { own: { pass: "r", forbidden: "TdA" } };
const registerRead = { own: { pass: "arldA" }, foreign: { pass: "ardA" } };
const registerWrite = {
  own: { pass: "rl", forbidden: "adA" },
  foreign: { pass: "r", forbidden: "adA" },
};
const registerReopen = {
  own: { pass: "r", forbidden: "aldA" },
  foreign: { pass: "r", forbidden: "adA" },
};
const classRead = { own: { pass: "rldA" }, foreign: { pass: "rdA" } };
const studentRead = { own: { pass: "rtdAs" }, foreign: { pass: "rdA" } };
const planning = { own: { pass: "r", forbidden: "aldA" } };
const calendarRead = { own: { pass: "arltdAs" }, foreign: { pass: "ardA" } };
const calendarWrite = {
  own: { pass: "rlts", forbidden: "adA" },
  foreign: { pass: "r", forbidden: "adA" },
};
/** Of oneself, whoever has an account that is somebody; of everybody, who answers for it. */
const fileRead = (file: string): RightsRow => ({
  own: { pass: "ltdAs" },
  foreign: { pass: "dA" },
  ask: ({ person }) => ({ path: `/api/v1/people/${person}/${file}` }),
});
/** Who may see that there are erasures, and make none, is told who could. */
const personErase: RightsRow = {
  own: { pass: "d", forbidden: "A" },
  ask: ({ person }) => ({ path: `/api/v1/people/${person}/erasure`, body: { typed: "", reason: "tried" } }),
};
const privacyRead = { own: { pass: "dA" } };
/** Nobody is asked. */
const open = "open";

export const rightsTable: Readonly<Record<string, RightsRow | typeof open>> = {
  "GET /healthz": open,
  "GET /readyz": open,
  "GET /metrics": readerRead,
  "GET /api/v1/openapi.json": everybody,
  "GET /api/v1/sign-in": open,
  "POST /api/v1/sign-in": open,
  "DELETE /api/v1/sign-in": open,
  "POST /api/v1/sign-in/link": open,
  "POST /api/v1/sign-in/forgotten": open,
  "POST /api/v1/mail-choice": open,
  "POST /api/v1/sign-in/with/:provider": open,
  "GET /sign-in/back/:provider": open,
  "POST /api/v1/sign-in/ended/:provider": open,
  "POST /api/v1/sign-in/passkey/begin": open,
  "POST /api/v1/sign-in/passkey": open,
  "POST /api/v1/set-up": open,
  "GET /api/v1/account": everybody,
  "POST /api/v1/account/password": everybody,
  "POST /api/v1/account/second-factor": everybody,
  "POST /api/v1/account/second-factor/confirm": everybody,
  "POST /api/v1/account/second-factor/remove": everybody,
  "POST /api/v1/account/recovery-codes": everybody,
  "POST /api/v1/account/confirm/with/:provider": everybody,
  "POST /api/v1/account/confirm/passkey/begin": everybody,
  "POST /api/v1/account/confirm/passkey": everybody,
  "POST /api/v1/account/passkeys/begin": everybody,
  "POST /api/v1/account/passkeys": everybody,
  "PATCH /api/v1/account/passkeys/:id": everybody,
  "POST /api/v1/account/passkeys/:id/remove": everybody,
  "DELETE /api/v1/account/sessions": everybody,
  "DELETE /api/v1/account/sessions/:id": everybody,
  "GET /api/v1/account/tokens": everybody,
  "POST /api/v1/account/tokens": everybody,
  "DELETE /api/v1/account/tokens/:id": everybody,
  "GET /api/v1/tokens": settingsRead,
  "DELETE /api/v1/tokens/:id": settingsWrite,
  "GET /api/v1/accounts": settingsRead,
  "POST /api/v1/accounts": settingsWrite,
  "PATCH /api/v1/accounts/:id": settingsWrite,
  "POST /api/v1/accounts/:id/roles": settingsWrite,
  "DELETE /api/v1/accounts/:id/roles/:grant": settingsWrite,
  "POST /api/v1/accounts/:id/disable": settingsWrite,
  "POST /api/v1/accounts/:id/enable": settingsWrite,
  "POST /api/v1/accounts/:id/link": settingsWrite,
  "DELETE /api/v1/accounts/:id/second-factor": settingsWrite,
  "DELETE /api/v1/accounts/:id/passkeys": settingsWrite,
  "GET /api/v1/identity-providers": settingsRead,
  "POST /api/v1/identity-providers": settingsWrite,
  "PUT /api/v1/identity-providers/:id": settingsWrite,
  "DELETE /api/v1/identity-providers/:id": settingsWrite,
  "POST /api/v1/identity-providers/trial": settingsWrite,
  "GET /api/v1/me": everybody,
  "GET /api/v1/live": everybody,
  "GET /api/v1/system": everybody,
  "GET /api/v1/institution": everybody,
  "PATCH /api/v1/institution": settingsWrite,
  "POST /api/v1/institution/first-run": settingsWrite,
  "POST /api/v1/demo/start": settingsWrite,
  "POST /api/v1/demo/end": settingsWrite,
  "POST /api/v1/demo/camera/start": settingsWrite,
  "POST /api/v1/demo/camera/stop": settingsWrite,
  "GET /api/v1/notifications": settingsRead,
  "GET /api/v1/webhooks": settingsRead,
  "POST /api/v1/webhooks": settingsWrite,
  "DELETE /api/v1/webhooks/:id": settingsWrite,

  "GET /api/v1/audit": settingsRead,
  "GET /api/v1/students/:id/looks": {
    own: { pass: "adAs" },
    foreign: { pass: "adA" },
    ask: ({ student }) => ({ path: `/api/v1/students/${student}/looks` }),
  },
  "GET /api/v1/policy/words": { own: { pass: "arltdAs" } },
  "GET /api/v1/policy": policyRead,
  "POST /api/v1/policy/dry-run": policyWrite,
  "POST /api/v1/policy": policyWrite,
  "GET /api/v1/attention-rules": policyRead,
  "PUT /api/v1/attention-rules": policyWrite,

  "GET /api/v1/roster/terms": roomsRead,
  "POST /api/v1/roster/terms": rosterWrite,
  "PATCH /api/v1/roster/terms/:id": rosterWrite,
  "GET /api/v1/roster/non-teaching-days": roomsRead,
  "POST /api/v1/roster/non-teaching-days": rosterWrite,
  "DELETE /api/v1/roster/non-teaching-days/:day": rosterWrite,
  "GET /api/v1/roster/rooms": roomsRead,
  "POST /api/v1/roster/rooms": rosterWrite,
  "PATCH /api/v1/roster/rooms/:id": rosterWrite,
  "GET /api/v1/roster/courses": rosterRead,
  "POST /api/v1/roster/courses": rosterWrite,
  "PATCH /api/v1/roster/courses/:id": rosterWrite,
  "GET /api/v1/roster/classes": rosterRead,
  "POST /api/v1/roster/classes": rosterWrite,
  "PATCH /api/v1/roster/classes/:id": rosterWrite,
  "GET /api/v1/roster/classes/:id/standing-rooms": rosterRead,
  "PUT /api/v1/roster/classes/:id/standing-rooms": rosterWrite,
  "GET /api/v1/roster/students": rosterRead,
  "POST /api/v1/roster/students": rosterWrite,
  "GET /api/v1/roster/staff": rosterRead,
  "POST /api/v1/roster/staff": rosterWrite,
  "GET /api/v1/roster/people/:id": rosterRead,
  "PATCH /api/v1/roster/people/:id": rosterWrite,
  "POST /api/v1/roster/people/:id/identifiers": rosterWrite,
  "GET /api/v1/roster/people/:id/tutees": rosterRead,
  "PUT /api/v1/roster/people/:id/tutees": rosterWrite,
  "POST /api/v1/roster/enrolments": rosterWrite,
  "PATCH /api/v1/roster/enrolments/:id": rosterWrite,
  "GET /api/v1/roster/merges": rosterRead,
  "POST /api/v1/roster/merges": rosterWrite,
  "POST /api/v1/roster/merges/:id/undo": rosterWrite,
  "POST /api/v1/imports": rosterWrite,
  "GET /api/v1/imports": rosterRead,
  "GET /api/v1/imports/:id": rosterRead,
  "GET /api/v1/imports/:id/notes.csv": rosterRead,
  "POST /api/v1/imports/:id/answers": rosterWrite,
  "POST /api/v1/imports/:id/apply": rosterWrite,
  "POST /api/v1/imports/:id/discard": rosterWrite,
  "GET /api/v1/feeds": rosterRead,
  "GET /api/v1/feeds/usual-rule": rosterRead,
  "POST /api/v1/feeds": rosterWrite,
  "POST /api/v1/feeds/:id/poll": rosterWrite,
  "DELETE /api/v1/feeds/:id": rosterWrite,
  "GET /api/v1/people/:id/file": fileRead("file"),
  "GET /api/v1/people/:id/file.json": fileRead("file.json"),
  "GET /api/v1/people/:id/file.pdf": fileRead("file.pdf"),
  "GET /api/v1/people/:id/erasure": personErase,
  "POST /api/v1/people/:id/erasure": personErase,
  "GET /api/v1/privacy/erasures": privacyRead,
  "POST /api/v1/people/:id/requests": {
    own: { pass: "lts", forbidden: "dA" },
    foreign: { pass: "", forbidden: "dA" },
    ask: ({ person }) => ({ path: `/api/v1/people/${person}/requests` }),
  },
  "GET /api/v1/privacy/requests": privacyRead,
  "POST /api/v1/privacy/requests/:id/answer": { own: { pass: "d", forbidden: "A" } },
  "GET /api/v1/privacy/retention": privacyRead,
  "GET /api/v1/privacy/retention/:kind/preview": {
    ...privacyRead,
    ask: () => ({ path: "/api/v1/privacy/retention/payloads/preview?days=35" }),
  },
  "PUT /api/v1/privacy/retention/:kind": { own: { pass: "d", forbidden: "A" } },
  "POST /api/v1/calendar-addresses": {
    ...calendarWrite,
    ask: ({ person }) => ({ body: { person } }),
  },
  "GET /api/v1/calendar-addresses": {
    ...calendarRead,
    ask: ({ person }) => ({ path: `/api/v1/calendar-addresses?person=${person}` }),
  },
  "DELETE /api/v1/calendar-addresses/:id": {
    ...calendarWrite,
    ask: ({ calendar }) => ({ path: `/api/v1/calendar-addresses/${calendar}` }),
  },
  "GET /calendar/:file": open,

  "GET /api/v1/today": rosterRead,
  "GET /api/v1/wall": rosterRead,
  "GET /api/v1/walls": rosterRead,
  "POST /api/v1/walls": { own: { pass: "ar", forbidden: "dA" } },
  "DELETE /api/v1/walls/:id": { own: { pass: "ar", forbidden: "dA" } },
  "GET /api/v1/sessions/:id/code": registerWrite,
  "POST /api/v1/room-codes": open,
  "GET /api/v1/room-codes/seen": open,
  // Whoever is signed in is told whether theirs is a student's account; who may is a student, for themselves.
  "POST /api/v1/room-codes/confirmation": { own: { pass: "s", forbidden: "arltTdA" } },
  "GET /api/v1/rooms": rosterRead,
  "GET /api/v1/sessions": { own: { pass: "arldA" } },
  "POST /api/v1/sessions": planning,
  "POST /api/v1/sessions/series": planning,
  "GET /api/v1/sessions/:id": registerRead,
  "GET /api/v1/sessions/:id/marks/:student": {
    own: { pass: "arltdAs" },
    foreign: { pass: "ardA" },
  },
  "POST /api/v1/sessions/:id/marks/:student": registerWrite,
  "POST /api/v1/sessions/:id/marks/:student/undo": registerWrite,
  "POST /api/v1/sessions/:id/marks": registerWrite,
  "POST /api/v1/sessions/:id/sign-off": registerWrite,
  "POST /api/v1/sessions/:id/unsign": registerWrite,
  "POST /api/v1/sessions/:id/reopen": registerReopen,
  "POST /api/v1/sessions/:id/proposals": registerReopen,
  "POST /api/v1/sessions/:id/cancel": registerWrite,
  "POST /api/v1/sessions/:id/restore": registerWrite,
  "POST /api/v1/sessions/:id/move": registerWrite,
  "POST /api/v1/sessions/:id/students": registerWrite,

  "GET /api/v1/disputes": { own: { pass: "rltAs" } },
  "POST /api/v1/sessions/:id/marks/:student/disputes": {
    own: { pass: "s", forbidden: "arltdA" },
    foreign: { pass: "", forbidden: "ardA" },
  },
  "POST /api/v1/disputes/:id/answer": {
    own: { pass: "rl", forbidden: "tAs" },
    foreign: { pass: "r", forbidden: "A" },
    ask: ({ dispute }) => ({ path: `/api/v1/disputes/${dispute}/answer` }),
  },
  "POST /api/v1/disputes/:id/take-back": {
    own: { pass: "rl", forbidden: "tAs" },
    foreign: { pass: "r", forbidden: "A" },
    ask: ({ dispute }) => ({ path: `/api/v1/disputes/${dispute}/take-back` }),
  },
  "POST /api/v1/disputes/:id/withdraw": {
    own: { pass: "s", forbidden: "rltA" },
    foreign: { pass: "", forbidden: "rA" },
    ask: ({ dispute }) => ({ path: `/api/v1/disputes/${dispute}/withdraw` }),
  },

  "GET /api/v1/students": { own: { pass: "rtdAs" } },
  "GET /api/v1/students/:id": {
    ...studentRead,
    ask: ({ student }) => ({ path: `/api/v1/students/${student}` }),
  },
  "GET /api/v1/students/:id/neighbours": {
    own: { pass: "rtdAs" },
    ask: ({ student }) => ({ path: `/api/v1/students/${student}/neighbours` }),
  },
  "GET /api/v1/tutees": { own: { pass: "t" } },
  "GET /api/v1/people": { own: { pass: "rltdA" }, ask: () => ({ path: "/api/v1/people?search=a" }) },
  "GET /api/v1/people/groups": office,
  "GET /api/v1/classes": { own: { pass: "rldA" } },
  "GET /api/v1/classes/:code": classRead,
  "GET /api/v1/registers/students/:id/figures": {
    ...studentRead,
    ask: ({ student }) => ({ path: `/api/v1/registers/students/${student}/figures` }),
  },
  "GET /api/v1/registers/students/:id/calendar": {
    ...studentRead,
    ask: ({ student }) => ({ path: `/api/v1/registers/students/${student}/calendar` }),
  },
  "GET /api/v1/registers/classes/:code/grid": classRead,
  "GET /api/v1/registers/classes/:code/figures": classRead,
  "GET /api/v1/registers/courses/:code/figures": office,
  "GET /api/v1/registers/cohorts/:code/figures": office,
  "GET /api/v1/registers/institution/figures": office,
  "GET /api/v1/reports/attendance": {
    ...classRead,
    ask: (thing) => ({ path: `/api/v1/reports/attendance?of=class&code=${thing.class}` }),
  },
  "GET /api/v1/alerts": office,
  "POST /api/v1/alerts/:id/acknowledge": alertWrite,
  "GET /api/v1/follow-up": office,
  "POST /api/v1/follow-up/take": alertWrite,
  "POST /api/v1/attention/snooze": alertWrite,

  "GET /api/v1/absences": { own: { pass: "rtdAs" } },
  "POST /api/v1/absences": {
    own: { pass: "rs", forbidden: "tdA" },
    foreign: { pass: "r", forbidden: "dA" },
    // Ends before it begins: whoever may ask is told so, and nothing is stored.
    ask: ({ student }) => ({
      body: {
        student,
        from: "2026-11-10T10:00:00Z",
        to: "2026-11-10T09:00:00Z",
        category: "medical",
        reason: "x",
      },
    }),
  },
  "POST /api/v1/absences/:id": {
    own: { pass: "r", forbidden: "tdAs" },
    foreign: { pass: "r", forbidden: "dA" },
    ask: ({ absence }) => ({ path: `/api/v1/absences/${absence}`, body: { state: "rejected", reason: "x" } }),
  },

  "GET /api/v1/scans": office,
  "GET /api/v1/scans/:id": office,
  "GET /api/v1/locations": readerRead,
  "GET /api/v1/decisions": readerRead,
  "GET /api/v1/quarantine": office,
  "POST /api/v1/quarantine/:id/replay": replay,
  "GET /api/v1/quarantine/groups": quarantineCount,
  "POST /api/v1/quarantine/replay": replay,
  "POST /api/v1/quarantine/dismissals": dismiss,
  "DELETE /api/v1/quarantine/dismissals/:id": dismiss,
  "DELETE /api/v1/quarantine/:id/dismissal": dismiss,
  "GET /api/v1/unread-topics": office,
  "GET /api/v1/clock-corrections": quarantineCount,
  "POST /api/v1/clock-corrections/preview": replay,
  "POST /api/v1/clock-corrections": replay,
  "POST /api/v1/clock-corrections/:id/undo": replay,
  "GET /api/v1/identities/unclaimed": office,
  "GET /api/v1/identities/claims": office,
  "POST /api/v1/identities/claims/preview": rosterWrite,
  "POST /api/v1/identities/claims": rosterWrite,
  "POST /api/v1/identities/claims/:id/preview-undo": rosterWrite,
  "POST /api/v1/identities/claims/:id/undo": rosterWrite,

  "GET /api/v1/senders/:name/placements": readerRead,
  "POST /api/v1/senders/:name/placements/preview": readerPlace,
  "POST /api/v1/senders/:name/placements": readerPlace,
  "POST /api/v1/placements/:id/preview-undo": readerPlace,
  "POST /api/v1/placements/:id/undo": readerPlace,

  "GET /api/v1/monitor": readerRead,
  "GET /api/v1/flow": readerRead,
  "GET /api/v1/senders": readerRead,
  "GET /api/v1/account/reader-mail": readerRead,
  "PUT /api/v1/account/reader-mail": readerRead,
  "GET /api/v1/senders/:name": readerRead,
  "PATCH /api/v1/senders/:name": readerWrite,
  "GET /api/v1/senders/:name/commands": readerRead,
  "POST /api/v1/senders/:name/commands": readerWrite,
  "GET /api/v1/devices": readerRead,
  "GET /api/v1/devices/:name/test": readerRead,
  "POST /api/v1/devices": readerWrite,
  "POST /api/v1/devices/batch": readerWrite,
  "POST /api/v1/devices/batch/preview": readerWrite,
  "POST /api/v1/devices/:name/rotate": readerWrite,
  "POST /api/v1/devices/:name/disable": readerWrite,
  "POST /api/v1/devices/:name/enable": readerWrite,
  "GET /api/v1/descriptions": readerRead,
  "POST /api/v1/descriptions/preview": readerWrite,
  "PUT /api/v1/descriptions/:name": readerWrite,
  "POST /api/v1/descriptions/:name/off": readerWrite,
  "GET /api/v1/kiosk": open,
  "POST /api/v1/kiosk/on": readerWrite,
  "POST /api/v1/kiosk/off": readerWrite,
  "GET /api/v1/kiosk/dpia": readerRead,
  "GET /iclock/cdata": open,
  "POST /iclock/cdata": open,
  "GET /iclock/getrequest": open,
  "POST /iclock/devicecmd": open,
  "POST /hikvision/:name": open,
  "POST /dahua/:name": open,
  "POST /in/*": open,

  ...Object.fromEntries(
    ["csv", "xlsx", "pdf"].map((format) => [
      `GET /api/v1/exports/registers.${format}`,
      {
        ...classRead,
        ask: ({ session }: OneThing) => ({ path: `/api/v1/exports/registers.${format}?session=${session}` }),
      },
    ]),
  ),
  ...Object.fromEntries(
    ["csv", "xlsx"].map((format) => [
      `GET /api/v1/exports/summaries.${format}`,
      {
        ...classRead,
        ask: (thing: OneThing) => ({
          path: `/api/v1/exports/summaries.${format}?of=class&code=${thing.class}`,
        }),
      },
    ]),
  ),
  ...Object.fromEntries(
    ["json", "pdf"].map((format) => [
      `GET /api/v1/exports/students/:id/record.${format}`,
      {
        ...studentRead,
        ask: ({ student }: OneThing) => ({ path: `/api/v1/exports/students/${student}/record.${format}` }),
      },
    ]),
  ),
  "GET /api/v1/exports/xapi": office,
  ...Object.fromEntries(
    [
      "classes",
      "students",
      "enrolments",
      "timetable",
      "terms",
      "non_teaching_days",
      "rooms",
      "courses",
      "staff",
    ].flatMap((file) => [
      [`GET /api/v1/imports/templates/${file}.csv`, rosterRead],
      [`GET /api/v1/exports/roster/${file}.csv`, office],
    ]),
  ),
};
