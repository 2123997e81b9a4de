import { parseDeviceTopic } from "../../contract/mqtt/topics.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import { adapterOf, isOursToSpeak, keepsRetained } from "../../sources/adapters.ts";
import type { TopicRoutes } from "../ports.ts";

/**
 * Whose each topic is, by the adapters that read them.
 *
 * @param made adapters of the operator's own making
 */
export function routeTopics(made: readonly SourceAdapter[] = []): TopicRoutes {
  return {
    destination(topic) {
      // The broker's own, and what came over HTTP: nobody publishes there.
      if (topic.startsWith("$")) return "server";
      // A device's answer to a command is for whoever gave it.
      if (parseDeviceTopic(topic)?.channel === "response") return "elsewhere";
      if (isOursToSpeak(topic)) return "server";
      return adapterOf(topic, made) === null ? "unread" : "ingest";
    },
    keepsRetained: (topic) => keepsRetained(topic, made),
  };
}
