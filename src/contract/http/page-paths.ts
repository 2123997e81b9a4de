/**
 * The addresses of the pages: the router's and the server's. A part that begins with `$` stands for a name. Anything
 * else that is no file is not found.
 */
export const pagePaths = {
  today: "/",
  wall: "/wall",
  registers: "/registers",
  register: "/registers/$session",
  students: "/students",
  student: "/students/$student",
  classes: "/classes",
  oneClass: "/classes/$code",
  absences: "/absences",
  followUp: "/follow-up",
  rooms: "/rooms",
  room: "/rooms/$code",
  devices: "/devices",
  messages: "/messages",
  scans: "/messages/scans",
  quarantine: "/messages/quarantine",
  flow: "/messages/flow",
  reports: "/reports",
  decisions: "/reports/decisions",
  imports: "/imports",
  feeds: "/imports/feeds",
  oneImport: "/imports/$import",
  policy: "/policy",
  notifications: "/notifications",
  kioskSetup: "/kiosk/setup",
} as const;

/** Addresses of before, each with the one that took its place; what follows the `?` goes along. */
export const movedPages: readonly (readonly [before: string, now: string])[] = [
  ["/sessions", pagePaths.registers],
  ["/sessions/$session", pagePaths.register],
  ["/locations", pagePaths.rooms],
  ["/locations/$code", pagePaths.room],
  ["/senders", pagePaths.devices],
  ["/scans", pagePaths.scans],
  ["/quarantine", pagePaths.quarantine],
  ["/flow", pagePaths.flow],
  ["/insights", pagePaths.decisions],
  ["/alerts", pagePaths.followUp],
  ["/students/$student/calendar", pagePaths.student],
  ["/classes/$code/register", pagePaths.oneClass],
  ["/messages", pagePaths.scans],
  ["/reports", pagePaths.decisions],
];
