import { getRouteApi } from "@tanstack/react-router";
import { groupFiguresView } from "../../../src/contract/http/figures.ts";
import { writeDay } from "../../time/write-day.ts";
import { Panel } from "../../ui/panel.tsx";
import { read } from "../api/call-api.ts";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useSurelyMay } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { DayPicker } from "./day-picker.tsx";
import { NoSessions } from "./no-sessions.tsx";
import { readSessions } from "./read-sessions.ts";
import { RegistersFrame } from "./registers-frame.tsx";
import { SessionTable } from "./session-table.tsx";

const route = getRouteApi("/registers/day");
const everyMs = 15_000;

/** All sessions of a day in the order of time, with their sums and the day's rate. */
export function RegistersDayPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const day = search.day ?? today;
  const clock = useServerNow(everyMs);
  const query = useLiveQuery(["sessions", day], (signal) => readSessions(day, day, signal));
  const maySeeFigures = useSurelyMay("figures.read");
  const figures = useLiveQuery(["figures", "institution", day, String(maySeeFigures)], async (signal) =>
    maySeeFigures
      ? read(groupFiguresView, `registers/institution/figures?from=${day}&to=${day}`, signal)
      : null,
  );
  const data = query.data?.from === day ? query.data : undefined;
  const rate = figures.data;
  return (
    <RegistersFrame
      title="Day"
      note={
        <>
          {day === today && "Today, "}
          {writeDay(day)}
          {rate !== undefined && rate !== null && rate.percent !== null && ` · ${rate.sum}`}
        </>
      }
      days={
        <DayPicker
          day={day}
          today={today}
          onChange={(chosen) =>
            void navigate({ search: { ...search, day: chosen === today ? undefined : chosen } })
          }
        />
      }
      query={{ data, error: query.error, refetch: query.refetch }}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: isSameStep(search, next) })}
      empty={<NoSessions today={day === today} />}
    >
      {(sessions) => (
        <Panel title="Sessions" note={sessions.length} className="shrink-0">
          <SessionTable caption="The sessions of the day" sessions={sessions} now={clock} totals />
        </Panel>
      )}
    </RegistersFrame>
  );
}
