import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { SenderDetail } from "../../../src/contract/http/senders.ts";
import { senderState } from "../../../src/domain/attendance/sender-state.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Panel } from "../../ui/panel.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { ClockAhead } from "./clock-ahead.tsx";
import { explainMissing } from "./explain-missing.ts";
import { senderLooks } from "./sender-looks.ts";
import type { Watch } from "./watch-of.ts";
import { WatchedSession } from "./watched-session.tsx";
import { writeAgo } from "./write-ago.ts";
import { writeClock } from "./write-clock.ts";

interface DeviceFactsProps {
  readonly detail: SenderDetail;
  readonly watch: Watch;
  /** Epoch milliseconds of the server's clock. */
  readonly now: number;
  readonly timeZone: string;
}

const number = new Intl.NumberFormat("en-GB");

/** How a sender is now, where it is, and what relies on it. */
export function DeviceFacts({ detail, watch, now, timeZone }: DeviceFactsProps) {
  const { sender, rooms, locations, gaps, outboxEmptyAt, quarantine } = detail;
  const look = senderLooks[senderState(sender, now)];
  const here = rooms.find(({ to }) => to === null);
  const earlier = rooms.filter(({ to }) => to !== null);
  const elsewhere = locations.filter(({ room }) => room === null || room !== here?.room);
  const moment = (at: string) => <time dateTime={at}>{writeMoment(at, timeZone)}</time>;
  const ago = (at: string) => (
    <>
      {writeAgo(now - Date.parse(at))} ago <span className="text-muted">({moment(at)})</span>
    </>
  );
  return (
    <Panel title="Now">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 px-4 py-3 text-sm">
        <Fact name="State">
          <StatusMark look={look} plain />
          <span className="block text-xs text-muted">{look.meaning}</span>
        </Fact>
        <Fact name="Last heard">{ago(sender.lastAt)}</Fact>
        <Fact name="First heard">{moment(sender.firstAt)}</Fact>
        {sender.state !== null && sender.stateAt !== null && (
          <Fact name="It says">
            {sender.state} since {moment(sender.stateAt)}
          </Fact>
        )}
        {sender.firmware !== null && <Fact name="Firmware">{sender.firmware}</Fact>}
        <Fact name="Heartbeat">
          {sender.heartbeatAt === null ? (
            <span className="text-muted">None: it tells nothing of its health</span>
          ) : (
            ago(sender.heartbeatAt)
          )}
        </Fact>
        <Fact name="Room">
          {here === undefined ? (
            <span className="text-muted">
              {sender.source === "native"
                ? "No scan of it named a room yet"
                : "No room relies on it: only a device of Muster’s own protocol tells its health"}
            </span>
          ) : (
            <>
              <RoomLink code={here.room} />
              <span className="text-muted"> since {moment(here.from)}</span>
            </>
          )}
          {earlier.map(({ room, from, to }) => (
            <span key={`${room} ${from}`} className="block text-xs text-muted">
              Before: <RoomLink code={room} /> until {to !== null && moment(to)}
            </span>
          ))}
        </Fact>
        {elsewhere.length > 0 && (
          <Fact name="Says it is at">
            <ul>
              {elsewhere.slice(0, 8).map(({ location, room, scans }) => (
                <li key={location} className="break-words">
                  {room === null ? (
                    <Link to="/rooms" className="underline">
                      {location}
                    </Link>
                  ) : (
                    <RoomLink code={room}>{location}</RoomLink>
                  )}
                  <span className="text-muted">
                    , {number.format(scans)} {scans === 1 ? "scan" : "scans"}
                    {room === null && ": a name that no room has"}
                  </span>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {watch.session !== null && (
          <Fact name="On now">
            <WatchedSession watch={watch} className="font-medium" />
          </Fact>
        )}
        <Fact name="Scans">{number.format(sender.scans)}</Fact>
        <Fact name="Outbox">
          {sender.outbox === null ? (
            <span className="text-muted">It does not say what waits on it</span>
          ) : (
            <>
              {sender.outbox === 0 ? "Nothing waits on it" : `${number.format(sender.outbox)} wait on it`}
              {outboxEmptyAt !== null && (
                <span className="text-muted">, last empty {moment(outboxEmptyAt)}</span>
              )}
            </>
          )}
        </Fact>
        <Fact name="Clock">
          {sender.clock === null ? (
            <span className="text-muted">It does not say how its clock is set</span>
          ) : (
            <span className={sender.clock === "unsynced" ? "font-medium text-late" : undefined}>
              {writeClock(sender.clock)}
            </span>
          )}
          {sender.clockAheadSeconds !== null && <ClockAhead aheadSeconds={sender.clockAheadSeconds} />}
        </Fact>
        <Fact name="Numbering">
          {sender.source !== "native" ? (
            <span className="text-muted">Its scans carry no numbers</span>
          ) : gaps.length === 0 ? (
            "No number is missing"
          ) : (
            <>
              <span className="font-medium text-late">{explainMissing(sender)}</span>
              <ul className="mt-1 text-xs text-muted">
                {gaps.map(({ bootId, firstSeq, lastSeq, scans, missing, numbersTwice }) => (
                  <li key={bootId} className="break-words">
                    Run <code className="font-mono">{bootId}</code>: {number.format(firstSeq)} to{" "}
                    {number.format(lastSeq)}, {number.format(scans)} arrived, {number.format(missing)} missing
                    {numbersTwice > 0 && `, ${number.format(numbersTwice)} under a number of another`}
                  </li>
                ))}
              </ul>
            </>
          )}
        </Fact>
        <Fact name="Quarantine">
          {quarantine.messages === 0 ? (
            <span className="text-muted">No message of it was refused in five weeks</span>
          ) : (
            <Link to="/messages/quarantine" search={{ sender: sender.name }} className="hover:underline">
              <span className={quarantine.open > 0 ? "font-medium text-held" : undefined}>
                {number.format(quarantine.messages)} refused
              </span>
              , {quarantine.open === 0 ? "nothing open" : `${number.format(quarantine.open)} open`}
            </Link>
          )}
        </Fact>
      </dl>
    </Panel>
  );
}

function RoomLink({ code, children = code }: { code: string; children?: ReactNode }) {
  return (
    <Link to="/rooms/$code" params={{ code }} className="font-medium hover:underline">
      {children}
    </Link>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-xs leading-5 text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
