import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { StandingRoom } from "../../app/facts/fact-transaction.ts";
import { type RosterOffice, writtenInstant } from "../../app/rosters/create-roster-office.ts";
import type { RosterOutcome } from "../../app/rosters/roster-outcome.ts";
import type {
  KnownPerson,
  ListedMerge,
  ListedPerson,
  RosterReader,
} from "../../app/rosters/roster-reader.ts";
import type { StoredMerge, StoredTerm } from "../../app/rosters/roster-transaction.ts";
import { toRoomView } from "../../app/rosters/to-room-view.ts";
import { problem } from "../../contract/http/problem.ts";
import {
  classChange,
  courseChange,
  courseList,
  courseView,
  enrolmentChange,
  mergePage,
  mergeRequest,
  mergeView,
  newClass,
  newCourse,
  newEnrolment,
  newNonTeachingDay,
  newPerson,
  newRoom,
  newTerm,
  nonTeachingDayList,
  nonTeachingDayView,
  personChange,
  personDetail,
  personPage,
  reissueRequest,
  roomChange,
  roomList,
  roomView,
  rosterClassList,
  rosterClassView,
  savedTerm,
  standingRoomChange,
  standingRoomList,
  termChange,
  termList,
} from "../../contract/http/roster.ts";
import { termsInCommon } from "../../domain/timetable/terms-in-common.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";
import { sendRosterRefusal } from "./send-roster-refusal.ts";

export interface RosterParts {
  readonly office: RosterOffice;
  readonly reader: RosterReader;
}

const byId = z.object({ id: z.uuid() });
const root = "/api/v1/roster";
const enrolmentAnswer = newEnrolment.extend({
  id: z.string(),
  past: z
    .object({
      judged: z.int().describe("judged by what is known, as if the student had been expected then"),
      final: z
        .int()
        .describe("left as they are, since their registers are final: what would follow is proposed there"),
    })
    .describe("Sessions of these days that are over already"),
});

const toStanding = (rows: readonly StandingRoom[]): z.infer<typeof standingRoomList> => ({
  standing: rows.map(({ id, room, from, to }) => ({ id, room, from, to })),
});

function toSaved(term: StoredTerm, terms: readonly StoredTerm[]): z.infer<typeof savedTerm> {
  const shares = termsInCommon(terms).filter(({ counts, other }) => [counts.id, other.id].includes(term.id));
  return {
    ...term,
    shares: shares.map(({ from, to, counts, other }) => ({
      from,
      to,
      counts: counts.code,
      other: other.code,
    })),
  };
}

/** Rosters by hand: terms, rooms, courses, classes, people, who is in what, and who is who. */
export function rosterRoutes(plain: FastifyInstance, { office, reader }: RosterParts): void {
  plain.register(async (scope) => {
    const app = scope.withTypeProvider<ZodTypeProvider>();
    const tags = ["roster"];
    const refusals = { 400: problem, 403: problem, 404: problem, 409: problem };

    app.get(
      `${root}/terms`,
      { ...whole("room.read"), schema: { tags, summary: "Terms by code", response: { 200: termList } } },
      async () => ({ terms: [...(await reader.catalogue()).terms] }),
    );
    app.post(
      `${root}/terms`,
      {
        ...whole("roster.write"),
        schema: { tags, summary: "Add a term", body: newTerm, response: { 200: savedTerm, ...refusals } },
      },
      async ({ body }, reply) => {
        const outcome = await office.addTerm(body);
        const { terms } = await reader.catalogue();
        return told(reply, outcome, (term) => toSaved(term, terms));
      },
    );
    app.patch(
      `${root}/terms/:id`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Change a term",
          params: byId,
          body: termChange,
          response: { 200: savedTerm, ...refusals },
        },
      },
      async ({ params, body }, reply) => {
        const outcome = await office.changeTerm(params.id, body);
        const { terms } = await reader.catalogue();
        return told(reply, outcome, (term) => toSaved(term, terms));
      },
    );

    app.get(
      `${root}/non-teaching-days`,
      {
        ...whole("room.read"),
        schema: { tags, summary: "Days without teaching", response: { 200: nonTeachingDayList } },
      },
      async () => ({ days: [...(await reader.catalogue()).nonTeachingDays] }),
    );
    app.post(
      `${root}/non-teaching-days`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Add a day without teaching, or change its title",
          body: newNonTeachingDay,
          response: { 200: nonTeachingDayView, ...refusals },
        },
      },
      async ({ actor, body }, reply) =>
        told(reply, await office.putNonTeachingDay(body, actor), (day) => day),
    );
    app.delete(
      `${root}/non-teaching-days/:day`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Teach on a day after all",
          params: z.object({ day: z.iso.date() }),
          response: { 200: nonTeachingDayView, ...refusals },
        },
      },
      async ({ actor, params }, reply) =>
        told(reply, await office.removeNonTeachingDay(params.day, actor), (day) => day),
    );

    app.get(
      `${root}/rooms`,
      {
        ...whole("room.read"),
        schema: {
          tags,
          summary: "Rooms by code, with the other names they go by",
          response: { 200: roomList },
        },
      },
      async () => ({ rooms: (await reader.catalogue()).rooms.map(toRoomView) }),
    );
    app.post(
      `${root}/rooms`,
      {
        ...whole("roster.write"),
        schema: { tags, summary: "Add a room", body: newRoom, response: { 200: roomView, ...refusals } },
      },
      async ({ body: { aliases, ...room } }, reply) =>
        told(reply, await office.addRoom({ ...room, names: aliases }), toRoomView),
    );
    app.patch(
      `${root}/rooms/:id`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Change a room",
          params: byId,
          body: roomChange,
          response: { 200: roomView, ...refusals },
        },
      },
      async ({ params, body: { aliases, ...room } }, reply) =>
        told(reply, await office.changeRoom(params.id, { ...room, names: aliases }), toRoomView),
    );

    app.get(
      `${root}/courses`,
      {
        ...whole("roster.read"),
        schema: { tags, summary: "Courses by code", response: { 200: courseList } },
      },
      async () => ({ courses: [...(await reader.catalogue()).courses] }),
    );
    app.post(
      `${root}/courses`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Add a course",
          body: newCourse,
          response: { 200: courseView, ...refusals },
        },
      },
      async ({ body }, reply) => told(reply, await office.addCourse(body), (course) => course),
    );
    app.patch(
      `${root}/courses/:id`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Change a course",
          params: byId,
          body: courseChange,
          response: { 200: courseView, ...refusals },
        },
      },
      async ({ params, body }, reply) =>
        told(reply, await office.changeCourse(params.id, body), (course) => course),
    );

    app.get(
      `${root}/classes`,
      {
        ...whole("roster.read"),
        schema: {
          tags,
          summary: "Classes by code, with their course, term and staff",
          response: { 200: rosterClassList },
        },
      },
      async () => ({
        classes: (await reader.catalogue()).classes.map((one) => ({ ...one, staff: [...one.staff] })),
      }),
    );
    app.post(
      `${root}/classes`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Add a class",
          body: newClass,
          response: { 200: rosterClassView, ...refusals },
        },
      },
      async ({ body }, reply) =>
        told(reply, await office.addClass(body), (one) => ({ ...one, staff: [...one.staff] })),
    );
    app.patch(
      `${root}/classes/:id`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Change a class",
          params: byId,
          body: classChange,
          response: { 200: rosterClassView, ...refusals },
        },
      },
      async ({ params, body }, reply) =>
        told(reply, await office.changeClass(params.id, body), (one) => ({ ...one, staff: [...one.staff] })),
    );

    app.get(
      `${root}/classes/:id/standing-rooms`,
      {
        ...whole("roster.read"),
        schema: {
          tags,
          summary: "Where a class stands: on each of these days it has a session of the whole day",
          params: byId,
          response: { 200: standingRoomList },
        },
      },
      async ({ params }) => toStanding(await reader.standingRooms(params.id)),
    );
    app.put(
      `${root}/classes/:id/standing-rooms`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Let a class stand in a room from a day on, or no longer",
          params: byId,
          body: standingRoomChange,
          response: { 200: standingRoomList, ...refusals },
        },
      },
      async ({ actor, params, body }, reply) =>
        told(reply, await office.stand(params.id, body, actor), toStanding),
    );

    const person = async (reply: FastifyReply, id: string) => {
      const known = await reader.person(id);
      return known === null
        ? sendProblem(reply, 404, "Nobody has this id", { detail: `id: ${id}` })
        : toDetail(known);
    };
    for (const [path, kind] of [
      ["students", "student"],
      ["staff", "staff"],
    ] as const) {
      const name = kind === "student" ? "students" : "staff";
      app.get(
        `${root}/${path}`,
        {
          ...whole("roster.read"),
          schema: {
            tags,
            summary: `All ${name} of the roster, by id`,
            querystring: z.object({
              search: z.string().trim().max(100).optional().describe("Part of a name or an identifier"),
              cursor: z.uuid().optional().describe("`next` of the page before"),
              limit: z.coerce.number().int().min(1).max(200).default(50),
            }),
            response: { 200: personPage },
          },
        },
        async ({ query: { search, cursor, limit } }) => {
          const people = await reader.people(kind, search || null, cursor ?? null, limit);
          const last = people.at(-1);
          return { people: people.map(toPerson), next: last && people.length === limit ? last.id : null };
        },
      );
      app.post(
        `${root}/${path}`,
        {
          ...whole("roster.write"),
          schema: {
            tags,
            summary: `Add to the ${name}`,
            body: newPerson,
            response: { 200: personDetail, ...refusals },
          },
        },
        async ({ actor, body: { code, from, ...told } }, reply) => {
          const outcome = await office.addPerson({ ...told, kind }, { code, from }, actor);
          return outcome.kind === "refused"
            ? sendRosterRefusal(reply, outcome.refusal)
            : person(reply, outcome.value.id);
        },
      );
    }
    app.get(
      `${root}/people/:id`,
      {
        ...whole("roster.read"),
        schema: {
          tags,
          summary: "One person, with identifiers and enrolments",
          params: byId,
          response: { 200: personDetail, 404: problem },
        },
      },
      ({ params }, reply) => person(reply, params.id),
    );
    app.patch(
      `${root}/people/:id`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Change a person",
          params: byId,
          body: personChange,
          response: { 200: personDetail, ...refusals },
        },
      },
      async ({ params, body }, reply) => {
        const outcome = await office.changePerson(params.id, body);
        return outcome.kind === "refused"
          ? sendRosterRefusal(reply, outcome.refusal)
          : person(reply, params.id);
      },
    );
    app.post(
      `${root}/people/:id/identifiers`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary:
            "Issue an identifier anew: the old one ends and the new one begins, and scans change hands",
          params: byId,
          body: reissueRequest,
          response: { 200: personDetail, ...refusals },
        },
      },
      async ({ actor, params, body }, reply) => {
        const from = body.from === undefined ? undefined : writtenInstant(body.from);
        const outcome = await office.reissue(params.id, { ...body, ends: body.ends, from }, actor);
        return outcome.kind === "refused"
          ? sendRosterRefusal(reply, outcome.refusal)
          : person(reply, params.id);
      },
    );

    app.post(
      `${root}/enrolments`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Enrol a student in a class",
          body: newEnrolment,
          response: { 200: enrolmentAnswer, ...refusals },
        },
      },
      async ({ actor, body }, reply) => told(reply, await office.enrol(body, actor), (one) => one),
    );
    app.patch(
      `${root}/enrolments/:id`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Change the days of an enrolment, or end it",
          params: byId,
          body: enrolmentChange,
          response: { 200: enrolmentAnswer, ...refusals },
        },
      },
      async ({ actor, params, body }, reply) =>
        told(reply, await office.changeEnrolment(params.id, body, actor), (one) => one),
    );

    app.get(
      `${root}/merges`,
      {
        ...whole("roster.read"),
        schema: {
          tags,
          summary: "Records that were told as one, the newest first",
          querystring: z.object({
            cursor: z.uuid().optional().describe("`next` of the page before"),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: mergePage },
        },
      },
      async ({ query: { cursor, limit } }) => {
        const merges = await reader.merges(cursor ?? null, limit);
        const last = merges.at(-1);
        return { merges: merges.map(toMergeRecord), next: last && merges.length === limit ? last.id : null };
      },
    );
    app.post(
      `${root}/merges`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Tell two records of one person as one",
          body: mergeRequest,
          response: { 200: mergeView, ...refusals },
        },
      },
      async ({ actor, body }, reply) => told(reply, await office.merge(body, actor), toMerge),
    );
    app.post(
      `${root}/merges/:id/undo`,
      {
        ...whole("roster.write"),
        schema: {
          tags,
          summary: "Take a merge back: what moved goes back as it was",
          params: byId,
          response: { 200: mergeView, ...refusals },
        },
      },
      async ({ actor, params }, reply) => told(reply, await office.unmerge(params.id, actor), toMerge),
    );
  });
}

const toPerson = ({ id, kind, code, givenName, familyName, email, cohort }: ListedPerson) => ({
  id,
  kind,
  code,
  givenName,
  familyName,
  email,
  cohort,
});

const toDetail = (person: KnownPerson) => ({
  ...toPerson(person),
  identifiers: person.identifiers.map(({ scheme, value, from, to }) => ({
    scheme,
    value,
    from: from?.toString() ?? null,
    to: to?.toString() ?? null,
  })),
  enrolments: [...person.enrolments],
});

const toMergeRecord = ({ at, undoneAt, ...merge }: ListedMerge) => ({
  ...merge,
  at: at.toString(),
  undoneAt: undoneAt?.toString() ?? null,
});

const toMerge = ({ id, kept, merged, moved, undone }: StoredMerge) => ({
  id,
  kept,
  merged,
  identifiers: moved.identifiers.length,
  enrolments: moved.emptied.length,
  scans: moved.scans.length,
  ended: moved.ended.map(({ scheme, value }) => `${scheme} ${value}`),
  undone,
});

function told<T, View>(
  reply: FastifyReply,
  outcome: RosterOutcome<T>,
  view: (value: T) => View,
): View | FastifyReply {
  return outcome.kind === "refused" ? sendRosterRefusal(reply, outcome.refusal) : view(outcome.value);
}
