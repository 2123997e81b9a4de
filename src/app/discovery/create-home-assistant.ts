import { z } from "zod";
import { homeAssistantListTopic, isHomeAssistantTopic } from "../../contract/mqtt/home-assistant.ts";
import type { Clock, Log, Publisher } from "../ports.ts";

/** Tells Home Assistant of rooms and readers, and takes back what is there no more. */
export interface HomeAssistant {
  /** Looks whether anything changed, every now and then. A fault is logged, and the next look tries again. */
  round(): void;
  /** Looks at once; resolves when what changed is told. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** What is told turns by the clock as well. */
const everyMs = 10_000;

const keptList = z.object({ v: z.literal(1), topics: z.array(z.string()) });

/**
 * @param parts.on false takes back what a start before had told, and tells nothing
 * @param parts.kept the message that the broker keeps on a topic; null for none
 * @param parts.read what is to be kept at the broker, by topic
 */
export function createHomeAssistant(parts: {
  readonly on: boolean;
  readonly site: string;
  readonly kept: (topic: string) => Promise<Uint8Array | null>;
  readonly publisher: Publisher;
  readonly read: () => Promise<ReadonlyMap<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
}): HomeAssistant {
  const { on, publisher, clock, log } = parts;
  const listTopic = homeAssistantListTopic(parts.site);
  /** What the broker keeps of us; null while nobody looked. A payload that is not known is null. */
  let told: ReadonlyMap<string, string | null> | null = null;
  let running: Promise<void> | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const keep = (topic: string, payload: string): Promise<void> =>
    publisher.publish(topic, payload, { qos: 1, retain: true });
  const keepList = (topics: readonly string[]): Promise<void> =>
    keep(listTopic, topics.length === 0 ? "" : JSON.stringify({ v: 1, topics: [...new Set(topics)] }));

  async function tell(): Promise<void> {
    told ??= await toldBefore();
    const before = told;
    if (!on && before.size === 0) return;
    const wanted = on ? await parts.read() : new Map<string, string>();
    const gone = [...before.keys()].filter((topic) => !wanted.has(topic));
    const changed = [...wanted].filter(([topic, payload]) => before.get(topic) !== payload);
    if (gone.length === 0 && changed.length === 0) return;
    // What is told is on the list before it is told: whoever is killed in between can still take it back.
    if (changed.some(([topic]) => !before.has(topic))) await keepList([...before.keys(), ...wanted.keys()]);
    // Should this break off, all of it is told again, and taken back if it is wanted no more.
    told = new Map([...before, ...changed.map(([topic]) => [topic, null] as const)]);
    await Promise.all(gone.map((topic) => keep(topic, "")));
    await Promise.all(changed.map(([topic, payload]) => keep(topic, payload)));
    if (gone.length > 0) await keepList([...wanted.keys()]);
    told = new Map(wanted);
  }

  async function toldBefore(): Promise<ReadonlyMap<string, null>> {
    const payload = await parts.kept(listTopic);
    if (payload === null) return new Map();
    const list = keptList.safeParse(jsonOf(payload));
    if (!list.success) return new Map();
    // Whatever stands there, nothing of anybody else's is taken back.
    return new Map(list.data.topics.filter(isHomeAssistantTopic).map((topic) => [topic, null]));
  }

  function look(): Promise<void> {
    lastAt = clock.now().epochMilliseconds;
    running ??= tell().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    round() {
      if (stopped || running !== null || clock.now().epochMilliseconds - lastAt < everyMs) return;
      look().catch((error: unknown) =>
        log.warn({ error }, "Home Assistant was not told; the next round tries again"),
      );
    },
    look,
    async stop() {
      stopped = true;
      await running?.catch(() => undefined);
    },
  };
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
