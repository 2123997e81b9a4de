import type { FastifyInstance } from "fastify";
import type { Classes } from "../../app/classes/create-classes.ts";
import type { Feeds } from "../../app/imports/calendar/create-feeds.ts";
import type { Policies } from "../../app/policy/create-policies.ts";
import type { Tutoring } from "../../app/rights/create-tutoring.ts";
import type { Students } from "../../app/students/create-students.ts";
import { type AlertParts, alertRoutes } from "./alert-routes.ts";
import { classRoutes } from "./class-routes.ts";
import { type DisputeParts, disputeRoutes } from "./dispute-routes.ts";
import { type ErasureParts, erasureRoutes } from "./erasure-routes.ts";
import { type ExportParts, exportRoutes } from "./export-routes.ts";
import { feedRoutes } from "./feed-routes.ts";
import { type FiguresRouteParts, figuresRoutes } from "./figures-routes.ts";
import { type ImportParts, importRoutes } from "./import-routes.ts";
import { type PersonFileParts, personFileRoutes } from "./person-file-routes.ts";
import { policyRoutes } from "./policy-routes.ts";
import { type PrivacyRequestParts, privacyRequestRoutes } from "./privacy-request-routes.ts";
import { privacyRoutes, type RetentionParts } from "./privacy-routes.ts";
import { type RosterParts, rosterRoutes } from "./roster-routes.ts";
import { type SessionParts, sessionRoutes } from "./session-routes.ts";
import { studentRoutes } from "./student-routes.ts";
import { tutoringRoutes } from "./tutoring-routes.ts";

/** What answers for rosters, timetables, registers and what follows from them. */
export interface TimetableParts
  extends SessionParts,
    FiguresRouteParts,
    ImportParts,
    RosterParts,
    AlertParts,
    DisputeParts {
  readonly students: Students;
  readonly classes: Classes;
  readonly tutoring: Tutoring;
  readonly feeds: Feeds;
  readonly policies: Policies;
  readonly exports: ExportParts;
  readonly privacy: PersonFileParts & ErasureParts & RetentionParts & PrivacyRequestParts;
}

/** Rosters, timetables, registers, figures, policy, alerts, and what goes out. */
export function timetableRoutes(routes: FastifyInstance, parts: TimetableParts): void {
  sessionRoutes(routes, parts);
  disputeRoutes(routes, parts);
  figuresRoutes(routes, parts);
  studentRoutes(routes, parts.students);
  classRoutes(routes, parts.classes);
  policyRoutes(routes, parts.policies);
  importRoutes(routes, parts);
  rosterRoutes(routes, parts);
  tutoringRoutes(routes, parts);
  feedRoutes(routes, parts);
  alertRoutes(routes, parts);
  exportRoutes(routes, parts.exports);
  personFileRoutes(routes, parts.privacy);
  erasureRoutes(routes, parts.privacy);
  privacyRoutes(routes, parts.privacy);
  privacyRequestRoutes(routes, parts.privacy);
}
