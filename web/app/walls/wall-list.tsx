import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import type { WallSession } from "../../../src/contract/http/walls.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks } from "../../ui/looks.ts";
import { ShareBar } from "../../ui/share-bar.tsx";

interface WallListProps {
  readonly title: string;
  readonly sessions: readonly WallSession[];
  readonly timeZone: string;
  /** Whether these have begun. */
  readonly begun: boolean;
  /** How many pages of ten seconds have gone by. */
  readonly turn: number;
  /** Instead of the list where there is nothing on it. */
  readonly empty: ReactNode;
  /** Below the list. */
  readonly after?: ReactNode;
}

/** How high a row is, in the wall's own letters. */
const rowEm = 4;

/** Sessions of a wall: as many as there is room for, the others on pages that take turns. */
export function WallList({ title, sessions, timeZone, begun, turn, empty, after }: WallListProps) {
  const { room, rows } = useRows();
  const pages = Math.max(1, Math.ceil(sessions.length / rows));
  const page = turn % pages;
  const shown = sessions.slice(page * rows, page * rows + rows);
  return (
    <section className="flex min-h-0 min-w-0 flex-1 flex-col rounded-panel border border-line bg-surface">
      <header className="flex items-baseline justify-between gap-[1em] border-b border-line px-[1em] py-[0.5em]">
        <h2 className="text-[1.1em] leading-[1.4] font-semibold">{title}</h2>
        {pages > 1 && (
          <p className="text-[0.75em] leading-[1.4] text-muted">
            page {page + 1} of {pages}
          </p>
        )}
      </header>
      <div ref={room} className="min-h-[4em] flex-1 overflow-hidden">
        {sessions.length === 0 ? (
          <div className="px-[1em] py-[0.8em] text-[0.9em] leading-[1.5] text-muted">{empty}</div>
        ) : (
          <ul aria-label={title}>
            {shown.map((session) => (
              <Row
                key={`${session.start} ${session.rooms.join(" ")} ${session.name}`}
                session={session}
                timeZone={timeZone}
                begun={begun}
              />
            ))}
          </ul>
        )}
      </div>
      {after !== undefined && (
        <p className="border-t border-line px-[1em] py-[0.4em] text-[0.75em] leading-[1.4] text-muted">
          {after}
        </p>
      )}
    </section>
  );
}

interface RowProps extends Pick<WallListProps, "timeZone" | "begun"> {
  readonly session: WallSession;
}

function Row({ session, timeZone, begun }: RowProps) {
  const { name, sort, classes, rooms, start, end, standing, cancelled } = session;
  const { minute } = clockfaceOf(timeZone);
  const codes = classes.filter((code) => code !== name).join(", ");
  const where = rooms.join(", ") || "–";
  const about = [sort, codes].filter((text) => text !== "").join(" · ");
  return (
    <li className="grid h-[4em] grid-cols-[4em_minmax(0,1fr)_5.5em] items-center gap-x-[0.8em] border-b border-line px-[1em] last:border-b-0 sm:grid-cols-[5.2em_minmax(0,1fr)_8.5em_6.5em]">
      <p className="leading-[1.3]">
        {standing ? (
          <span className="font-medium">All day</span>
        ) : (
          <>
            <span className="font-semibold">{minute(start)}</span>
            <span className="block text-[0.75em] text-muted">
              <span className="sr-only">until </span>
              <span aria-hidden>– </span>
              {minute(end)}
            </span>
          </>
        )}
      </p>
      <div className="min-w-0 leading-[1.3]">
        <p className={`truncate font-medium ${cancelled ? "text-muted line-through" : ""}`}>
          {name || "Session"}
        </p>
        {about !== "" && <p className="truncate text-[0.75em] text-muted max-sm:hidden">{about}</p>}
        <p className="truncate font-semibold sm:hidden">{where}</p>
      </div>
      <p className="truncate text-[1.1em] leading-[1.3] font-semibold max-sm:hidden">{where}</p>
      <Came session={session} begun={begun} />
    </li>
  );
}

/** How many of those expected were seen; while nobody was, how many are expected. */
function Came({
  session: { cancelled, count },
  begun,
}: {
  readonly session: WallSession;
  readonly begun: boolean;
}) {
  if (cancelled) {
    return <p className="text-right text-[0.9em] leading-[1.3] font-semibold text-denied">Cancelled</p>;
  }
  if (count === null) {
    return (
      <p className="text-right text-muted">
        <span aria-hidden>–</span>
        <span className="sr-only">no count of so few</span>
      </p>
    );
  }
  const { here, expected } = count;
  if (here === 0 && !begun) {
    return (
      <p className="text-right leading-[1.2]">
        {expected}
        <span className="block text-[0.75em] text-muted">expected</span>
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-[0.35em]">
      <p className="text-right leading-[1.2]">
        <span className="font-semibold">{here}</span>
        <span className="text-[0.75em] text-muted"> of {expected}</span>
      </p>
      <ShareBar shares={[{ look: markLooks.present, value: here }]} whole={expected} />
    </div>
  );
}

/** How many rows there is room for; one at least. */
function useRows() {
  const room = useRef<HTMLDivElement>(null);
  const [rows, setRows] = useState(1);
  useLayoutEffect(() => {
    const held = room.current;
    if (held === null) return;
    const measure = () => {
      const em = Number.parseFloat(getComputedStyle(held).fontSize);
      setRows(Math.max(1, Math.floor(held.clientHeight / (rowEm * em))));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(held);
    return () => watch.disconnect();
  }, []);
  return { room, rows };
}
