import { useQuery } from "@tanstack/react-query";
import {
  courseList,
  nonTeachingDayList,
  personPage,
  roomList,
  rosterClassList,
  termList,
} from "../../../src/contract/http/roster.ts";
import { read } from "../api/call-api.ts";

/** What an institution consists of but for its students, as it is read for forms and lists. */
export const catalogueKey = ["roster"] as const;

export const useRooms = () =>
  useQuery({
    queryKey: [...catalogueKey, "rooms"],
    queryFn: async ({ signal }) => (await read(roomList, "roster/rooms", signal)).rooms,
  });

export const useRosterClasses = () =>
  useQuery({
    queryKey: [...catalogueKey, "classes"],
    queryFn: async ({ signal }) => (await read(rosterClassList, "roster/classes", signal)).classes,
  });

export const useCourses = () =>
  useQuery({
    queryKey: [...catalogueKey, "courses"],
    queryFn: async ({ signal }) => (await read(courseList, "roster/courses", signal)).courses,
  });

export const useTerms = () =>
  useQuery({
    queryKey: [...catalogueKey, "terms"],
    queryFn: async ({ signal }) => (await read(termList, "roster/terms", signal)).terms,
  });

export const useNonTeachingDays = () =>
  useQuery({
    queryKey: [...catalogueKey, "days"],
    queryFn: async ({ signal }) => (await read(nonTeachingDayList, "roster/non-teaching-days", signal)).days,
  });

const staffAtOnce = 200;
const mostStaffPages = 20;

/** All members of staff; some thousand at most. */
export const useStaff = () =>
  useQuery({
    queryKey: [...catalogueKey, "staff"],
    queryFn: async ({ signal }) => {
      const people = [];
      let cursor: string | null = null;
      for (let page = 0; page < mostStaffPages; page += 1) {
        const parameters = new URLSearchParams({ limit: String(staffAtOnce) });
        if (cursor !== null) parameters.set("cursor", cursor);
        const answer = await read(personPage, `roster/staff?${parameters}`, signal);
        people.push(...answer.people);
        cursor = answer.next;
        if (cursor === null) break;
      }
      return people;
    },
  });
