import { MonitorOff, Pause, Play, WifiOff, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { WallView } from "../../../src/contract/http/walls.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { Alone } from "../../ui/alone.tsx";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ThemeChoice } from "../../ui/theme-choice.tsx";
import { type ShownWall, useWall } from "./use-wall.ts";
import { WallList } from "./wall-list.tsx";

const turnMs = 10_000;
/** So long without a word is no hiccup any more. */
const lostMs = 20_000;

/** The day for a screen in the foyer: what is on now and next, where, and how many came; and nobody's name. */
export function WallPage() {
  // It stays in the address, so that the screen shows the same after it was switched off and on.
  const [secret, setSecret] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const read = () => setSecret(location.hash.slice(1));
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  const wall = useWall(secret);
  const clock = useClock();
  const title = wall.view?.institution || "Muster";
  useEffect(() => {
    document.title = `Today · ${title}`;
  }, [title]);
  return (
    <div className="flex min-h-0 w-full min-w-0 flex-1 flex-col gap-[0.7em] text-[clamp(0.875rem,0.4rem+1.5vmin,3rem)] max-h-[calc(100dvh-2rem)]">
      {wall.view === null ? (
        <Nothing wall={wall} byLink={secret !== ""} />
      ) : (
        <Shown wall={wall} view={wall.view} clock={clock} signedIn={secret === ""} />
      )}
    </div>
  );
}

/** The machine's clock, and what takes turns by it. */
function useClock() {
  const [now, setNow] = useState(Date.now);
  const [held, setHeld] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const turn = held ?? Math.floor(now / turnMs);
  return { now, turn, held: held !== null, hold: () => setHeld(held === null ? turn : null) };
}

interface ShownProps {
  readonly wall: ShownWall;
  readonly view: WallView;
  readonly clock: ReturnType<typeof useClock>;
  readonly signedIn: boolean;
}

function Shown({ wall, view, clock, signedIn }: ShownProps) {
  const { timeZone, institution, day, on, next } = view;
  const { minute } = clockfaceOf(timeZone);
  // The screen's own clock may be wrong: the server's goes on from when it was told.
  const now = Date.parse(view.now) + (clock.now - wall.toldAt);
  const old = wall.lostAt !== null && clock.now - wall.lostAt > lostMs;
  // A school without a timetable has nothing next: its classes stand for the whole day.
  const wholeDays = next.length === 0 && on.length > 0 && on.every(({ standing }) => standing);
  const here = on.reduce((sum, { count }) => sum + (count?.here ?? 0), 0);
  return (
    <>
      <header className="flex flex-wrap items-end justify-between gap-x-[1.5em]">
        <div className="min-w-0">
          <h1
            tabIndex={-1}
            className="truncate text-[1.5em] leading-[1.3] font-semibold tracking-tight outline-none"
          >
            {institution || "Today"}
          </h1>
          <p className="text-[0.85em] leading-[1.4] text-muted">{writeDay(day)}</p>
        </div>
        <p className="text-[2.4em] leading-none font-semibold tracking-tight">
          {minute(new Date(now).toISOString())}
        </p>
      </header>
      {old && (
        <p
          role="status"
          className="flex items-center gap-[0.5em] rounded-panel border border-late bg-late-soft px-[1em] py-[0.4em] text-[0.85em] leading-[1.4] text-late"
        >
          <WifiOff aria-hidden className="size-[1.2em] shrink-0" />
          Without word from the server since {minute(new Date(wall.lostAt ?? 0).toISOString())}: this may be
          old.
        </p>
      )}
      <div className="flex min-h-0 flex-1 flex-col gap-[0.7em] landscape:lg:flex-row">
        <WallList
          title="On now"
          begun
          sessions={on}
          timeZone={timeZone}
          turn={clock.turn}
          empty="Nothing is on now."
          {...(here > 0 ? { after: `${new Intl.NumberFormat("en-GB").format(here)} here now` } : {})}
        />
        {!wholeDays && (
          <WallList
            title="Next"
            begun={false}
            sessions={next}
            timeZone={timeZone}
            turn={clock.turn}
            empty={<Afterwards view={view} />}
            {...(view.later > 0
              ? { after: `${view.later} more ${view.later === 1 ? "begins" : "begin"} later today` }
              : {})}
          />
        )}
      </div>
      <footer className="flex flex-wrap items-center justify-between gap-2 text-xs text-muted print:hidden">
        <p>Seen of those expected. Groups of four and fewer are not counted.</p>
        <div className="flex items-center gap-1">
          <Button kind="quiet" aria-pressed={clock.held} onClick={clock.hold}>
            {clock.held ? (
              <Play aria-hidden className="size-3.5" />
            ) : (
              <Pause aria-hidden className="size-3.5" />
            )}
            {clock.held ? "Turn pages" : "Hold this page"}
          </Button>
          <ThemeChoice />
          {signedIn && (
            <a href="/" aria-label="Leave the wall" className={buttonLook("quiet")}>
              <X aria-hidden className="size-3.5" />
            </a>
          )}
        </div>
      </footer>
    </>
  );
}

function Afterwards({ view: { on, holiday, nextDay } }: { readonly view: WallView }) {
  const today =
    holiday !== null && on.length === 0 ? `No sessions today: ${holiday}.` : "No more sessions begin today.";
  return (
    <>
      <p>{today}</p>
      {nextDay !== null && (
        <p>
          {nextDay.sessions === 1 ? "The next one is" : `The next ${nextDay.sessions} are`} on{" "}
          {writeDay(nextDay.day)}.
        </p>
      )}
    </>
  );
}

/** Before anything was told, and when what opened it holds no more. */
function Nothing(props: { readonly wall: ShownWall; readonly byLink: boolean }) {
  return (
    <>
      <h1 className="sr-only">Today</h1>
      <WhyNothing {...props} />
    </>
  );
}

function WhyNothing({ wall, byLink }: { readonly wall: ShownWall; readonly byLink: boolean }) {
  if (wall.ended) {
    return (
      <Alone icon={MonitorOff} title={byLink ? "This wall was ended" : "Nobody is signed in here"}>
        <p>
          {byLink
            ? "Its link opens nothing any more, or is not whole. Whoever looks after registers makes another, under School, Walls."
            : "A wall is opened by a link of its own. Whoever looks after registers makes one, under School, Walls."}
        </p>
      </Alone>
    );
  }
  if (wall.lostAt !== null) {
    return (
      <Alone icon={WifiOff} title="Waiting for the server">
        <p>This screen shows the day as soon as it answers.</p>
      </Alone>
    );
  }
  return (
    <>
      <Skeleton className="h-[3em] w-[12em]" />
      <Skeleton className="h-[20em] w-full" />
    </>
  );
}
