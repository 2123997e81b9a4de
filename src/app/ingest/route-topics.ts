import { homeAssistantStatusTopic } from "../../contract/mqtt/home-assistant.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import { adapterOf, adaptersAsOf, isOursToSpeak, keepsRetained } from "../../sources/adapters.ts";
import type { TopicRoutes } from "../ports.ts";

/**
 * Whose each topic is, by the adapters that read them.
 *
 * @param made adapters of the operator's own making
 */
export function routeTopics(made: readonly SourceAdapter[] = []): TopicRoutes {
  /** What was found of a topic; each message asks, and the topics of a school are few. */
  const routes = new Map<string, Route>();

  let asOf = adaptersAsOf(made);

  function routeOf(topic: string): Route {
    if (asOf !== adaptersAsOf(made)) {
      asOf = adaptersAsOf(made);
      routes.clear();
    }
    const known = routes.get(topic);
    if (known !== undefined) return known;
    const route = { destination: destinationOf(topic, made), keepsRetained: keepsRetained(topic, made) };
    if (topic.length > longestRemembered) return route;
    if (routes.size >= remembered) routes.clear();
    routes.set(topic, route);
    return route;
  }

  return {
    destination: (topic) => routeOf(topic).destination,
    keepsRetained: (topic) => routeOf(topic).keepsRetained,
  };
}

type Destination = ReturnType<TopicRoutes["destination"]>;

interface Route {
  readonly destination: Destination;
  readonly keepsRetained: boolean;
}

const remembered = 4096;
const longestRemembered = 256;

function destinationOf(topic: string, made: readonly SourceAdapter[]): Destination {
  // The broker's own, and what came over HTTP: nobody publishes there.
  if (topic.startsWith("$")) return "server";
  if (isOursToSpeak(topic)) return "server";
  if (topic === homeAssistantStatusTopic) return "elsewhere";
  return adapterOf(topic, made) === null ? "unread" : "ingest";
}
