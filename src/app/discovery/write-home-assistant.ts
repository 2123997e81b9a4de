import type { RoomsView } from "../../contract/http/rooms.ts";
import type { SenderView } from "../../contract/http/senders.ts";
import type { SessionCard } from "../../contract/http/today.ts";
import { largestUncounted } from "../../contract/http/walls.ts";
import {
  discoveryTopic,
  homeAssistantId,
  homeAssistantStateTopic,
} from "../../contract/mqtt/home-assistant.ts";
import { stateTopic } from "../../contract/mqtt/topics.ts";
import { senderState, senderStates } from "../../domain/attendance/sender-state.ts";
import { isOn } from "../../domain/timetable/is-on.ts";

/** What Home Assistant is told of. */
export interface HomeAssistantFacts {
  readonly site: string;
  readonly version: string;
  readonly rooms: readonly RoomsView["rooms"][number]["room"][];
  readonly sessions: readonly Pick<
    SessionCard,
    "title" | "classes" | "rooms" | "start" | "end" | "state" | "stand"
  >[];
  readonly senders: readonly SenderView[];
  /** Epoch milliseconds. */
  readonly now: number;
}

type Component = Readonly<Record<string, unknown>> & {
  readonly platform: "sensor" | "binary_sensor";
  readonly name: string;
};

/**
 * What is kept at the broker for Home Assistant, by topic: of each room and each reader in use what it is, as its MQTT
 * discovery documents for devices, and how it is. It holds counts and no name of anybody, and no count of a session of so few
 * that it would say who of them came.
 */
export function writeHomeAssistant(facts: HomeAssistantFacts): ReadonlyMap<string, string> {
  const { site, rooms, senders } = facts;
  const told = new Map<string, string>();
  const tell = (id: string, what: object, components: Readonly<Record<string, Component>>, state: object) => {
    told.set(discoveryTopic(id), JSON.stringify(describe(facts, id, what, components)));
    told.set(homeAssistantStateTopic(site, id), JSON.stringify(state));
  };
  for (const { code, title } of rooms) {
    const name = title ?? code;
    const what = { name, model: "Room", suggested_area: name };
    tell(homeAssistantId(site, "room", code), what, roomComponents, roomState(facts, code));
  }
  for (const sender of senders) {
    if (sender.retired !== null) continue;
    const what = {
      name: sender.title ?? sender.name,
      model: "Reader",
      ...(sender.firmware !== null && { sw_version: sender.firmware }),
      ...(sender.room !== null && { suggested_area: sender.room }),
    };
    const health = senderState(sender, facts.now);
    tell(homeAssistantId(site, "reader", sender.name), what, readerComponents, {
      health,
      problem: troubles.has(health) ? "ON" : "OFF",
      outbox: sender.outbox,
    });
  }
  return told;
}

const troubles: ReadonlySet<string> = new Set(["offline", "silent", "gone"]);

/** The discovery message of a device: one message for all that is shown of it. */
function describe(
  { site, version }: HomeAssistantFacts,
  id: string,
  what: object,
  components: Readonly<Record<string, Component>>,
): object {
  return {
    device: { identifiers: [id], manufacturer: "Muster", ...what },
    origin: { name: "Muster", sw_version: version },
    components: Object.fromEntries(
      Object.entries(components).map(([key, component]) => [
        key,
        { ...component, unique_id: `${id}-${key}`, value_template: `{{ value_json.${key} }}` },
      ]),
    ),
    state_topic: homeAssistantStateTopic(site, id),
    availability: [{ topic: stateTopic(site), value_template: "{{ value_json.state }}" }],
    qos: 1,
  };
}

const roomComponents = {
  occupied: { platform: "binary_sensor", name: "Occupied", device_class: "occupancy" },
  seen: {
    platform: "sensor",
    name: "People seen",
    unit_of_measurement: "people",
    state_class: "measurement",
  },
  expected: {
    platform: "sensor",
    name: "People expected",
    unit_of_measurement: "people",
    state_class: "measurement",
  },
  session: { platform: "sensor", name: "Session" },
  ends: { platform: "sensor", name: "Session ends", device_class: "timestamp" },
  next: { platform: "sensor", name: "Next session" },
  next_begins: { platform: "sensor", name: "Next session begins", device_class: "timestamp" },
} as const satisfies Readonly<Record<string, Component>>;

const readerComponents = {
  problem: {
    platform: "binary_sensor",
    name: "Problem",
    device_class: "problem",
    entity_category: "diagnostic",
  },
  health: {
    platform: "sensor",
    name: "Health",
    device_class: "enum",
    options: senderStates,
    entity_category: "diagnostic",
  },
  outbox: {
    platform: "sensor",
    name: "Scans that wait on it",
    unit_of_measurement: "scans",
    state_class: "measurement",
    entity_category: "diagnostic",
  },
} as const satisfies Readonly<Record<string, Component>>;

/** null is unknown to Home Assistant. A session that is held in several rooms counts in each. */
function roomState(
  { sessions, now }: HomeAssistantFacts,
  code: string,
): Readonly<Record<keyof typeof roomComponents, string | number | null>> {
  const here = sessions.filter(({ rooms, state }) => state !== "cancelled" && rooms.includes(code));
  const times = ({ start, end }: SessionCardTimes) => ({ start: Date.parse(start), end: Date.parse(end) });
  const on = here.filter((session) => isOn({ ...times(session), state: session.state }, now));
  const [next] = here
    .filter((session) => times(session).start > now)
    .sort((a, b) => times(a).start - times(b).start || nameOf(a).localeCompare(nameOf(b)));
  const counted = on.every(({ stand }) => stand.expected > largestUncounted);
  const sum = (part: "here" | "expected"): number => on.reduce((total, { stand }) => total + stand[part], 0);
  return {
    occupied: counted ? (sum("here") > 0 ? "ON" : "OFF") : null,
    seen: counted ? sum("here") : null,
    expected: counted ? sum("expected") : null,
    session: on.length === 0 ? null : on.map(nameOf).join("; ").slice(0, longestState),
    ends: on.map(({ end }) => end).sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null,
    next: next === undefined ? null : nameOf(next).slice(0, longestState),
    next_begins: next?.start ?? null,
  };
}

type SessionCardTimes = Pick<SessionCard, "start" | "end">;

/** Home Assistant takes no longer state. */
const longestState = 255;

const nameOf = ({ title, classes }: Pick<SessionCard, "title" | "classes">): string =>
  title !== "" ? title : classes.join(", ");
