import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { SenderView } from "../../../src/contract/http/senders.ts";
import { senderState } from "../../../src/domain/attendance/sender-state.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Sparkline } from "../../ui/sparkline.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { describeRate } from "./describe-rate.ts";
import { describeSource } from "./describe-source.ts";
import { explainMissing } from "./explain-missing.ts";
import { nameOfSender } from "./name-of-sender.ts";
import { senderLooks } from "./sender-looks.ts";
import type { Watch } from "./watch-of.ts";
import { WatchedSession } from "./watched-session.tsx";
import { writeAgo } from "./write-ago.ts";
import { writeClock } from "./write-clock.ts";

interface SenderRowProps {
  readonly sender: SenderView;
  readonly watch: Watch;
  /** Scans in each of the last hours, oldest first; null for none at all. */
  readonly rate: readonly number[] | null;
  readonly row: number;
  /** Epoch milliseconds of the server's clock, in steps. */
  readonly now: number;
  readonly day: string;
  readonly timeZone: string;
}

const number = new Intl.NumberFormat("en-GB");
/** On a phone a row is a block: the name on a line of its own, state, time and count on the next. */
const cell = "align-top sm:py-2 sm:pr-4";

/** One sender; on a phone what does not fit beside it stands below its name. */
export const SenderRow = memo(function SenderRow({
  sender,
  watch,
  rate,
  row,
  now,
  day,
  timeZone,
}: SenderRowProps) {
  const state = senderState(sender, now);
  const look = senderLooks[state];
  const missing = explainMissing(sender);
  const native = sender.source === "native";
  return (
    <tr
      data-row={row}
      className="grid grid-cols-[minmax(0,1fr)_auto_auto] items-start gap-x-4 gap-y-1.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0 sm:table-row"
    >
      <th scope="row" className={`${cell} col-span-3 text-left sm:pl-4`}>
        <Link
          to="/devices/$name"
          params={{ name: sender.name }}
          className="font-medium break-all hover:underline"
        >
          {nameOfSender(sender)}
        </Link>
        <p className="text-xs font-normal break-words text-muted">
          {sender.title !== null && `${sender.name} · `}
          {describeSource(sender.source)}
          {sender.retired !== null && state !== "retired" && " · retired, and heard all the same"}
          <span className="lg:hidden">
            {sender.outbox !== null && ` · ${number.format(sender.outbox)} in the outbox`}
            {sender.clock !== null && ` · clock: ${writeClock(sender.clock).toLowerCase()}`}
          </span>
        </p>
        {missing !== null && <p className="mt-1 max-w-prose text-xs font-normal text-late">{missing}</p>}
      </th>
      <td className={`${cell} col-span-3 max-sm:empty:hidden`}>
        {watch.rooms.map((code) => (
          <Link
            key={code}
            to="/rooms/$code"
            params={{ code }}
            className="mr-2 hover:underline inline-block py-1"
          >
            {code}
          </Link>
        ))}
        <WatchedSession watch={watch} className="block text-xs text-muted max-sm:py-1" />
      </td>
      <td className={cell}>
        <Tooltip text={look.meaning}>
          {(described) => (
            <button type="button" className="cursor-help rounded-control text-left" {...described}>
              <StatusMark look={look} />
            </button>
          )}
        </Tooltip>
        {sender.state !== null && sender.stateAt !== null && (
          <span className="mt-0.5 block text-xs text-muted">
            {sender.state} since <Time at={sender.stateAt} day={day} timeZone={timeZone} />
          </span>
        )}
      </td>
      <td className={`${cell} whitespace-nowrap`}>
        <span className="block">{writeAgo(now - Date.parse(sender.lastAt))} ago</span>
        <span className="block text-xs text-muted">
          <Time at={sender.lastAt} day={day} timeZone={timeZone} />
        </span>
      </td>
      <td className={`${cell} hidden whitespace-nowrap lg:table-cell`}>
        {sender.heartbeatAt === null ? (
          <None />
        ) : (
          <Time at={sender.heartbeatAt} day={day} timeZone={timeZone} />
        )}
      </td>
      <td className={`${cell} text-right`}>
        {number.format(sender.scans)}
        <span className="block text-xs text-muted sm:hidden">{sender.scans === 1 ? "scan" : "scans"}</span>
      </td>
      <td className={`${cell} hidden xl:table-cell`}>
        {rate === null ? (
          <None />
        ) : (
          <Sparkline label={describeRate(rate)} values={rate} max={Math.max(...rate)} />
        )}
      </td>
      <td className={`${cell} hidden text-right lg:table-cell`}>
        {sender.outbox === null ? <None /> : number.format(sender.outbox)}
      </td>
      <td className={`${cell} hidden lg:table-cell`}>
        {sender.clock === null ? (
          <None />
        ) : (
          <span className={sender.clock === "unsynced" ? "text-late" : undefined}>
            {writeClock(sender.clock)}
          </span>
        )}
      </td>
      <td className={`${cell} hidden text-right sm:table-cell`}>
        {!native ? (
          <None />
        ) : (
          <span className={sender.missing > 0 ? "font-medium text-late" : "text-muted"}>
            {number.format(sender.missing)}
          </span>
        )}
      </td>
    </tr>
  );
});

/** Nobody but a device of Muster's own protocol tells it. */
function None() {
  return <span className="text-muted">–</span>;
}

function Time({ at, day, timeZone }: { at: string; day: string; timeZone: string }) {
  return <time dateTime={at}>{clockfaceOf(timeZone).time(at, day)}</time>;
}
