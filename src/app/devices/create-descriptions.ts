import type { DescriptionPreview, DescriptionView } from "../../contract/http/descriptions.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import { adaptersChanged } from "../../sources/adapters.ts";
import { createGenericAdapter } from "../../sources/generic/generic-adapter.ts";
import { type GenericSource, genericSource, topicsOf } from "../../sources/generic/generic-source.ts";
import { topicOfPath } from "../../sources/generic/posted-path.ts";
import { readJson } from "../../sources/read-json.ts";
import type { SourceMessage, SourceSettings } from "../../sources/source.ts";
import type { Author } from "../actor.ts";
import type { Clock, Log } from "../ports.ts";
import { describeReading } from "./describe-reading.ts";
import type { DescriptionStore, StoredDescription } from "./description-store.ts";
import { listPaths } from "./list-paths.ts";

type Written = Readonly<Record<string, unknown>>;

/** Why a description was not switched on: the fields, or that none of the last messages is a scan by it. */
export type DescriptionRefusal =
  | { readonly because: "invalid"; readonly faults: DescriptionPreview["faults"] }
  | { readonly because: "untried"; readonly tried: number };

/** Senders that an operator describes on the page, tried on what came last before they are switched on. */
export interface Descriptions {
  list(): Promise<readonly DescriptionView[]>;
  /** @param named whether it is told who was seen, and the messages themselves */
  preview(written: Written, named: boolean): Promise<DescriptionPreview>;
  /** Keeps a description and reads by it from now on. @param untried though none of the last messages is a scan by it */
  switchOn(
    name: string,
    written: Written,
    untried: boolean,
    author: Author,
  ): Promise<DescriptionView | { readonly refused: DescriptionRefusal }>;
  /** null where there is none of that name. */
  switchOff(name: string, author: Author): Promise<DescriptionView | null>;
}

const mostTried = 20;
const shownBytes = 512;

/**
 * @param parts.made adapters that messages are read by; those of the page stand behind those of the file in it, and come
 *   and go while the server runs
 * @param parts.fileNames names that the file has given
 * @param parts.lastMessages the last messages that came on topics that a filter takes in, newest first
 */
export async function createDescriptions(parts: {
  readonly store: DescriptionStore;
  readonly made: SourceAdapter[];
  readonly fileNames: ReadonlySet<string>;
  readonly lastMessages: (filter: string) => Promise<readonly SourceMessage[]>;
  readonly settings: SourceSettings;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Descriptions> {
  const { store, made, fileNames, settings, clock, log } = parts;
  const ofFile = made.length;
  await apply();

  /** Reads by those that are switched on, and by no others of the page. */
  async function apply(): Promise<void> {
    const adapters = (await store.descriptions())
      .filter(({ on, name }) => on && !fileNames.has(name))
      .flatMap(({ source, name }) => {
        const checked = genericSource.safeParse(source);
        if (checked.success) return createGenericAdapter(checked.data);
        log.warn({ name }, "a description is not understood by this version, and nothing is read by it");
        return [];
      });
    made.splice(ofFile, made.length, ...adapters);
    adaptersChanged(made);
  }

  function check(
    written: Written,
  ): { readonly source: GenericSource } | { readonly faults: DescriptionPreview["faults"] } {
    const checked = genericSource.safeParse(written);
    if (!checked.success) {
      return {
        faults: checked.error.issues.map(({ path, message }) => ({
          field: path.map(String).join("."),
          message,
        })),
      };
    }
    if (!fileNames.has(checked.data.name)) return { source: checked.data };
    const message =
      "is described in the file of MUSTER_SENDERS_FILE: change it there, or choose another name";
    return { faults: [{ field: "name", message }] };
  }

  async function tryOn(source: GenericSource) {
    const adapter = createGenericAdapter(source);
    const messages = (await parts.lastMessages(topicsOf(source))).slice(0, mostTried);
    return messages.map((message) => ({ message, reading: adapter.read(message, settings) }));
  }

  /** The paths of the newest message on the topics that is JSON; a filter may be right before anything else is. */
  async function pathsOf(written: Written): Promise<DescriptionPreview["paths"]> {
    const { filter, path } = written;
    const said = typeof path === "string" && path !== "" ? topicOfPath(path) : filter;
    if (typeof said !== "string" || said === "") return [];
    for (const { payload } of await parts.lastMessages(said)) {
      const json = readJson(payload);
      if ("value" in json) return listPaths(json.value);
    }
    return [];
  }

  return {
    list: async () => (await store.descriptions()).map(toView),

    async preview(written, named) {
      const paths = await pathsOf(written);
      const checked = check(written);
      if ("faults" in checked) return { faults: checked.faults, messages: [], paths };
      const tried = await tryOn(checked.source);
      return {
        faults: [],
        paths,
        messages: tried.map(({ message, reading }) => ({
          at: message.receivedAt.toString({ fractionalSecondDigits: 3 }),
          topic: message.topic,
          bytes: message.payload.byteLength,
          text: named ? new TextDecoder().decode(message.payload.subarray(0, shownBytes)) : null,
          read: reading.kind,
          detail: describeReading(reading, named),
        })),
      };
    },

    async switchOn(name, written, untried, author) {
      const checked = check({ ...written, name });
      if ("faults" in checked) return { refused: { because: "invalid", faults: checked.faults } };
      const tried = await tryOn(checked.source);
      if (!untried && !tried.some(({ reading }) => reading.kind === "scan")) {
        return { refused: { because: "untried", tried: tried.length } };
      }
      const kept = { name, source: checked.source, on: true, at: clock.now(), by: author.id };
      await store.putDescription(kept);
      await apply();
      log.info({ name, topics: topicsOf(checked.source), by: author.id }, "a described sender is read");
      return toView(kept);
    },

    async switchOff(name, author) {
      const before = (await store.descriptions()).find((one) => one.name === name);
      if (before === undefined) return null;
      const kept = { ...before, on: false, at: clock.now(), by: author.id };
      await store.putDescription(kept);
      await apply();
      log.info({ name, by: author.id }, "a described sender is read no longer");
      return toView(kept);
    },
  };
}

const toView = ({ name, source, on, at, by }: StoredDescription): DescriptionView => ({
  name,
  description: { ...source },
  on,
  at: at.toString({ fractionalSecondDigits: 3 }),
  by,
});
