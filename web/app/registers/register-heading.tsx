import { Link } from "@tanstack/react-router";
import {
  CalendarX,
  Keyboard,
  MapPin,
  PenLine,
  Printer,
  QrCode,
  RotateCcw,
  UserPlus,
  UserRoundCheck,
} from "lucide-react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import type { RegisterView, SessionRow } from "../../../src/contract/http/sessions.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Menu } from "../../ui/menu.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { downloadItem } from "./downloads-menu.tsx";
import type { SessionAct } from "./session-dialog.tsx";
import { SessionFacts } from "./session-facts.tsx";
import { sessionLooks } from "./session-looks.ts";
import { titleOf } from "./title-of.ts";
import { writeSpan } from "./write-span.ts";

interface RegisterHeadingProps {
  readonly session: SessionRow;
  readonly may: RegisterView["may"];
  readonly signature: RegisterView["signature"];
  readonly onAct: (act: SessionAct) => void;
  readonly onAdd: () => void;
  readonly onKeys: () => void;
}

/** Which session this is, and what is done to it as a whole. */
export function RegisterHeading({ session, may, signature, onAct, onAdd, onKeys }: RegisterHeadingProps) {
  const { state } = session;
  const signable = state === "open" || state === "closed" || state === "reopened";
  const cancelled = state === "cancelled";
  const looks = [
    { word: "Print the register", icon: Printer, onSelect: () => window.print() },
    downloadItem({ word: "Download as PDF", path: `registers.pdf?session=${session.id}` }),
    downloadItem({ word: "Download as XLSX", path: `registers.xlsx?session=${session.id}` }),
    downloadItem({ word: "Download as CSV", path: `registers.csv?session=${session.id}` }),
    { word: "Keys", icon: Keyboard, note: "?", onSelect: onKeys },
  ];
  const changes = cancelled
    ? []
    : [
        ...(state === "final"
          ? []
          : [
              { word: "We moved…", icon: MapPin, onSelect: () => onAct("move") },
              { word: "Hand over…", icon: UserRoundCheck, onSelect: () => onAct("hand-over") },
              { word: "Add a student…", icon: UserPlus, onSelect: onAdd },
            ]),
        { word: "Cancel the session…", icon: CalendarX, onSelect: () => onAct("cancel") },
      ];
  return (
    <div className="flex flex-col gap-1">
      <PageHeading
        title={titleOf(session)}
        note={
          <span className="inline-flex flex-wrap items-center gap-x-3">
            <span className="font-medium text-ink">{writeSpan(session)}</span>
            <Link
              to="/registers/day"
              search={{ day: session.day }}
              className="underline decoration-line-strong underline-offset-2"
            >
              {writeDay(session.day)}
            </Link>
            <StatusMark
              look={
                session.signedOff !== null && (state === "open" || state === "closed")
                  ? { ...sessionLooks[state], word: `${sessionLooks[state].word}, signed off`, tone: "quiet" }
                  : sessionLooks[state]
              }
            />
          </span>
        }
        tools={
          <>
            {may.write && (state === "open" || state === "reopened") && session.rooms.length > 0 && (
              <Link
                to={pagePaths.registerCode}
                params={{ session: session.id }}
                className={buttonLook("plain")}
              >
                <QrCode aria-hidden className="size-3.5" />
                Show a code
              </Link>
            )}
            {may.write && signable && (
              <Button
                kind={session.signedOff === null || state === "reopened" ? "primary" : "plain"}
                onClick={() => onAct("sign-off")}
              >
                <PenLine aria-hidden className="size-3.5" />
                {session.signedOff === null || state === "reopened" ? "Sign off" : "Sign off again"}
              </Button>
            )}
            {may.write && signable && signature !== null && (
              <Button onClick={() => onAct("unsign")}>
                <RotateCcw aria-hidden className="size-3.5" />
                Take back
              </Button>
            )}
            {may.reopen && state === "final" && (
              <Button onClick={() => onAct("reopen")}>
                <RotateCcw aria-hidden className="size-3.5" />
                Reopen
              </Button>
            )}
            {may.change && cancelled && (
              <Button kind="primary" onClick={() => onAct("restore")}>
                <RotateCcw aria-hidden className="size-3.5" />
                Restore
              </Button>
            )}
            <Menu label="More" items={may.change ? [...changes, ...looks] : looks} />
          </>
        }
      />
      <p className="text-sm text-muted">
        <SessionFacts session={session} />
        {!may.write && " · You may look at this register, not write to it."}
      </p>
    </div>
  );
}
