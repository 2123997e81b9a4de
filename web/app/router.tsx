import { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { pagePaths } from "../../src/contract/http/page-paths.ts";
import { absencesSearch } from "./absences/absences-search.ts";
import { auditSearch } from "./audit/audit-search.ts";
import { classSearch } from "./classes/class-search.ts";
import { classesSearch } from "./classes/classes-search.ts";
import { shownSearch } from "./classes/shown-search.ts";
import { decisionsSearch } from "./decisions/decisions-search.ts";
import { devicesSearch } from "./devices/devices-search.ts";
import { disputesSearch } from "./disputes/disputes-search.ts";
import { followUpSearch } from "./follow-up/follow-up-search.ts";
import { importSearch } from "./imports/imports-search.ts";
import { firstPage, mayGo } from "./me/first-page.ts";
import { meQuery } from "./me/use-me.ts";
import { notificationsSearch } from "./notifications/notifications-search.ts";
import { parseSearch, stringifySearch } from "./plain-search.ts";
import { policySearch } from "./policy/policy-search.ts";
import { quarantineSearch } from "./quarantine/quarantine-search.ts";
import { newSessionSearch } from "./registers/new-session-search.ts";
import { registerSearch } from "./registers/register-search.ts";
import { sessionsSearch } from "./registers/sessions-search.ts";
import { reportsSearch } from "./reports/reports-search.ts";
import { codeSearch } from "./room-codes/code-search.ts";
import { roomsSearch } from "./rooms/rooms-search.ts";
import { scansSearch } from "./scans/scans-search.ts";
import { peopleSearch } from "./school/people-search.ts";
import { roomsRecordSearch } from "./school/rooms-record-search.ts";
import { addSearch, termsSearch } from "./school/school-search.ts";
import { NotFound } from "./shell/not-found.tsx";
import { PageSkeleton } from "./shell/page-skeleton.tsx";
import { PageTrouble } from "./shell/page-trouble.tsx";
import { Shell } from "./shell/shell.tsx";
import { studentListSearch } from "./students/student-list-search.ts";
import { studentSearch } from "./students/student-search.ts";

const root = createRootRouteWithContext<{ readonly queries: QueryClient }>()({ component: Shell });

const today = createRoute({
  getParentRoute: () => root,
  path: pagePaths.today,
  // Whoever opens the product begins at their own work; Today stays where it is for whoever goes there.
  async beforeLoad({ context: { queries } }) {
    const opening = router.state.resolvedLocation === undefined;
    const me = await queries.ensureQueryData({ ...meQuery, retry: false }).catch(() => null);
    if (me === null) return;
    const first = firstPage(me);
    if (first !== pagePaths.today && (opening || !mayGo(me, pagePaths.today)))
      redirect({ href: first, throw: true });
  },
  component: lazyRouteComponent(() => import("./today/today-page.tsx"), "TodayPage"),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: pagePaths.wall,
  component: lazyRouteComponent(() => import("./walls/wall-page.tsx"), "WallPage"),
});

const flow = createRoute({
  getParentRoute: () => root,
  path: pagePaths.flow,
  component: lazyRouteComponent(() => import("./flow/flow-page.tsx"), "FlowPage"),
});

const tutees = createRoute({
  getParentRoute: () => root,
  path: pagePaths.tutees,
  component: lazyRouteComponent(() => import("./tutees/tutees-page.tsx"), "TuteesPage"),
});

const students = createRoute({
  getParentRoute: () => root,
  path: pagePaths.students,
  validateSearch: studentListSearch,
  component: lazyRouteComponent(() => import("./students/students-page.tsx"), "StudentsPage"),
});

const student = createRoute({
  getParentRoute: () => root,
  path: pagePaths.student,
  // The list that the student was opened from, for going on to the next one.
  validateSearch: studentSearch,
  component: lazyRouteComponent(() => import("./students/student-page.tsx"), "StudentPage"),
});

const classes = createRoute({
  getParentRoute: () => root,
  path: pagePaths.classes,
  validateSearch: classesSearch,
  component: lazyRouteComponent(() => import("./classes/classes-page.tsx"), "ClassesPage"),
});

const oneClass = createRoute({
  getParentRoute: () => root,
  path: pagePaths.oneClass,
  validateSearch: classSearch,
  component: lazyRouteComponent(() => import("./classes/class-page.tsx"), "ClassPage"),
});

const rooms = createRoute({
  getParentRoute: () => root,
  path: pagePaths.rooms,
  validateSearch: roomsSearch,
  component: lazyRouteComponent(() => import("./rooms/rooms-page.tsx"), "RoomsPage"),
});

const room = createRoute({
  getParentRoute: () => root,
  path: pagePaths.room,
  validateSearch: shownSearch,
  component: lazyRouteComponent(() => import("./rooms/room-page.tsx"), "RoomPage"),
});

// The first part of a group stands for the group.
const messages = createRoute({
  getParentRoute: () => root,
  path: pagePaths.messages,
  beforeLoad: () => redirect({ to: pagePaths.scans, throw: true }),
});

const scans = createRoute({
  getParentRoute: () => root,
  path: pagePaths.scans,
  validateSearch: scansSearch,
  component: lazyRouteComponent(() => import("./scans/scans-page.tsx"), "ScansPage"),
});

const reports = createRoute({
  getParentRoute: () => root,
  path: pagePaths.reports,
  validateSearch: reportsSearch,
  component: lazyRouteComponent(() => import("./reports/attendance-report-page.tsx"), "AttendanceReportPage"),
});

const decisions = createRoute({
  getParentRoute: () => root,
  path: pagePaths.decisions,
  validateSearch: decisionsSearch,
  component: lazyRouteComponent(() => import("./decisions/decisions-page.tsx"), "DecisionsPage"),
});

const quarantine = createRoute({
  getParentRoute: () => root,
  path: pagePaths.quarantine,
  validateSearch: quarantineSearch,
  component: lazyRouteComponent(() => import("./quarantine/quarantine-page.tsx"), "QuarantinePage"),
});

const unclaimed = createRoute({
  getParentRoute: () => root,
  path: pagePaths.unclaimed,
  component: lazyRouteComponent(() => import("./identities/unclaimed-page.tsx"), "UnclaimedPage"),
});

const devices = createRoute({
  getParentRoute: () => root,
  path: pagePaths.devices,
  validateSearch: devicesSearch,
  component: lazyRouteComponent(() => import("./devices/devices-page.tsx"), "DevicesPage"),
});

const device = createRoute({
  getParentRoute: () => root,
  path: pagePaths.device,
  component: lazyRouteComponent(() => import("./devices/device-page.tsx"), "DevicePage"),
});

const kioskSetup = createRoute({
  getParentRoute: () => root,
  path: pagePaths.kioskSetup,
  component: lazyRouteComponent(() => import("./kiosk/kiosk-setup-page.tsx"), "KioskSetupPage"),
});

const registers = createRoute({
  getParentRoute: () => root,
  path: pagePaths.registers,
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import("./registers/registers-now-page.tsx"), "RegistersNowPage"),
});

const registersToSign = createRoute({
  getParentRoute: () => root,
  path: pagePaths.registersToSign,
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import("./registers/register-queue-page.tsx"), "RegistersToSignPage"),
});

const registersToReview = createRoute({
  getParentRoute: () => root,
  path: pagePaths.registersToReview,
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import("./registers/register-queue-page.tsx"), "RegistersToReviewPage"),
});

const registersDay = createRoute({
  getParentRoute: () => root,
  path: pagePaths.registersDay,
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import("./registers/registers-day-page.tsx"), "RegistersDayPage"),
});

const registersWeek = createRoute({
  getParentRoute: () => root,
  path: pagePaths.registersWeek,
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import("./registers/registers-week-page.tsx"), "RegistersWeekPage"),
});

const newSession = createRoute({
  getParentRoute: () => root,
  path: pagePaths.newSession,
  validateSearch: newSessionSearch,
  component: lazyRouteComponent(() => import("./registers/new-session-page.tsx"), "NewSessionPage"),
});

const register = createRoute({
  getParentRoute: () => root,
  path: pagePaths.register,
  validateSearch: registerSearch,
  component: lazyRouteComponent(() => import("./registers/register-page.tsx"), "RegisterPage"),
});

const registerCode = createRoute({
  getParentRoute: () => root,
  path: pagePaths.registerCode,
  validateSearch: codeSearch,
  component: lazyRouteComponent(() => import("./room-codes/code-page.tsx"), "CodePage"),
});

const here = createRoute({
  getParentRoute: () => root,
  path: pagePaths.here,
  component: lazyRouteComponent(() => import("./room-codes/here-page.tsx"), "HerePage"),
});

const absences = createRoute({
  getParentRoute: () => root,
  path: pagePaths.absences,
  validateSearch: absencesSearch,
  component: lazyRouteComponent(() => import("./absences/absences-page.tsx"), "AbsencesPage"),
});

const disputes = createRoute({
  getParentRoute: () => root,
  path: pagePaths.disputes,
  validateSearch: disputesSearch,
  component: lazyRouteComponent(() => import("./disputes/disputes-page.tsx"), "DisputesPage"),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: pagePaths.audit,
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("./audit/audit-page.tsx"), "AuditPage"),
});

const firstRun = createRoute({
  getParentRoute: () => root,
  path: pagePaths.firstRun,
  component: lazyRouteComponent(() => import("./first-run/first-run-page.tsx"), "FirstRunPage"),
});

const school = createRoute({
  getParentRoute: () => root,
  path: pagePaths.school,
  validateSearch: termsSearch,
  component: lazyRouteComponent(() => import("./school/terms-page.tsx"), "TermsPage"),
});

const schoolRooms = createRoute({
  getParentRoute: () => root,
  path: pagePaths.schoolRooms,
  validateSearch: roomsRecordSearch,
  component: lazyRouteComponent(() => import("./school/rooms-record-page.tsx"), "RoomsRecordPage"),
});

const schoolCourses = createRoute({
  getParentRoute: () => root,
  path: pagePaths.schoolCourses,
  validateSearch: addSearch,
  component: lazyRouteComponent(() => import("./school/courses-page.tsx"), "CoursesPage"),
});

const schoolClasses = createRoute({
  getParentRoute: () => root,
  path: pagePaths.schoolClasses,
  validateSearch: addSearch,
  component: lazyRouteComponent(() => import("./school/classes-record-page.tsx"), "ClassesRecordPage"),
});

const schoolPeople = createRoute({
  getParentRoute: () => root,
  path: pagePaths.schoolPeople,
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import("./school/people-page.tsx"), "PeoplePage"),
});

const schoolWalls = createRoute({
  getParentRoute: () => root,
  path: pagePaths.schoolWalls,
  component: lazyRouteComponent(() => import("./walls/walls-page.tsx"), "WallsPage"),
});

const schoolPerson = createRoute({
  getParentRoute: () => root,
  path: pagePaths.schoolPerson,
  component: lazyRouteComponent(() => import("./school/person-page.tsx"), "PersonPage"),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: pagePaths.imports,
  component: lazyRouteComponent(() => import("./imports/imports-page.tsx"), "ImportsPage"),
});

const feeds = createRoute({
  getParentRoute: () => root,
  path: pagePaths.feeds,
  component: lazyRouteComponent(() => import("./imports/feeds-page.tsx"), "FeedsPage"),
});

const oneImport = createRoute({
  getParentRoute: () => root,
  path: pagePaths.oneImport,
  validateSearch: importSearch,
  component: lazyRouteComponent(() => import("./imports/import-page.tsx"), "ImportPage"),
});

const policy = createRoute({
  getParentRoute: () => root,
  path: pagePaths.policy,
  validateSearch: policySearch,
  component: lazyRouteComponent(() => import("./policy/policy-page.tsx"), "PolicyPage"),
});

const personFile = createRoute({
  getParentRoute: () => root,
  path: pagePaths.personFile,
  component: lazyRouteComponent(() => import("./privacy/person-file-page.tsx"), "PersonFilePage"),
});

const privacy = createRoute({
  getParentRoute: () => root,
  path: pagePaths.privacy,
  component: lazyRouteComponent(() => import("./privacy/privacy-page.tsx"), "PrivacyPage"),
});

const followUp = createRoute({
  getParentRoute: () => root,
  path: pagePaths.followUp,
  validateSearch: followUpSearch,
  component: lazyRouteComponent(() => import("./follow-up/follow-up-page.tsx"), "FollowUpPage"),
});

const notifications = createRoute({
  getParentRoute: () => root,
  path: pagePaths.notifications,
  validateSearch: notificationsSearch,
  component: lazyRouteComponent(() => import("./notifications/notifications-page.tsx"), "NotificationsPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: pagePaths.signIn,
  component: lazyRouteComponent(() => import("./accounts/sign-in-page.tsx"), "SignInPage"),
});

const mailChoice = createRoute({
  getParentRoute: () => root,
  path: pagePaths.mailChoice,
  component: lazyRouteComponent(() => import("./notifications/mail-choice-page.tsx"), "MailChoicePage"),
});
const signInLink = createRoute({
  getParentRoute: () => root,
  path: pagePaths.signInLink,
  component: lazyRouteComponent(() => import("./accounts/link-page.tsx"), "LinkPage"),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: pagePaths.setUp,
  component: lazyRouteComponent(() => import("./accounts/set-up-page.tsx"), "SetUpPage"),
});

const account = createRoute({
  getParentRoute: () => root,
  path: pagePaths.account,
  component: lazyRouteComponent(() => import("./accounts/account-page.tsx"), "AccountPage"),
});

const accounts = createRoute({
  getParentRoute: () => root,
  path: pagePaths.accounts,
  component: lazyRouteComponent(() => import("./accounts/accounts-page.tsx"), "AccountsPage"),
});

export const router = createRouter({
  // Given by whoever shows it, before anything is opened.
  context: { queries: new QueryClient() },
  routeTree: root.addChildren([
    today,
    wall,
    tutees,
    students,
    student,
    classes,
    oneClass,
    rooms,
    room,
    messages,
    scans,
    flow,
    reports,
    decisions,
    quarantine,
    unclaimed,
    devices,
    device,
    kioskSetup,
    registers,
    registersToSign,
    registersToReview,
    registersDay,
    registersWeek,
    newSession,
    register,
    registerCode,
    here,
    absences,
    disputes,
    audit,
    firstRun,
    school,
    schoolRooms,
    schoolCourses,
    schoolClasses,
    schoolPeople,
    schoolPerson,
    schoolWalls,
    imports,
    feeds,
    oneImport,
    policy,
    privacy,
    personFile,
    followUp,
    notifications,
    signIn,
    signInLink,
    mailChoice,
    setUp,
    account,
    accounts,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageTrouble,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
  scrollToTopSelectors: ["#main"],
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
