import type { PulseView } from "../../contract/http/monitor.ts";
import type { SystemView } from "../../contract/http/system.ts";
import type { ChangesFrame, RegisterChange, ResetFrame, StudentChange } from "../../contract/live/frames.ts";
import type { Log } from "../ports.ts";
import type { LiveRows, LiveRowsAsked } from "../registers/live-rows.ts";
import type { SeatAsked } from "../registers/sessions-reading.ts";
import type { TiesStore } from "../rights/ties-store.ts";
import type { ChangeFeed, Changes } from "./change-feed.ts";
import {
  type FrameTies,
  type LiveView,
  registersShown,
  type Shows,
  shownTo,
  studentsShown,
  systemFor,
  withoutNames,
} from "./shown-to.ts";

export type Frame =
  | { readonly event: "changes"; readonly id: number; readonly data: ChangesFrame }
  | { readonly event: "reset"; readonly id: number; readonly data: ResetFrame }
  /** The first of a stream has the number up to which its reader was told, so that it can resume there from then on. */
  | { readonly event: "system"; readonly id: number | null; readonly data: SystemView }
  | { readonly event: "pulse"; readonly id: null; readonly data: PulseView };

/** Gets each frame, with its text as it goes over the wire, made once for all that show the same. */
export type Listener = (text: string) => void;

export interface LiveHub {
  /** Something was committed. Cheap: the reading happens once for all listeners, at most twenty times a second. */
  wake(): void;
  /** The state of broker or store changed. */
  systemChanged(): void;
  /** What pages hold is no longer true as a whole: the roster changed, or the day. */
  reset(reason: ResetFrame["reason"]): void;
  /**
   * Adds a listener, which first gets what came after `lastSeen` (nothing for null: a page that has just read
   * everything) or a reset where that is too much. Returns its removal.
   *
   * @param view what it is told of
   */
  listen(lastSeen: number | null, view: LiveView, listener: Listener): Promise<() => void>;
  listeners(): number;
  /** Frames of changes made since the start. */
  frames(): number;
  /** Starts from what is committed now. */
  start(): Promise<void>;
  stop(): void;
}

const frameEveryMs = 50;
const systemEveryMs = 1000;
const retryEveryMs = 500;
/** Changes in one frame, and changes that are worth catching up on rather than reading everything anew. */
const frameLimit = 1000;
const catchUpLimit = 5000;

/**
 * Reads what was committed, once for all pages of this process, and hands it on: by change number, so that
 * nothing is left out and nothing comes before it is stored.
 */
export function createLiveHub(parts: {
  readonly feed: ChangeFeed;
  /** Rows of registers as they are now. */
  readonly registerRows: (asked: LiveRowsAsked) => Promise<readonly LiveRows[]>;
  /** What a student's page shows, with the sessions of these days. */
  readonly studentPage: (student: string, days: readonly string[]) => Promise<StudentChange | null>;
  /** Who teaches sessions and who of some students sits in them: asked where somebody may not be told of all. */
  readonly ties: Pick<TiesStore, "staffOfSessions" | "seatedIn">;
  readonly system: () => Promise<SystemView>;
  readonly pulse: () => PulseView;
  readonly log: Log;
}): LiveHub {
  const { feed, log } = parts;
  const listeners = new Map<Listener, { readonly view: LiveView; readonly key: string }>();
  let seq = 0;
  let frames = 0;
  let dirty = false;
  let reading = false;
  /** The last attempt failed: an outage is told once, and knocked at less often. */
  let unreadable = false;
  let lastFrameAt = 0;
  let timer: NodeJS.Timeout | null = null;
  let systemTimer: NodeJS.Timeout | null = null;
  let lastSystemAt = 0;
  let stopped = false;

  function schedule(): void {
    if (stopped || reading || timer !== null || !dirty) return;
    const wait = Math.max(0, lastFrameAt + (unreadable ? retryEveryMs : frameEveryMs) - performance.now());
    timer = setTimeout(read, wait);
  }

  function read(): void {
    timer = null;
    reading = true;
    dirty = false;
    lastFrameAt = performance.now();
    readFrame()
      .then(() => {
        unreadable = false;
      })
      .catch((error: unknown) => {
        dirty = true; // the store will be back
        if (!unreadable) log.warn({ error }, "live feed cannot read the changes");
        unreadable = true;
      })
      .finally(() => {
        reading = false;
        schedule();
      });
  }

  async function readFrame(): Promise<void> {
    if (listeners.size === 0) {
      const latest = await feed.lastSeq();
      // Somebody who came meanwhile began where the feed stood, and must not be led past anything.
      if (listeners.size === 0) seq = latest;
      else dirty = true;
      return;
    }
    const changes = await feed.changesAfter(seq, frameLimit);
    if (changes.upTo === seq) return;
    const views = Array.from(listeners.values(), ({ view }) => view);
    const frame = await toFrame(changes, views);
    const ties = await tiesOf(frame, views);
    const encoded = new Map<string, string>();
    frames += 1;
    // A full page is at least this many numbers long, whatever it is made of: there may be more behind it.
    if (changes.upTo - seq >= frameLimit) dirty = true;
    seq = changes.upTo;
    for (const [listener, { view, key }] of listeners) {
      const text = encoded.get(key) ?? encodeFor(frame, view, ties);
      encoded.set(key, text);
      listener(text);
    }
    systemSoon();
  }

  function tellAll(text: string): void {
    for (const listener of listeners.keys()) listener(text);
  }

  async function tiesOf(frame: ChangesFrame, views: readonly LiveView[]): Promise<FrameTies> {
    const tied = views.some(({ sessions }) => sessions.kind === "tied");
    const students = [...studentsShown(views.map(({ shows }) => shows))];
    const planned = frame.sessions.map(({ session }) => session);
    const named = new Set([...planned, ...[...frame.marks, ...frame.attempts].map(({ session }) => session)]);
    for (const { session } of frame.registers) named.add(session);
    const [staff, seated] = await Promise.all([
      tied && named.size > 0
        ? parts.ties.staffOfSessions([...named])
        : new Map<string, ReadonlySet<string>>(),
      students.length > 0 && planned.length > 0
        ? parts.ties.seatedIn(planned, students)
        : new Map<string, ReadonlySet<string>>(),
    ]);
    return { staff, seated };
  }

  async function toFrame(changes: Changes, views: readonly LiveView[]): Promise<ChangesFrame> {
    const shown: readonly Shows[] = views.map(({ shows }) => shows);
    return {
      seq: changes.upTo,
      scans: changes.scans.map(({ personId: _, roomId: __, ...scan }) => scan),
      marks: [...changes.marks],
      attempts: [...changes.attempts],
      registers: await registersOf(changes, registersShown(shown)),
      students: await studentsOf(changes, studentsShown(shown)),
      sessions: [...changes.sessions],
      absences: [...changes.absences],
      quarantined: [...changes.quarantined],
    };
  }

  /** The rows of those registers that somebody shows, read once for all who do. */
  async function registersOf(changes: Changes, shown: ReadonlySet<string>): Promise<RegisterChange[]> {
    if (shown.size === 0) return [];
    const seats = new Map<string, SeatAsked>();
    // The words of a mark tell of an attempt as well, though it changes no mark.
    for (const { session, student } of [...changes.marks, ...changes.attempts]) {
      if (shown.has(session)) seats.set(`${session} ${student}`, { session, student });
    }
    // Whoever was seen and got no mark may be a visitor where that was.
    const marked = new Set(changes.marks.map(({ student }) => student));
    const strangers = changes.scans.flatMap(({ student, identified, roomId }) =>
      identified && student !== null && roomId !== null && !marked.has(student) ? [roomId] : [],
    );
    const asked = { seats: [...seats.values()], rooms: [...new Set(strangers)], sessions: [...shown] };
    if (asked.seats.length === 0 && asked.rooms.length === 0) return [];
    return [...(await parts.registerRows(asked))];
  }

  /** What the pages of those students show about whom something changed, read once for all who show them. */
  async function studentsOf(changes: Changes, shown: ReadonlySet<string>): Promise<StudentChange[]> {
    const days = new Map<string, Set<string>>();
    const daysOf = (student: string): Set<string> => {
      const known = days.get(student) ?? new Set();
      days.set(student, known);
      return known;
    };
    if (shown.size > 0) {
      for (const { student, day } of changes.marks) if (shown.has(student)) daysOf(student).add(day);
      for (const { student } of changes.attempts) if (shown.has(student)) daysOf(student);
    }
    const pages = await Promise.all(
      Array.from(days, ([student, own]) => parts.studentPage(student, [...own].sort())),
    );
    return pages.filter((page) => page !== null);
  }

  function systemSoon(): void {
    if (stopped || systemTimer !== null) return;
    systemTimer = setTimeout(
      () => {
        systemTimer = null;
        lastSystemAt = performance.now();
        if (listeners.size === 0) return;
        parts
          .system()
          .then((data) => {
            const pulse = parts.pulse();
            const encoded = new Map<string, string>();
            for (const [listener, { view }] of listeners) {
              const key = `${view.system} ${view.pulse}`;
              const text = encoded.get(key) ?? encodeSystem(data, pulse, view);
              encoded.set(key, text);
              listener(text);
            }
          })
          .catch((error: unknown) => log.warn({ error }, "live feed cannot tell the state of the server"));
      },
      Math.max(0, lastSystemAt + systemEveryMs - performance.now()),
    );
  }

  return {
    wake() {
      dirty = true;
      schedule();
    },
    systemChanged: systemSoon,
    reset(reason) {
      const text = encode({ event: "reset", id: seq, data: { seq, reason } });
      tellAll(text);
      systemSoon();
    },
    async listen(lastSeen, view, listener) {
      // Frames that come while this one catches up wait behind what it missed.
      let waiting: string[] | null = [];
      const entry: Listener = (text) => {
        if (waiting === null) listener(text);
        else waiting.push(text);
      };
      const from = lastSeen ?? seq;
      const until = seq;
      listeners.set(entry, { view, key: keyOf(view) });
      try {
        if (from > until || (from < until && (await feed.countAfter(from, catchUpLimit)) >= catchUpLimit)) {
          listener(encode({ event: "reset", id: until, data: { seq: until, reason: "too_far_behind" } }));
        } else {
          for (let at = from; at < until; ) {
            // What came since is told by the frames that wait.
            const changes = cutAt(until, await feed.changesAfter(at, frameLimit));
            if (changes.upTo === at) break;
            const frame = await toFrame(changes, [view]);
            listener(encodeFor(frame, view, await tiesOf(frame, [view])));
            at = changes.upTo;
          }
        }
        listener(encodeSystem(await parts.system(), parts.pulse(), view, until));
      } catch (error) {
        listeners.delete(entry);
        throw error;
      }
      for (const text of waiting) listener(text);
      waiting = null;
      return () => listeners.delete(entry);
    },
    listeners: () => listeners.size,
    frames: () => frames,
    async start() {
      seq = await feed.lastSeq();
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      if (systemTimer !== null) clearTimeout(systemTimer);
    },
  };
}

function cutAt(seq: number, changes: Changes): Changes {
  if (changes.upTo <= seq) return changes;
  return {
    upTo: seq,
    scans: changes.scans.filter((scan) => scan.seq <= seq),
    quarantined: changes.quarantined.filter((message) => message.seq <= seq),
    marks: changes.marks.filter((mark) => mark.seq <= seq),
    attempts: changes.attempts.filter((attempt) => attempt.seq <= seq),
    // What changed later is told again; a page reads these anew, so nothing is told too early.
    sessions: changes.sessions.map((change) => ({ ...change, seq: Math.min(change.seq, seq) })),
    absences: changes.absences.map((change) => ({ ...change, seq: Math.min(change.seq, seq) })),
  };
}

/** Whoever shows the same and may be told of the same has one key. */
const keyOf = ({ shows, students, ...view }: LiveView): string =>
  JSON.stringify([shows && [...shows].sort(), students && [...students].sort(), view]);

function encodeFor(frame: ChangesFrame, view: LiveView, ties: FrameTies): string {
  return encode({ event: "changes", id: frame.seq, data: shownTo(frame, view, ties) });
}

function encodeSystem(
  system: SystemView,
  pulse: PulseView,
  view: LiveView,
  toldUpTo: number | null = null,
): string {
  const told = encode({ event: "system", id: toldUpTo, data: systemFor(system, view.system) });
  if (view.pulse === "none") return told;
  const monitor = view.pulse === "whole" ? pulse.monitor : withoutNames(pulse.monitor);
  return told + encode({ event: "pulse", id: null, data: { ...pulse, monitor } });
}

/** One server-sent event; JSON has no line breaks, so one data line is enough. */
function encode(frame: Frame): string {
  const id = frame.id === null ? "" : `id: ${frame.id}\n`;
  return `event: ${frame.event}\n${id}data: ${JSON.stringify(frame.data)}\n\n`;
}
