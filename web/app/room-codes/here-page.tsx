import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck, UserRoundX } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { type Confirmed, confirmed, type SeenCode, seenCode } from "../../../src/contract/http/room-codes.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { markLooks } from "../../ui/looks.ts";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { BarePage } from "../accounts/bare-page.tsx";
import { ApiFault, post, read } from "../api/call-api.ts";
import { meQuery } from "../me/use-me.ts";
import { useSignOut } from "../shell/use-sign-out.tsx";

type Seen = NonNullable<SeenCode["seen"]>;

/** Where a code that is shown in a room leads: whoever scanned it says that they are there. */
export function HerePage() {
  // Taken out of the address at once: it stays in no history, and signing in leads back here without it.
  const [scanned] = useState(() => location.hash.slice(1));
  const taking = useMutation({
    mutationFn: (code: string) => post(seenCode, "room-codes", { code }),
  });
  const { mutate } = taking;
  const begun = useRef(false);
  useEffect(() => {
    if (scanned === "" || begun.current) return;
    begun.current = true;
    history.replaceState(history.state, "", location.pathname);
    mutate(scanned);
  }, [scanned, mutate]);
  const before = useQuery({
    queryKey: ["seen code"],
    queryFn: ({ signal }) => read(seenCode, "room-codes/seen", signal),
    enabled: scanned === "",
  });
  const seen = taking.data?.seen ?? (taking.isIdle ? (before.data?.seen ?? null) : null);
  if (seen !== null) return <Confirming key={seen.until} seen={seen} />;
  if (taking.isPending || (scanned !== "" && taking.isIdle) || before.isLoading) {
    return (
      <BarePage title="Are you here?">
        <SkeletonRows label="Reading the code" rows={2} />
      </BarePage>
    );
  }
  return <Typing onType={mutate} trouble={taking.error ?? before.error} />;
}

/** For a phone that scans nothing, and after a code that was too old. */
function Typing({
  onType,
  trouble,
}: {
  readonly onType: (code: string) => void;
  readonly trouble: Error | null;
}) {
  const [code, setCode] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    if (code.trim() !== "") onType(code);
  }
  return (
    <BarePage
      title="Are you here?"
      about="Scan the code on the screen of your room, or type what stands beside it."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {trouble !== null && (
          <p role="alert" className="text-sm text-denied">
            {sayFault(trouble)}
          </p>
        )}
        <TextField
          label="Code"
          value={code}
          onChange={setCode}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          placeholder="K7M 2PX"
          maxLength={40}
          required
        />
        <div className="flex justify-end">
          <Button kind="primary" type="submit">
            Go on
          </Button>
        </div>
      </form>
    </BarePage>
  );
}

function Confirming({ seen }: { readonly seen: Seen }) {
  const me = useQuery({ ...meQuery, retry: false });
  const signOut = useSignOut();
  const confirming = useMutation({ mutationFn: () => post(confirmed, "room-codes/confirmation", {}) });
  if (confirming.data !== undefined) return <Done done={confirming.data} />;
  const about = <Session seen={seen} />;
  if (me.isLoading) {
    return (
      <BarePage title="Are you here?" about={about}>
        <SkeletonRows label="Reading who is signed in" rows={1} />
      </BarePage>
    );
  }
  const { minute } = clockfaceOf(seen.session.timeZone);
  if (me.data === undefined) {
    const out = me.error instanceof ApiFault && me.error.status === 401;
    return (
      <BarePage title="Are you here?" about={about}>
        <p className="text-sm">
          {out
            ? `Sign in with your own account to confirm. What you scanned is kept until ${minute(seen.until)}.`
            : sayFault(me.error)}
        </p>
        <div className="flex justify-end">
          {out ? (
            <a
              href={`${pagePaths.signIn}?${new URLSearchParams({ next: pagePaths.here })}`}
              className={buttonLook("primary")}
            >
              Sign in
            </a>
          ) : (
            <Button onClick={() => void me.refetch()}>Try again</Button>
          )}
        </div>
      </BarePage>
    );
  }
  const { kind, name, student } = me.data;
  if (student === null) {
    return (
      <BarePage title="Are you here?" about={about}>
        <p className="text-sm">
          {kind === "everybody"
            ? "Nobody has an account here, so a code cannot say who you are. Tell your lecturer, who marks you by hand."
            : `You are signed in as ${name}, which is no student’s account. Sign out, and sign in with your own; or ask whoever looks after accounts to link it to you.`}
        </p>
        {kind === "account" && (
          <div className="flex justify-end">
            <Button onClick={signOut.start} disabled={signOut.busy}>
              Sign out
            </Button>
          </div>
        )}
        {signOut.question}
      </BarePage>
    );
  }
  return (
    <BarePage title="Are you here?" about={about}>
      <p className="text-sm">
        You are <strong className="font-semibold">{name}</strong>, student {student}. You confirm for yourself
        alone.
      </p>
      {confirming.error !== null && (
        <p role="alert" className="text-sm text-denied">
          {sayFault(confirming.error)}
        </p>
      )}
      <div className="flex flex-wrap justify-between gap-2">
        <Button kind="quiet" onClick={signOut.start} disabled={signOut.busy}>
          Not you? Sign out
        </Button>
        <Button kind="primary" onClick={() => confirming.mutate()} disabled={confirming.isPending}>
          I am here
        </Button>
      </div>
      {signOut.question}
    </BarePage>
  );
}

function Done({ done: { session, room, at, again, mark } }: { readonly done: Confirmed }) {
  const { minute } = clockfaceOf(session.timeZone);
  const title = again ? `You are here since ${minute(at)}` : `You are here: ${minute(at)}`;
  return (
    <BarePage title={title} about={<Session seen={{ session, room }} />}>
      {mark === null ? (
        <p role="status" className="flex items-start gap-2 text-sm">
          <UserRoundX aria-hidden className="mt-0.5 size-4 shrink-0 text-late" />
          You are not expected in this session. That you came is stored: ask your lecturer to add you to the
          register.
        </p>
      ) : (
        <div role="status" className="flex flex-col gap-2 text-sm">
          <p className="flex items-center gap-2">
            <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
            {again ? "You had confirmed before; nothing changed." : "Your confirmation is stored."}
          </p>
          <p className="flex flex-wrap items-center gap-x-3">
            <StatusMark look={markLooks[mark.status]} />
            {mark.minutesLate !== null && mark.minutesLate > 0 && (
              <span className="text-xs text-muted">{mark.minutesLate} min late</span>
            )}
          </p>
          <p className="text-muted">{mark.why}</p>
        </div>
      )}
      <div className="flex justify-end">
        <a href={pagePaths.today} className={buttonLook("plain")}>
          To my own page
        </a>
      </div>
    </BarePage>
  );
}

function Session({ seen: { session, room } }: { readonly seen: Pick<Seen, "session" | "room"> }): ReactNode {
  const { minute } = clockfaceOf(session.timeZone);
  return (
    <>
      <span className="block font-medium text-ink">{session.name}</span>
      {session.standing ? writeDay(session.day) : `${minute(session.start)} – ${minute(session.end)}`} ·{" "}
      {room}
    </>
  );
}

/** What the server says without the name of the field, which is on no page. */
function sayFault(error: Error | null): string {
  const [first] = error instanceof ApiFault ? error.errors : [];
  const said = first?.message ?? error?.message ?? "";
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`.replace(/([.!?])\.$/, "$1");
}
