import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import {
  CalendarPlus,
  CircleCheck,
  FileUp,
  FlaskConical,
  GraduationCap,
  PenLine,
  Square,
  UserCog,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import {
  type InstitutionView,
  institutionView,
  type WhatToLoad,
} from "../../../src/contract/http/institution.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Command } from "../../ui/command.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useSignIn } from "../accounts/use-sign-in.ts";
import { patch, post } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";
import { TermDialog } from "../school/term-dialog.tsx";
import { TermsShared } from "../school/terms-shared.tsx";
import { useTerms } from "../school/use-catalogue.ts";
import { useSimulateLine } from "../shell/use-simulate-line.ts";
import { type InstitutionDraft, InstitutionPanel, nothingTyped, zoneOffered } from "./institution-panel.tsx";
import { institutionKey, useInstitution } from "./use-institution.ts";

/** Where each choice is gone on with. */
const onwards = {
  demonstration: pagePaths.today,
  university: pagePaths.today,
  files: pagePaths.imports,
  by_hand: pagePaths.schoolRooms,
  nothing: pagePaths.today,
  later: pagePaths.today,
} as const satisfies Record<WhatToLoad, string>;

/** What a new store is asked once: whose it is, its term, and what it is to hold. */
export function FirstRunPage() {
  const { state } = useLoaded();
  const navigate = useNavigate();
  const institution = useInstitution().data;
  const moves = (institution?.nextTimeZone ?? null) !== null;
  const client = useQueryClient();
  const [typed, setTyped] = useState<InstitutionDraft>(nothingTyped);
  const begin = useMutation({
    /** @returns false where the server is to be started again first */
    async mutationFn(load: WhatToLoad) {
      // What was typed is meant, whether it was saved before or not.
      const { name } = typed;
      const timeZone = typed.timeZone ?? zoneGoneOnWith(load, institution);
      if (name !== null && name.trim() !== state.system.institution.name)
        await patch(institutionView, "institution", { name });
      if (timeZone !== null && timeZone.trim() !== "") {
        const { nextTimeZone } = await patch(institutionView, "institution", { timeZone: timeZone.trim() });
        await client.invalidateQueries({ queryKey: institutionKey });
        if (nextTimeZone !== null && load !== "later") return false;
      }
      await post(institutionView, "institution/first-run", { load });
      return true;
    },
    async onSuccess(begun, load) {
      setTyped(nothingTyped);
      if (begun) await navigate({ to: onwards[load] });
    },
  });
  return (
    <>
      <PageHeading
        title="Begin"
        note="in any order; each can be answered later too"
        tools={
          state.system.institution.firstRun && (
            <Button kind="quiet" disabled={begin.isPending} onClick={() => begin.mutate("later")}>
              Do not ask again
            </Button>
          )
        }
      />
      <InstitutionPanel typed={typed} onType={(more) => setTyped((before) => ({ ...before, ...more }))} />
      <TermOfNow />
      <WhoSignsIn />
      <Panel title="What to load" note="all of it can be changed later" className="shrink-0">
        {begin.error !== null && (
          <p role="alert" className="px-4 pt-3 text-sm text-denied">
            {begin.error.message}
          </p>
        )}
        {moves && (
          <p className="px-4 pt-3 text-sm text-late">
            First start the server again, so that what is loaded has days of the zone that was saved.
          </p>
        )}
        <Choices
          demo={state.system.demo.active}
          busy={begin.isPending || moves}
          onChoose={(load) => begin.mutate(load)}
        />
      </Panel>
    </>
  );
}

/**
 * The zone that whoever loads a school of their own saw in the form, left as it stood and so agreed to; null where the
 * server counts in it already, or where nothing of theirs is loaded.
 */
function zoneGoneOnWith(load: WhatToLoad, institution: InstitutionView | undefined): string | null {
  if (institution?.asksTimeZone !== true || load === "demonstration" || load === "later") return null;
  const shown = zoneOffered(institution);
  return shown === institution.timeZone ? null : shown;
}

/** Whether anybody signs in, with the way to the first account. */
function WhoSignsIn() {
  const guarded = useSignIn().data?.guarded;
  if (guarded === undefined) return null;
  return (
    <Panel
      title="Signing in"
      note={guarded ? "whoever opens a page signs in" : "nobody signs in yet"}
      className="shrink-0"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3 text-sm text-muted">
        <p className="min-w-0 max-w-prose flex-1 basis-72">
          {guarded
            ? "Accounts and their roles are seen to by administrators."
            : "Everything is open to everybody on this machine, and to nobody else. The first account is an administrator’s; it needs the code that the server printed when it started."}
        </p>
        <Link to={guarded ? pagePaths.accounts : pagePaths.setUp} className={buttonLook("plain")}>
          <UserCog aria-hidden className="size-3.5" />
          {guarded ? "Accounts" : "Make the first administrator"}
        </Link>
      </div>
    </Panel>
  );
}

/** The terms that are there, and the form for another. */
function TermOfNow() {
  const terms = useTerms();
  const [adding, setAdding] = useState(false);
  return (
    <Panel
      title="Term"
      note="rates and alerts are taken over it"
      className="shrink-0"
      tools={
        <Button onClick={() => setAdding(true)}>
          <CalendarPlus aria-hidden className="size-3.5" />
          Add a term
        </Button>
      }
    >
      {terms.error !== null && (
        <ReadTrouble what="The terms" error={terms.error} onAgain={() => void terms.refetch()} />
      )}
      {terms.data === undefined && terms.error === null && (
        <SkeletonRows label="Reading the terms" rows={1} />
      )}
      {terms.data?.length === 0 && (
        <p className="px-4 py-4 text-sm text-muted">
          No term yet: rates are of today alone. OneRoster files bring theirs; CSV files and calendars bring
          none.
        </p>
      )}
      <TermsShared terms={terms.data ?? []} within />
      <ul>
        {terms.data?.map(({ id, code, title, from, to }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 px-4 py-2.5 text-sm">
            <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
            <span className="font-medium">{title}</span>
            <span className="text-muted">
              {code} · {writeDay(from)} to {writeDay(to)}
            </span>
          </li>
        ))}
      </ul>
      {adding && (
        <TermDialog term={null} onSaved={() => void terms.refetch()} onClose={() => setAdding(false)} />
      )}
    </Panel>
  );
}

interface ChoicesProps {
  /** true while the demonstration's students are enrolled. */
  readonly demo: boolean;
  readonly busy: boolean;
  readonly onChoose: (load: WhatToLoad) => void;
}

function Choices({ demo, busy, onChoose }: ChoicesProps) {
  const line = useSimulateLine("--school university");
  const ends = demo ? " The demonstration ends." : "";
  return (
    <ul>
      <Choice
        icon={FileUp}
        title="My school, from files"
        about={`People, classes and timetable as OneRoster, CSV or calendars, looked at before anything is written.${ends}`}
      >
        <Button kind="primary" disabled={busy} onClick={() => onChoose("files")}>
          Bring in files
        </Button>
      </Choice>
      <Choice
        icon={PenLine}
        title="My school, by hand"
        about={`Rooms, courses, classes and people are typed in, one after the other.${ends}`}
      >
        <Button disabled={busy} onClick={() => onChoose("by_hand")}>
          Type it in
        </Button>
      </Choice>
      <Choice
        icon={GraduationCap}
        title="A pretend university"
        about="1,200 students with a timetable of weeks, and cameras that send their scans. This line, in the project’s folder, brings it and plays it; the pages fill as it goes:"
        more={<Command line={line} label="the command for the university" />}
      >
        <Button disabled={busy} onClick={() => onChoose("university")}>
          It is running
        </Button>
      </Choice>
      <Choice
        icon={FlaskConical}
        title="The demonstration"
        about={`Three pretend students in the three rooms of the original. ${
          demo ? "It is there already, and stays." : "It is started again."
        }`}
      >
        <Button disabled={busy} onClick={() => onChoose("demonstration")}>
          {demo ? "Keep it" : "Start it"}
        </Button>
      </Choice>
      <Choice
        icon={Square}
        title="Nothing"
        about={`Scans are kept from the first on, and registers fill once people are known.${ends}`}
      >
        <Button disabled={busy} onClick={() => onChoose("nothing")}>
          Begin empty
        </Button>
      </Choice>
    </ul>
  );
}

interface ChoiceProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly about: string;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

function Choice({ icon: Icon, title, about, more, children }: ChoiceProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-3">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <h3 className="text-base font-semibold">{title}</h3>
          <p className="mt-0.5 max-w-prose text-sm text-muted">{about}</p>
          {more !== undefined && <div className="mt-2 max-w-prose">{more}</div>}
        </div>
      </div>
      <div className="max-sm:pl-7">{children}</div>
    </li>
  );
}
