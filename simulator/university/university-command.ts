import { BrokerUnreachable } from "../scan-sender.ts";
import { type Api, ApiTrouble, loadSchool, readTimeZone } from "./load-school.ts";
import { makeUniversity } from "./make-university.ts";
import { realTime } from "./pace.ts";
import { runUniversity } from "./run-university.ts";
import { schoolFiles } from "./school-files.ts";
import { schoolLine, universityProgressLine, universitySummaryText } from "./university-text.ts";

export interface UniversityFlags {
  readonly url: string;
  readonly api: Api;
  readonly site: string;
  readonly seed: number;
  /** Milliseconds since 1970 UTC; null for now. */
  readonly anchor: number | null;
  readonly days: number;
  readonly live: boolean;
  readonly students: number;
  readonly classes: number;
  readonly rooms: number;
  readonly json: boolean;
}

/** Where a command tells what it does: one line that changes, and notes that stay. */
export interface Display {
  line(text: string): void;
  note(text: string): void;
  end(): void;
}

/** All was answered for; something was not; nobody answers. */
export type UniversityOutcome = "done" | "unconfirmed" | "unreachable";

/** Loads a pretend university into a server, and sends its past and its present, until `signal`. */
export async function simulateUniversity(
  flags: UniversityFlags,
  signal: AbortSignal,
  show: Display,
): Promise<UniversityOutcome> {
  try {
    const { seed, students, classes, rooms, days } = flags;
    const anchor = flags.anchor ?? realTime.now();
    const timeZone = await readTimeZone(flags.api, signal);
    const university = makeUniversity(seed, anchor, { students, classes, rooms, days, timeZone });
    show.note(`a pretend university, seed ${seed}, anchor ${new Date(anchor).toISOString()}, ${timeZone}`);
    show.note(schoolLine(university));
    const applied = await loadSchool(flags.api, schoolFiles(university), signal);
    show.note(`loaded into ${flags.api.url}: ${applied.rows} rows`);
    const summary = await runUniversity({
      university,
      url: flags.url,
      site: flags.site,
      live: flags.live,
      pace: realTime,
      signal,
      onProgress: (soFar) => show.line(universityProgressLine(soFar, realTime.now())),
      onNote: show.note,
    });
    show.end();
    console.log(
      flags.json
        ? JSON.stringify({ seed, anchor: new Date(anchor).toISOString(), ...summary })
        : universitySummaryText(university, summary),
    );
    show.note(`go on with this school: --seed ${seed} --anchor ${new Date(anchor).toISOString()}`);
    const answered = summary.confirmed + summary.rejected >= summary.given;
    return answered && summary.complete ? "done" : "unconfirmed";
  } catch (error) {
    show.end();
    if (signal.aborted && error === signal.reason) return "unconfirmed";
    if (!(error instanceof BrokerUnreachable || error instanceof ApiTrouble)) throw error;
    console.error(`error: ${error.message}`);
    return "unreachable";
  }
}
