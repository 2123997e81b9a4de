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
      if (topic.startsWith("$SYS/")) return "server";
      // A device's answer to a command is for whoever gave it.
      if (parseDeviceTopic(topic)?.channel === "response") return "elsewhere";
      const adapter = adapterOf(topic, made);
      // A terminal's own channels may look like the one on which it is spoken to; what it sends there is read.
      if (adapter !== null && adapter.name !== "native") return "ingest";
      if (isOursToSpeak(topic)) return "server";
      return adapter === null ? "elsewhere" : "ingest";
    },
    keepsRetained: (topic) => keepsRetained(topic, made),
  };
}
