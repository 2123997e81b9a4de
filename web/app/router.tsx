import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { alertsSearch } from "./alerts/alerts-search.ts";
import { shownSearch } from "./classes/shown-search.ts";
import { summarySearch } from "./classes/summary-search.ts";
import { importSearch } from "./imports/imports-search.ts";
import { insightsSearch } from "./insights/insights-search.ts";
import { parseSearch, stringifySearch } from "./plain-search.ts";
import { policySearch } from "./policy/policy-search.ts";
import { quarantineSearch } from "./quarantine/quarantine-search.ts";
import { absencesSearch } from "./registers/absences-search.ts";
import { calendarSearch } from "./registers/calendar-search.ts";
import { gridSearch } from "./registers/grid-search.ts";
import { scansSearch } from "./scans/scans-search.ts";
import { sendersSearch } from "./senders/senders-search.ts";
import { registerSearch } from "./sessions/register-search.ts";
import { sessionsSearch } from "./sessions/sessions-search.ts";
import { NotFound } from "./shell/not-found.tsx";
import { PageSkeleton } from "./shell/page-skeleton.tsx";
import { PageTrouble } from "./shell/page-trouble.tsx";
import { Shell } from "./shell/shell.tsx";
import { studentListSearch } from "./students/student-list-search.ts";

const root = createRootRoute({ component: Shell });

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./overview/overview-page.tsx"), "OverviewPage"),
});

const flow = createRoute({
  getParentRoute: () => root,
  path: "/flow",
  component: lazyRouteComponent(() => import("./flow/flow-page.tsx"), "FlowPage"),
});

const students = createRoute({
  getParentRoute: () => root,
  path: "/students",
  validateSearch: studentListSearch,
  component: lazyRouteComponent(() => import("./students/students-page.tsx"), "StudentsPage"),
});

const student = createRoute({
  getParentRoute: () => root,
  path: "/students/$student",
  // The list that the student was opened from, for going on to the next one.
  validateSearch: studentListSearch,
  component: lazyRouteComponent(() => import("./student/student-page.tsx"), "StudentPage"),
});

const classes = createRoute({
  getParentRoute: () => root,
  path: "/classes",
  validateSearch: summarySearch,
  component: lazyRouteComponent(() => import("./classes/classes-page.tsx"), "ClassesPage"),
});

const oneClass = createRoute({
  getParentRoute: () => root,
  path: "/classes/$code",
  validateSearch: shownSearch,
  component: lazyRouteComponent(() => import("./classes/class-page.tsx"), "ClassPage"),
});

const locations = createRoute({
  getParentRoute: () => root,
  path: "/locations",
  validateSearch: summarySearch,
  component: lazyRouteComponent(() => import("./locations/locations-page.tsx"), "LocationsPage"),
});

const location = createRoute({
  getParentRoute: () => root,
  path: "/locations/$location",
  validateSearch: shownSearch,
  component: lazyRouteComponent(() => import("./locations/location-page.tsx"), "LocationPage"),
});

const scans = createRoute({
  getParentRoute: () => root,
  path: "/scans",
  validateSearch: scansSearch,
  component: lazyRouteComponent(() => import("./scans/scans-page.tsx"), "ScansPage"),
});

const insights = createRoute({
  getParentRoute: () => root,
  path: "/insights",
  validateSearch: insightsSearch,
  component: lazyRouteComponent(() => import("./insights/insights-page.tsx"), "InsightsPage"),
});

const quarantine = createRoute({
  getParentRoute: () => root,
  path: "/quarantine",
  validateSearch: quarantineSearch,
  component: lazyRouteComponent(() => import("./quarantine/quarantine-page.tsx"), "QuarantinePage"),
});

const senders = createRoute({
  getParentRoute: () => root,
  path: "/senders",
  validateSearch: sendersSearch,
  component: lazyRouteComponent(() => import("./senders/senders-page.tsx"), "SendersPage"),
});

const kioskSetup = createRoute({
  getParentRoute: () => root,
  path: "/kiosk/setup",
  component: lazyRouteComponent(() => import("./kiosk/kiosk-setup-page.tsx"), "KioskSetupPage"),
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import("./sessions/sessions-page.tsx"), "SessionsPage"),
});

const register = createRoute({
  getParentRoute: () => root,
  path: "/sessions/$session",
  validateSearch: registerSearch,
  component: lazyRouteComponent(() => import("./sessions/register-page.tsx"), "RegisterPage"),
});

const studentCalendar = createRoute({
  getParentRoute: () => root,
  path: "/students/$student/calendar",
  validateSearch: calendarSearch,
  component: lazyRouteComponent(() => import("./registers/student-calendar-page.tsx"), "StudentCalendarPage"),
});

const classRegister = createRoute({
  getParentRoute: () => root,
  path: "/classes/$code/register",
  validateSearch: gridSearch,
  component: lazyRouteComponent(() => import("./registers/class-register-page.tsx"), "ClassRegisterPage"),
});

const absences = createRoute({
  getParentRoute: () => root,
  path: "/absences",
  validateSearch: absencesSearch,
  component: lazyRouteComponent(() => import("./registers/absences-page.tsx"), "AbsencesPage"),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: "/imports",
  component: lazyRouteComponent(() => import("./imports/imports-page.tsx"), "ImportsPage"),
});

const feeds = createRoute({
  getParentRoute: () => root,
  path: "/imports/feeds",
  component: lazyRouteComponent(() => import("./imports/feeds-page.tsx"), "FeedsPage"),
});

const oneImport = createRoute({
  getParentRoute: () => root,
  path: "/imports/$import",
  validateSearch: importSearch,
  component: lazyRouteComponent(() => import("./imports/import-page.tsx"), "ImportPage"),
});

const policy = createRoute({
  getParentRoute: () => root,
  path: "/policy",
  validateSearch: policySearch,
  component: lazyRouteComponent(() => import("./policy/policy-page.tsx"), "PolicyPage"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  validateSearch: alertsSearch,
  component: lazyRouteComponent(() => import("./alerts/alerts-page.tsx"), "AlertsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    students,
    student,
    classes,
    oneClass,
    locations,
    location,
    scans,
    flow,
    insights,
    quarantine,
    senders,
    kioskSetup,
    sessions,
    register,
    studentCalendar,
    classRegister,
    absences,
    imports,
    feeds,
    oneImport,
    policy,
    alerts,
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
