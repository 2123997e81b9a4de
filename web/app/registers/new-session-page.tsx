import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { sessionSeriesAnswer } from "../../../src/contract/http/sessions.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { NamesField } from "../../ui/names-field.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ApiFault, post } from "../api/call-api.ts";
import {
  useNonTeachingDays,
  useRooms,
  useRosterClasses,
  useStaff,
  useTerms,
} from "../school/use-catalogue.ts";
import { writeName } from "../school/write-name.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { RegisterParts } from "./register-parts.tsx";
import { timesOfSeries, weekdayOf } from "./times-of-series.ts";

const route = getRouteApi("/registers/new");
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const modes = [
  { value: "in_person", word: "In the room" },
  { value: "hybrid", word: "In the room and remote" },
  { value: "remote", word: "Remote" },
] as const;
const intervals = [
  { value: "1", word: "Every week" },
  { value: "2", word: "Every second week" },
  { value: "3", word: "Every third week" },
  { value: "4", word: "Every fourth week" },
] as const;

/** Plans a session that no timetable has, or a series of them, and shows each before it is planned. */
export function NewSessionPage() {
  const begun = route.useSearch();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const client = useQueryClient();
  const rooms = useRooms();
  const classes = useRosterClasses();
  const staff = useStaff();
  const free = useNonTeachingDays();
  const terms = useTerms();
  const [chosenClasses, setClasses] = useState<readonly string[]>(
    begun.class === undefined ? [] : [begun.class],
  );
  const [chosenRooms, setRooms] = useState<readonly string[]>(begun.room === undefined ? [] : [begun.room]);
  const [chosenStaff, setStaff] = useState<readonly string[]>([]);
  const [day, setDay] = useState(begun.day ?? today);
  const [from, setFrom] = useState("09:00");
  const [to, setTo] = useState("10:00");
  const [title, setTitle] = useState("");
  const [sort, setSort] = useState("");
  const [mode, setMode] = useState<(typeof modes)[number]["value"]>("in_person");
  const [weight, setWeight] = useState("1");
  const [required, setRequired] = useState(true);
  const [repeats, setRepeats] = useState(false);
  const [alsoOn, setAlsoOn] = useState<readonly number[]>([]);
  const [every, setEvery] = useState<(typeof intervals)[number]["value"]>("1");
  const term = (terms.data ?? []).find((one) => one.from <= day && day <= one.to);
  const [until, setUntil] = useState<string | null>(null);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  /** What the class does already at one of the times; null while nothing has to be asked. */
  const [there, setThere] = useState<ApiFault["errors"][number] | null>(null);
  const [planned, setPlanned] = useState<readonly string[] | null>(null);

  const last = until ?? term?.to ?? day;
  const times = timesOfSeries(
    { day, from, to, weekdays: alsoOn, until: repeats ? last : null, everyWeeks: Number(every) },
    timeZone,
    new Map((free.data ?? []).map((one) => [one.day, one.title])),
  );
  // One that is asked for by its day alone is meant, also on a day without teaching.
  const wanted = times.filter((time) => (!repeats || time.free === null) && !leftOut.has(time.day));
  const counts = Number(weight);
  const ready = chosenClasses.length > 0 && wanted.length > 0 && counts > 0 && !busy;

  async function send(beside: boolean) {
    if (!ready) return;
    setBusy(true);
    setTrouble(null);
    try {
      const answer = await post(sessionSeriesAnswer, "sessions/series", {
        classes: chosenClasses,
        rooms: chosenRooms,
        staff: chosenStaff,
        title: title.trim(),
        sort: sort.trim(),
        mode,
        required,
        weight: counts,
        beside,
        times: wanted.map(({ start, end }) => ({ start, end })),
      });
      setThere(null);
      setPlanned(answer.sessions);
      await client.invalidateQueries({ queryKey: ["live"] });
    } catch (error) {
      const asks = error instanceof ApiFault && error.errors.find(({ field }) => field === "beside");
      if (asks && !beside) setThere(asks);
      else setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      {there !== null && (
        <ConfirmDialog
          title="The class has a session then"
          action={wanted.length === 1 ? "Plan it all the same" : `Plan all ${wanted.length} all the same`}
          busy={busy}
          trouble={trouble}
          onConfirm={() => void send(true)}
          onClose={() => setThere(null)}
        >
          <p>{there.message.split(";")[0]}.</p>
          {there.session !== undefined && (
            <p>
              <Link
                to="/registers/$session"
                params={{ session: there.session }}
                className="text-accent underline"
              >
                Look at its register
              </Link>
            </p>
          )}
          <p>
            If both are planned, both count: whoever is at one and not at the other is absent from that one.
          </p>
        </ConfirmDialog>
      )}
      <PageHeading title="New session" />
      <RegisterParts />
      <div className="grid shrink-0 items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel title="Session">
          <form
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              void send(false);
            }}
            className="flex flex-col gap-4 p-4"
          >
            <NamesField
              label="Classes"
              chosen={chosenClasses}
              onChange={setClasses}
              choices={classes.data?.map(({ code, title: word }) => ({ value: code, word }))}
              note="Whose students are expected. By code or title; several meet together."
            />
            {classes.data?.length === 0 && (
              <p className="text-sm text-muted">
                There is no class yet.{" "}
                <Link to="/school/classes" className="text-accent underline">
                  Add one
                </Link>
                .
              </p>
            )}
            <div className="grid gap-4 sm:grid-cols-2">
              <NamesField
                label="Rooms"
                chosen={chosenRooms}
                onChange={setRooms}
                choices={rooms.data?.map((room) => ({
                  value: room.code,
                  word: [room.title, room.building].filter(Boolean).join(", ") || room.code,
                }))}
              />
              <NamesField
                label="Staff"
                chosen={chosenStaff}
                onChange={setStaff}
                choices={staff.data?.flatMap((person) =>
                  person.code === null ? [] : [{ value: person.code, word: writeName(person) }],
                )}
              />
            </div>
            <div className="grid grid-cols-2 gap-4 sm:grid-cols-[2fr_1fr_1fr]">
              <div className="max-sm:col-span-2">
                <TextField label="Day" type="date" value={day} onChange={setDay} required />
              </div>
              <TextField label="From" type="time" value={from} onChange={setFrom} required />
              <TextField label="To" type="time" value={to} onChange={setTo} required />
            </div>
            <Checkbox label="Repeat it" checked={repeats} onChange={setRepeats} />
            {repeats && (
              <div className="flex flex-col gap-3 rounded-control border border-line p-3">
                <div className="flex flex-wrap items-end gap-3">
                  <Select label="How often" value={every} choices={intervals} onChange={setEvery} />
                  <TextField
                    label="Until, with that day"
                    type="date"
                    value={last}
                    onChange={(chosen) => setUntil(chosen === "" ? null : chosen)}
                  />
                </div>
                <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
                  <legend className="pb-1 text-xs text-muted">On these days of the week</legend>
                  {weekdays.map((word, at) => (
                    <Checkbox
                      key={word}
                      label={word}
                      checked={at === weekdayOf(day) || alsoOn.includes(at)}
                      disabled={at === weekdayOf(day)}
                      onChange={(on) =>
                        setAlsoOn(on ? [...alsoOn, at] : alsoOn.filter((other) => other !== at))
                      }
                    />
                  ))}
                </fieldset>
              </div>
            )}
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField
                label="Title"
                value={title}
                onChange={setTitle}
                maxLength={200}
                note="Without one it goes by its classes."
              />
              <TextField
                label="Kind"
                value={sort}
                onChange={setSort}
                maxLength={50}
                placeholder="Lecture, seminar, lab"
              />
            </div>
            <div className="flex flex-wrap items-end gap-4">
              <Select label="Where" value={mode} choices={modes} onChange={setMode} />
              <div className="w-24">
                <TextField label="Weight" inputMode="decimal" value={weight} onChange={setWeight} />
              </div>
              <Checkbox label="Counts in rates" checked={required} onChange={setRequired} />
            </div>
            {trouble !== null && (
              <p role="alert" className="text-sm text-denied">
                {trouble}
              </p>
            )}
            <div className="flex justify-end">
              <Button kind="primary" type="submit" disabled={!ready}>
                <CalendarPlus aria-hidden className="size-3.5" />
                {wanted.length === 1 ? "Plan the session" : `Plan ${wanted.length} sessions`}
              </Button>
            </div>
          </form>
        </Panel>
        <Panel
          title={planned === null ? "What will be planned" : "Planned"}
          note={planned === null ? wanted.length : planned.length}
        >
          {planned === null ? (
            <ul>
              {times.map((time) => (
                <li key={time.day} className="border-b border-line px-4 py-2 last:border-b-0">
                  <Checkbox
                    label={`${writeShortDay(time.day)}, ${from}–${to}`}
                    checked={wanted.includes(time)}
                    disabled={repeats && time.free !== null}
                    onChange={(on) =>
                      setLeftOut(on ? without(leftOut, time.day) : new Set([...leftOut, time.day]))
                    }
                    {...(time.free === null ? {} : { note: `${time.free}: no teaching` })}
                  />
                </li>
              ))}
              {times.length === 0 && (
                <li className="px-4 py-4 text-sm text-muted">
                  Give a day and the times of its start and end.
                </li>
              )}
            </ul>
          ) : (
            <div role="status" className="flex flex-col gap-3 px-4 py-4 text-sm">
              <p>
                {planned.length === 1 ? "The session is planned." : `${planned.length} sessions are planned.`}{" "}
                Each can be moved or cancelled in its register.
              </p>
              <div className="flex flex-wrap gap-2">
                {planned[0] !== undefined && (
                  <Link
                    to="/registers/$session"
                    params={{ session: planned[0] }}
                    className={buttonLook("primary")}
                  >
                    To the {planned.length === 1 ? "" : "first "}register
                  </Link>
                )}
                <Link to="/registers/week" search={{ day }} className={buttonLook("plain")}>
                  To the week
                </Link>
                <Button onClick={() => setPlanned(null)}>Plan another</Button>
              </div>
            </div>
          )}
        </Panel>
      </div>
    </>
  );
}

const without = (days: ReadonlySet<string>, day: string): ReadonlySet<string> =>
  new Set([...days].filter((other) => other !== day));
