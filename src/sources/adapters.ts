import { isHomeAssistantTopic } from "../contract/mqtt/home-assistant.ts";
import { matchesFilter } from "../contract/mqtt/topic-filter.ts";
import type { SourceAdapter } from "./adapter.ts";
import { dahuaAdapter } from "./dahua/dahua-adapter.ts";
import { doubleTakeAdapter } from "./double-take/double-take-adapter.ts";
import { espRfidAdapter } from "./esp-rfid/esp-rfid-adapter.ts";
import { esphomeAdapter } from "./esphome/esphome-adapter.ts";
import { frigateAdapter } from "./frigate/frigate-adapter.ts";
import { hfsecurityAdapter } from "./hfsecurity/hfsecurity-adapter.ts";
import { hikvisionAdapter } from "./hikvision/hikvision-adapter.ts";
import { nativeAdapter } from "./native/native-adapter.ts";
import { originalAdapter } from "./original/original-adapter.ts";
import { roomCodeAdapter } from "./room-code/room-code-adapter.ts";
import type { SenderCommands } from "./sender-commands.ts";
import { tasmotaAdapter } from "./tasmota/tasmota-adapter.ts";
import { zktecoAdapter } from "./zkteco/zkteco-adapter.ts";

/** Muster's own: always heard, and nobody else reads their topics. */
const ownAdapters: readonly SourceAdapter[] = [originalAdapter, nativeAdapter, roomCodeAdapter];

/** Other makers' senders over MQTT. */
export const foreignAdapters: readonly SourceAdapter[] = [
  hfsecurityAdapter,
  frigateAdapter,
  doubleTakeAdapter,
  espRfidAdapter,
  tasmotaAdapter,
  esphomeAdapter,
];

/** Other makers' senders over HTTP: what they post comes on topics below `$HTTP/`, which no broker hands on. */
const httpAdapters: readonly SourceAdapter[] = [zktecoAdapter, hikvisionAdapter, dahuaAdapter];

/**
 * The adapter that reads a topic, or null where none does. This is the one place that decides it: Muster's own come
 * first, then those that the operator made, then other makers'.
 *
 * @param made adapters of the operator's own making
 */
export function adapterOf(topic: string, made: readonly SourceAdapter[] = noneMade): SourceAdapter | null {
  // Nobody's topic is longer than this, and whoever may publish chooses how many levels there are.
  if (topic.length > longestTopic) return null;
  const answers = answersOf(made);
  const known = answers.get(topic);
  if (known !== undefined) return known;
  const found = findAdapter(topic, made);
  if (answers.size >= remembered) answers.clear();
  answers.set(topic, found);
  return found;
}

const noneMade: readonly SourceAdapter[] = [];

/*
 * Every message is asked about three times, and the devices of a school speak on the same few thousand topics. What follows
 * only remembers answers: the same topic has the same adapter.
 */
const remembered = 4096;
const answersByMade = new WeakMap<readonly SourceAdapter[], Map<string, SourceAdapter | null>>();

/** What was remembered of topics is forgotten: adapters were added to the list, or taken out of it. */
export function adaptersChanged(made: readonly SourceAdapter[]): void {
  answersByMade.delete(made);
}

/** Is another object once `adaptersChanged` was told of the list: whoever remembers what follows from it forgets that too. */
export const adaptersAsOf = (made: readonly SourceAdapter[]): object => answersOf(made);

function answersOf(made: readonly SourceAdapter[]): Map<string, SourceAdapter | null> {
  const known = answersByMade.get(made);
  if (known !== undefined) return known;
  const answers = new Map<string, SourceAdapter | null>();
  answersByMade.set(made, answers);
  return answers;
}

function findAdapter(topic: string, made: readonly SourceAdapter[]): SourceAdapter | null {
  for (const adapters of [ownAdapters, made, foreignAdapters, httpAdapters]) {
    const found = adapters.find(({ filters }) => filters.some((filter) => matchesFilter(filter, topic)));
    if (found !== undefined) return found;
  }
  return null;
}

const longestTopic = 1024;

/** What a server subscribes to on a broker of one's own: Muster's own topics, and those of the kinds asked for. */
export function subscriptionsOf(adapters: readonly SourceAdapter[]): readonly string[] {
  return [...ownAdapters, ...adapters].flatMap(({ filters, subscribe }) => subscribe ?? filters);
}

/** Every filter by which a topic is read, Muster's own first: what a topic that nobody reads may have been meant as. */
export function filtersOf(made: readonly SourceAdapter[]): readonly string[] {
  return [
    ...subscriptionsOf(made),
    ...foreignAdapters.flatMap(({ filters, subscribe }) => subscribe ?? filters),
  ];
}

/** Whether a topic is the server's alone: it speaks there to senders, and a forged word would make one forget a scan. */
export function isOursToSpeak(topic: string): boolean {
  if (topic.length > longestTopic) return false;
  if (isHomeAssistantTopic(topic)) return true;
  const takesIn = (filters: readonly string[]): boolean =>
    filters.some((filter) => matchesFilter(filter, topic));
  if (ownAdapters.some(({ ours }) => takesIn(ours))) return true;
  // What a terminal sends may look like the topic on which it is spoken to.
  return (
    foreignAdapters.some(({ ours }) => takesIn(ours)) &&
    !foreignAdapters.some(({ filters }) => takesIn(filters))
  );
}

/**
 * How a sender is told what to do, by its name: `site/device`, or the kind and what it is called in its topics.
 *
 * @returns null where it can be told nothing
 */
export function commandsTo(
  sender: string,
): { readonly commands: SenderCommands; readonly address: string } | null {
  const native = namesDevice.test(sender);
  const [kind = ""] = sender.split(":", 1);
  const adapter = native ? nativeAdapter : foreignAdapters.find(({ name }) => name === kind);
  if (adapter?.commands === undefined) return null;
  const address = native ? sender : sender.slice(kind.length + 1);
  return noTopicLevel.test(native ? "" : address) ? null : { commands: adapter.commands, address };
}

const namesDevice = /^[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9-]{0,62}$/;
/** A name that a message told, and that no topic can hold as one level. */
const noTopicLevel = /[/+#\p{Cc}]/u;

/** Whether a sender of this topic keeps its messages at the broker on purpose. */
export function keepsRetained(topic: string, made: readonly SourceAdapter[] = []): boolean {
  return adapterOf(topic, made)?.retained.some((filter) => matchesFilter(filter, topic)) ?? false;
}
