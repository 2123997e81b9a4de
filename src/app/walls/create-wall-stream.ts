import type { TodayView } from "../../contract/http/today.ts";
import type { LiveHub } from "../live/create-live-hub.ts";
import type { LiveView } from "../live/shown-to.ts";
import type { Log } from "../ports.ts";
import { wallOfDay } from "./wall-of-day.ts";

/** A screen that shows the wall. */
export interface WallScreen {
  /** The id of the link that opened it; null for somebody who is signed in. */
  readonly link: string | null;
  /** Whether it may still: asked before everything that it is told. */
  readonly stillMay: () => Promise<boolean>;
  /** Gets one server-sent event. */
  readonly tell: (text: string) => void;
  readonly end: () => void;
}

/** Tells every wall the same: the day without people, whole each time, when something changed and every now and then. */
export interface WallStream {
  /** Adds a screen, which is told at once. Returns its removal. */
  watch(screen: WallScreen): Promise<() => void>;
  /** How many screens show what a link opened. */
  screensOf(link: string): number;
  /** Rights may be others now: who may no more is shown nothing more. */
  askAgain(): void;
  stop(): void;
}

/** Of the live stream a wall is told that something changed, and nothing of what. */
const nothing: LiveView = {
  shows: new Set(),
  sessions: { kind: "nothing" },
  students: new Set(),
  scans: false,
  system: "plain",
  pulse: "none",
};

/** The first change after a quiet while is told at once, others gathered. */
const gatherMs = 2_000;
/** What is on turns by the clock as well, and a screen that hears nothing believes itself alone. */
const anywayMs = 15_000;

export function createWallStream(parts: {
  readonly hub: Pick<LiveHub, "listen">;
  readonly today: () => Promise<TodayView>;
  readonly institution: () => Promise<string>;
  readonly log: Log;
}): WallStream {
  const { hub, log } = parts;
  const screens = new Set<WallScreen>();
  let leave: (() => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  let anyway: NodeJS.Timeout | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  let telling = false;
  let again = false;
  let unreadable = false;

  async function read(): Promise<string> {
    const [today, institution] = await Promise.all([parts.today(), parts.institution()]);
    return `event: wall\ndata: ${JSON.stringify(wallOfDay(today, institution))}\n\n`;
  }

  /** Ends the screens that may no more. @returns the others */
  async function asked(): Promise<WallScreen[]> {
    const answers = await Promise.all(
      Array.from(screens, async (screen) => ({ screen, may: await screen.stillMay() })),
    );
    for (const { screen, may } of answers) if (!may) screen.end();
    return answers.flatMap(({ screen, may }) => (may ? [screen] : []));
  }

  function soon(): void {
    if (telling) {
      again = true;
      return;
    }
    if (timer !== null || screens.size === 0) return;
    timer = setTimeout(tellAll, Math.max(0, lastAt + gatherMs - performance.now()));
  }

  function tellAll(): void {
    timer = null;
    if (screens.size === 0) return;
    telling = true;
    again = false;
    lastAt = performance.now();
    asked()
      .then(async (allowed) => {
        const text = allowed.length === 0 ? "" : await read();
        // Whoever was ended while it was read is told nothing more.
        for (const screen of allowed) if (screens.has(screen)) screen.tell(text);
        unreadable = false;
      })
      .catch((error: unknown) => {
        // The store will be back, and the next round tells.
        if (!unreadable) log.warn({ error }, "the wall cannot be read");
        unreadable = true;
      })
      .finally(() => {
        telling = false;
        if (again) soon();
      });
  }

  async function follow(): Promise<void> {
    anyway ??= setInterval(soon, anywayMs);
    if (leave !== null) return;
    leave = () => undefined;
    const left = await hub.listen(null, nothing, (text) => {
      if (text.startsWith("event: changes") || text.startsWith("event: reset")) soon();
    });
    if (screens.size === 0) {
      leave = null;
      left();
    } else leave = left;
  }

  function rest(): void {
    if (screens.size > 0) return;
    if (timer !== null) clearTimeout(timer);
    if (anyway !== null) clearInterval(anyway);
    timer = null;
    anyway = null;
    leave?.();
    leave = null;
  }

  return {
    async watch(screen) {
      screens.add(screen);
      const remove = (): void => {
        screens.delete(screen);
        rest();
      };
      try {
        await follow();
        const text = await read();
        if (screens.has(screen)) screen.tell(text);
      } catch (error) {
        remove();
        throw error;
      }
      return remove;
    },
    screensOf: (link) => Array.from(screens).filter((screen) => screen.link === link).length,
    askAgain: () => {
      asked().catch((error: unknown) => {
        log.warn({ error }, "who shows a wall could not be made sure of; the screens were ended");
        for (const screen of screens) screen.end();
      });
    },
    stop() {
      for (const screen of screens) screen.end();
      screens.clear();
      rest();
    },
  };
}
