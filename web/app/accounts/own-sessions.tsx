import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type OwnAccountView, ownAccountView } from "../../../src/contract/http/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { removeReading } from "../api/call-api.ts";
import { nameBrowser } from "./name-browser.ts";

interface OwnSessionsProps {
  readonly sessions: OwnAccountView["sessions"];
  /** How an instant is shown. */
  readonly write: (instant: string) => string;
  readonly onChanged: (view: OwnAccountView) => void;
}

/** The browsers in which one is signed in, each with the way to end it. */
export function OwnSessions({ sessions, write, onChanged }: OwnSessionsProps) {
  const [told, setTold] = useState<string | null>(null);
  const end = useMutation({
    mutationFn: (id: string | null) =>
      removeReading(ownAccountView, id === null ? "account/sessions" : `account/sessions/${id}`),
    onSuccess: (view, id) => {
      setTold(id === null ? "You are signed in here alone." : "That browser is signed out.");
      onChanged(view);
    },
  });
  const said = end.error === null ? told : end.error.message;
  const many = sessions.length > 1;
  return (
    <>
      <ul>
        {sessions.map(({ id, current, since, lastSeenAt, address, agent }) => (
          <li
            key={id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <div className="min-w-0">
              <p className="font-medium">
                {nameBrowser(agent)}
                {current && (
                  <span className="ml-2 rounded-full bg-good-soft px-2 py-0.5 text-2xs font-semibold text-good">
                    this one
                  </span>
                )}
              </p>
              <p className="text-xs text-muted">
                from {address} · since {write(since)} · last used {write(lastSeenAt)}
              </p>
            </div>
            {!current && (
              <Button
                kind="quiet"
                aria-label={`End ${nameBrowser(agent)} from ${address}, since ${write(since)}`}
                disabled={end.isPending}
                onClick={() => end.mutate(id)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div
        className={
          many || said !== null
            ? "flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3"
            : "sr-only"
        }
      >
        <p role="status" className="text-xs text-muted">
          {said}
        </p>
        {many && (
          <Button disabled={end.isPending} onClick={() => end.mutate(null)}>
            End all others
          </Button>
        )}
      </div>
    </>
  );
}
