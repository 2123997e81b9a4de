import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { type MarkExplanationView, markExplanationView } from "../../../src/contract/http/sessions.ts";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";
import { read } from "../api/call-api.ts";
import { useLiveStore } from "../live/live-context.ts";
import { toldUpTo } from "../live/told-up-to.ts";
import { useView, type View } from "../live/use-view.ts";
import { useIsOneself } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { sessionPath } from "./session-path.ts";

type MarkState = MarkExplanationView & { readonly seq: number };

/** A mark with its reasons, read again when something happens that it may rest on: nothing of what others do. */
export function useMark(session: string, student: string): UseQueryResult<MarkState> {
  const store = useLiveStore();
  const ofStudent = `student:${student}`;
  const isOwn = useIsOneself(student);
  // A stream that asks for what its reader may not see is refused as a whole: nobody reads a register with their own mark.
  const byStudent = useLiveValue(({ shows }) => shows.has(ofStudent)) || isOwn;
  const topic = byStudent ? ofStudent : `session:${session}`;
  const view = useMemo(
    (): View<MarkState> => ({
      key: ["mark", session, student],
      shows: [topic],
      async read(signal) {
        const seq = toldUpTo(store);
        return {
          seq,
          ...(await read(markExplanationView, sessionPath(session, "marks", student), signal)),
        };
      },
      fold: (held, frame) => (concerns(frame, session, student) ? null : { ...held }),
    }),
    [store, session, student, topic],
  );
  return useView(view);
}

const concerns = (frame: ChangesFrame, session: string, student: string): boolean =>
  [...frame.marks, ...frame.attempts, ...frame.scans, ...frame.absences].some(
    (change) => change.student === student,
  ) || frame.sessions.some((change) => change.session === session);
