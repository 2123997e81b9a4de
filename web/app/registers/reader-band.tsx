import { Link } from "@tanstack/react-router";
import { Radio, VideoOff } from "lucide-react";
import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Banner } from "../../ui/banner.tsx";
import { useDeviceName } from "../devices/use-device-name.ts";
import { sayOfBlindness, sayOfSilence } from "./silence-words.ts";

interface ReaderBandProps {
  readonly register: RegisterView;
  /** Shows those alone of whom it cannot be known whether they came. */
  readonly onShowUnknown: () => void;
  /** null where this person may not write, or nothing can be signed now. */
  readonly onSign: (() => void) | null;
}

/** How the readers of a session are, from the first minute on: since when one is silent, and of how many that decides. */
export function ReaderBand({ register, onShowUnknown, onSign }: ReaderBandProps) {
  const { session, readers } = register;
  const { state } = session;
  if (state !== "open" && state !== "scheduled") return null;
  const clock = clockfaceOf(session.timeZone);
  const silent = readers.filter((reader) => reader.state === "silent");
  const unknown = session.counts.cannot_be_known ?? 0;
  const [first] = silent;
  if (first === undefined && unknown === 0) {
    const [well] = readers;
    return (
      <p className="flex items-start gap-x-2 text-sm text-muted print:hidden">
        <Radio aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={2.25} />
        <span>
          {well === undefined
            ? "No reader tells its health here: nothing says whether somebody would be seen."
            : `${readers.length === 1 ? "The reader here works" : `${readers.length} readers here work`}: last heard at ${clock.minute(well.lastAt)}.`}
          {well !== undefined && (
            <>
              {" "}
              <ReaderLink reader={well.reader} word="See it" />
            </>
          )}
        </span>
      </p>
    );
  }
  const words = sayOfSilence(register);
  const since = words?.since ?? sayOfBlindness(register);
  return (
    <div role="status">
      <Banner
        icon={VideoOff}
        kind="trouble"
        title={`${since}${unknown > 0 ? `; ${unknown} cannot be known.` : "."}`}
        action={
          <span className="flex flex-wrap gap-x-4 gap-y-1">
            {silent.map(({ reader }) => (
              <ReaderLink key={reader} reader={reader} word="See the reader" />
            ))}
            {unknown > 0 && (
              <button type="button" onClick={onShowUnknown} className="underline underline-offset-2">
                Mark by hand
              </button>
            )}
            {unknown > 0 && onSign !== null && (
              <button type="button" onClick={onSign} className="underline underline-offset-2">
                Sign off, and leave for review
              </button>
            )}
          </span>
        }
      >
        {unknown > 0
          ? `Whoever was not seen may be there all the same${first === undefined ? ", however short that time was" : ""}. ${first === undefined ? "If it tells what it kept of that time" : "When it comes back and tells what it kept"}, that decides by itself.`
          : words?.comers}
      </Banner>
    </div>
  );
}

function ReaderLink({ reader, word }: { reader: string; word: string }) {
  const nameOf = useDeviceName();
  return (
    <Link to="/devices/$name" params={{ name: reader }} className="underline underline-offset-2">
      {word}
      <span className="max-sm:sr-only">: {nameOf(reader)}</span>
    </Link>
  );
}
