import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type CommandPage,
  type CommandView,
  commandPage,
  commandView,
} from "../../../src/contract/http/commands.ts";
import type { SenderView } from "../../../src/contract/http/senders.ts";
import type { CommandName } from "../../../src/contract/mqtt/command.ts";
import { senderState } from "../../../src/domain/attendance/sender-state.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { post, read } from "../api/call-api.ts";
import { useMay } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { commandLooks, commandWords } from "./command-looks.ts";
import { writeAgo } from "./write-ago.ts";

const shown = 6;
const everyMs = 5_000;
/** While something is under way. */
const watchEveryMs = 1_000;
/** How long a device that is not there may be waited for. */
const awaySeconds = 24 * 60 * 60;

/** Buttons that tell a device what to do, with what became of it; nothing for a kind that can be told nothing. */
export function DeviceCommands({
  sender,
  now,
  timeZone,
}: {
  readonly sender: SenderView;
  readonly now: number;
  readonly timeZone: string;
}) {
  const path = `senders/${encodeURIComponent(sender.name)}/commands`;
  const { data, error, refetch } = useQuery({
    queryKey: ["commands", sender.name],
    queryFn: ({ signal }) => read(commandPage, path, signal),
    refetchInterval: ({ state }) => (state.data?.commands.some(isOpen) ? watchEveryMs : everyMs),
  });
  const away = !["heard", "quiet"].includes(senderState(sender, now));
  const may = useMay("reader.write");
  const [asked, setAsked] = useState<CommandName | null>(null);
  const giving = useMutation({
    mutationFn: (name: CommandName) =>
      post(commandView, path, {
        name,
        ...(away && name !== "identify" && { expiresInSeconds: awaySeconds }),
      }),
    onSettled: () => refetch(),
  });
  if (error !== null) {
    return (
      <Panel title="Tell it what to do" className="shrink-0">
        <ReadTrouble what="What it was told" error={error} onAgain={() => void refetch()} />
      </Panel>
    );
  }
  if (data === undefined || (data.can.length === 0 && data.commands.length === 0)) return null;
  return (
    <Panel title="Tell it what to do" note={writeNote(data, away)} className="shrink-0">
      {may && data.can.length > 0 && (
        <ul className="grid gap-x-6 gap-y-3 border-b border-line px-4 py-3 last:border-b-0 sm:grid-cols-2 print:hidden">
          {data.can.map((name) => {
            const open = data.commands.find((command) => command.name === name && isOpen(command));
            const busy = giving.isPending && asked === name;
            return (
              <li key={name} className="flex items-center gap-3">
                <span className="shrink-0">
                  <Button
                    disabled={open !== undefined || busy}
                    aria-describedby={`about-${name}`}
                    onClick={() => {
                      setAsked(name);
                      giving.mutate(name);
                    }}
                  >
                    {commandWords[name].button}
                  </Button>
                </span>
                <span id={`about-${name}`} className="min-w-0 text-xs text-muted">
                  {commandWords[name].about}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {giving.error !== null && (
        <p role="alert" className="px-4 py-2 text-sm text-denied">
          {giving.error.message}
        </p>
      )}
      {data.commands.length === 0 ? (
        <p className="px-4 py-3 text-sm text-muted">
          It was told nothing yet. What it is told, and what it answers, stands here.
        </p>
      ) : (
        <Told commands={data.commands.slice(0, shown)} now={now} timeZone={timeZone} />
      )}
    </Panel>
  );
}

const isOpen = ({ state }: CommandView): boolean => state === "waiting" || state === "said";

function writeNote({ can, answers }: CommandPage, away: boolean): string {
  if (can.length === 0) return "this kind can be told nothing";
  if (away) return "it is not there: it is told when it comes";
  return answers ? "with what it answered" : "this kind answers nothing";
}

function Told({
  commands,
  now,
  timeZone,
}: {
  readonly commands: readonly CommandView[];
  readonly now: number;
  readonly timeZone: string;
}) {
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const { time } = clockfaceOf(timeZone);
  return (
    <ol aria-live="polite" aria-label="What it was told, newest first">
      {commands.map((command) => (
        <li
          key={command.id}
          className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0 sm:grid-cols-[9rem_minmax(0,1fr)_auto]"
        >
          <time dateTime={command.givenAt} className="text-muted">
            {time(command.givenAt, day)}
          </time>
          <span className="min-w-0 break-words">
            <span className="font-medium">{commandWords[command.name].button}</span>
            <span className="block text-xs text-muted">{writeFate(command, now)}</span>
          </span>
          <span className="col-start-2 sm:col-start-3">
            <StatusMark look={commandLooks[command.state]} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** "by everybody · after 2 s · it blinked" */
function writeFate(
  { givenBy, givenAt, answeredAt, expiresAt, state, detail }: CommandView,
  now: number,
): string {
  const left = Date.parse(expiresAt) - now;
  return [
    `by ${givenBy}`,
    answeredAt !== null && state !== "told"
      ? `answered ${writeDelay(Date.parse(answeredAt) - Date.parse(givenAt))}`
      : null,
    state === "waiting" || state === "said" ? `for ${writeAgo(left)} more` : null,
    detail === null ? null : `“${detail}”`,
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

const writeDelay = (ms: number): string => (ms < 1000 ? "at once" : `after ${writeAgo(ms)}`);
