import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { studentCalendar, studentFiguresView } from "../../../src/contract/http/figures.ts";
import { studentDetail } from "../../../src/contract/http/students.ts";
import { read } from "../api/call-api.ts";
import { useLiveStore } from "../live/live-context.ts";
import { toldUpTo } from "../live/told-up-to.ts";
import { useView, type View } from "../live/use-view.ts";
import { useClockTurn } from "../registers/use-clock-turn.ts";
import { foldStudent, foldStudentDays, type StudentDays, type StudentState } from "./fold-student.ts";

const none: readonly string[] = [];
const pathOf = (student: string): string => `registers/students/${encodeURIComponent(student)}`;
const ofDays = (from: string, to: string): string => `calendar?${new URLSearchParams({ from, to })}`;

/** A student as the page shows it, by every scan and by the turns of the clock. */
export function useStudent(student: string): UseQueryResult<StudentState> {
  const store = useLiveStore();
  const view = useMemo(
    (): View<StudentState> => ({
      key: ["student", student],
      shows: [`student:${student}`],
      async read(signal) {
        const seq = toldUpTo(store);
        const detail = await read(studentDetail, `students/${encodeURIComponent(student)}`, signal);
        const [figures, { sessions: today }] = await Promise.all([
          read(studentFiguresView, `${pathOf(student)}/figures`, signal),
          read(studentCalendar, `${pathOf(student)}/${ofDays(detail.day, detail.day)}`, signal),
        ]);
        return { seq, detail, figures, today };
      },
      fold: foldStudent,
    }),
    [store, student],
  );
  const query = useView(view);
  const seats = query.data?.detail.today;
  const turns = useMemo(() => seats?.flatMap(({ start, end }) => [start, end]) ?? none, [seats]);
  useClockTurn(turns, () => void query.refetch());
  return query;
}

/** Some days of a student, both inclusive, with the marks as they stand. */
export function useStudentDays(student: string, from: string, to: string): UseQueryResult<StudentDays> {
  const store = useLiveStore();
  const view = useMemo(
    (): View<StudentDays> => ({
      key: ["student", student, from, to],
      shows: [`student:${student}`],
      async read(signal) {
        const seq = toldUpTo(store);
        return { seq, ...(await read(studentCalendar, `${pathOf(student)}/${ofDays(from, to)}`, signal)) };
      },
      fold: foldStudentDays,
    }),
    [store, student, from, to],
  );
  return useView(view);
}
