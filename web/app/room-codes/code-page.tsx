import { getRouteApi } from "@tanstack/react-router";
import { CalendarX, Clock, DoorClosed, LogIn, TriangleAlert, WifiOff, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import type { ShownCode } from "../../../src/contract/http/room-codes.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { Alone } from "../../ui/alone.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ThemeChoice } from "../../ui/theme-choice.tsx";
import { QrPicture } from "./qr-picture.tsx";
import { type FollowedCode, useShownCode } from "./use-shown-code.ts";
import { writeCode } from "./write-code.ts";

const route = getRouteApi("/registers/$session/code");
const loopback: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** The code of a session for a projector or a phone: whoever is in the room confirms by it. Nobody's name is shown. */
export function CodePage() {
  const { session } = route.useParams();
  const { room } = route.useSearch();
  const followed = useShownCode(session, room ?? null);
  const { view, lost } = followed;
  const name = view?.session.name ?? "";
  useEffect(() => {
    document.title = name === "" ? "Code · Muster" : `Code · ${name}`;
  }, [name]);
  const back = pagePaths.register.replace("$session", encodeURIComponent(session));
  return (
    <div className="flex min-h-0 w-full min-w-0 flex-1 flex-col gap-4">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
            {name === "" ? "Code" : name}
          </h1>
          {view !== null && <When view={view} />}
        </div>
        <div className="flex items-center gap-1">
          <ThemeChoice />
          <a href={back} className={buttonLook("plain")}>
            <X aria-hidden className="size-3.5" />
            End
          </a>
        </div>
      </header>
      {lost ? (
        <Alone icon={WifiOff} title="Waiting for the server">
          <p>A code that may be old is not shown. The next one comes as soon as the server answers.</p>
        </Alone>
      ) : view === null ? (
        <Skeleton className="m-auto size-72" />
      ) : view.code === null ? (
        <NoCode view={view} />
      ) : (
        <Shown followed={followed} view={view} code={view.code} session={session} />
      )}
    </div>
  );
}

function When({ view: { session, rooms, code } }: { readonly view: ShownCode }) {
  const { minute } = clockfaceOf(session.timeZone);
  const time = session.standing ? writeDay(session.day) : `${minute(session.start)} – ${minute(session.end)}`;
  const place = code?.room ?? rooms.join(", ");
  return (
    <p className="text-lg text-muted">
      {time}
      {place !== "" && ` · ${place}`}
    </p>
  );
}

interface ShownProps {
  readonly followed: FollowedCode;
  readonly view: ShownCode;
  readonly code: NonNullable<ShownCode["code"]>;
  readonly session: string;
}

function Shown({ followed, view, code, session }: ShownProps) {
  const address = new URL(code.address);
  return (
    <>
      <div className="m-auto flex w-full flex-wrap items-center justify-center gap-x-[6vw] gap-y-5">
        <div className="w-[min(64dvh,90vw,44rem)]">
          <QrPicture address={code.address} word={`QR code that opens ${address.host}${address.pathname}`} />
        </div>
        <div className="flex min-w-0 flex-col gap-5 text-[clamp(1rem,2.4vmin,1.9rem)] leading-snug">
          <div>
            <p className="text-muted">
              Scan it, or open{" "}
              <span className="font-medium break-all text-ink">
                {address.host}
                {address.pathname}
              </span>{" "}
              and type
            </p>
            <p className="font-mono text-[2.6em] leading-tight font-semibold tracking-wider whitespace-nowrap">
              {writeCode(code.text)}
            </p>
            <Countdown key={code.turnsAt} followed={followed} turnsAt={code.turnsAt} now={view.now} />
          </div>
          <p>
            <span className="text-[2.2em] leading-none font-semibold tabular-nums">{view.confirmed}</span>{" "}
            confirmed <span className="text-muted">of {view.expected} expected</span>
          </p>
          {view.rooms.length > 1 && <RoomChoice rooms={view.rooms} shown={code.room} session={session} />}
        </div>
      </div>
      <footer className="flex flex-col gap-1 text-sm text-muted">
        {loopback.includes(address.hostname) && (
          <p role="status" className="flex items-start gap-2 text-late">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            Phones cannot open {address.host}, which is this machine alone: open this page by the address at
            which phones reach the server, or set MUSTER_URL to it.
          </p>
        )}
        <p>
          Each student confirms with their own account. The code changes every 15 seconds, and a picture of it
          that is sent on is too old within half a minute. That makes lending hard and not impossible: compare
          the number with the heads in the room.
        </p>
      </footer>
    </>
  );
}

/** How long the code stands, by the server's clock: this machine's may be wrong. */
function Countdown({
  followed,
  turnsAt,
  now,
}: {
  readonly followed: FollowedCode;
  readonly turnsAt: string;
  readonly now: string;
}) {
  const [here, setHere] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setHere(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Date.parse(turnsAt) - Date.parse(now) - (here - followed.toldAt));
  return (
    <div aria-hidden className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken">
      <div className="h-full rounded-full bg-accent" style={{ width: `${Math.min(100, left / 150)}%` }} />
    </div>
  );
}

/** Each room has a code of its own: a code is of the place where it is shown. */
function RoomChoice({
  rooms,
  shown,
  session,
}: {
  readonly rooms: readonly string[];
  readonly shown: string;
  readonly session: string;
}) {
  const navigate = route.useNavigate();
  return (
    <label className="flex items-center gap-2 text-sm text-muted">
      Shown in
      <select
        value={shown}
        onChange={({ target }) =>
          void navigate({ params: { session }, search: { room: target.value }, replace: true })
        }
        className="h-9 rounded-control border border-line-strong bg-surface px-2 text-ink"
      >
        {rooms.map((room) => (
          <option key={room}>{room}</option>
        ))}
      </select>
    </label>
  );
}

/** Why there is no code, and what to do. */
function NoCode({ view: { why, session } }: { readonly view: ShownCode }): ReactNode {
  const { minute } = clockfaceOf(session.timeZone);
  switch (why?.code) {
    case "nobody_signs_in":
      return (
        <Alone icon={LogIn} title="A code needs accounts">
          <p>
            Students confirm with their own account, and nobody has an account here: a code could not say who
            somebody is. Make the first administrator, who then gives accounts to students. Until then mark by
            hand, or by readers and kiosks.
          </p>
          <div>
            <a href={pagePaths.setUp} className={buttonLook("primary")}>
              Make the first administrator
            </a>
          </div>
        </Alone>
      );
    case "not_open":
      return (
        <Alone icon={Clock} title={`The code is shown from ${minute(why.opens)} on`}>
          <p>Arrivals do not count before. Leave this page open: the code comes by itself.</p>
        </Alone>
      );
    case "over":
      return (
        <Alone icon={Clock} title="This session is over">
          <p>
            It ended at {minute(why.end)}. Whoever was there and is missing on the register is marked by hand.
          </p>
        </Alone>
      );
    case "cancelled":
      return (
        <Alone icon={CalendarX} title="This session was cancelled">
          <p>Restore it on its register if it takes place; the code comes by itself then.</p>
        </Alone>
      );
    case "no_room":
    case undefined:
      return (
        <Alone icon={DoorClosed} title="This session has no room">
          <p>
            A code is of the place where it is shown. Say on its register where you are, with “We moved…”.
          </p>
        </Alone>
      );
  }
}
