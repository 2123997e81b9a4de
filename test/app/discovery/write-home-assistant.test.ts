import { expect, test } from "vitest";
import {
  type HomeAssistantFacts,
  writeHomeAssistant,
} from "../../../src/app/discovery/write-home-assistant.ts";
import type { SenderView } from "../../../src/contract/http/senders.ts";
import { homeAssistantId } from "../../../src/contract/mqtt/home-assistant.ts";

const now = Date.parse("2026-11-23T09:30:00Z");
const stand = (expected: number, here: number): HomeAssistantFacts["sessions"][number]["stand"] => ({
  expected,
  here,
  late: 0,
  missing: expected - here,
  cannotBeKnown: 0,
  toReview: 0,
  away: 0,
  toCome: 0,
  notCounted: 0,
});
type Session = HomeAssistantFacts["sessions"][number];
const session = (
  title: string,
  hour: number,
  expected: number,
  here: number,
  more: Partial<Session> = {},
) => ({
  title,
  classes: ["CS1"],
  rooms: ["BSB 214"],
  start: `2026-11-23T${String(hour).padStart(2, "0")}:00:00.000Z`,
  end: `2026-11-23T${String(hour + 1).padStart(2, "0")}:00:00.000Z`,
  state: "open" as const,
  stand: stand(expected, here),
  ...more,
});
const reader: SenderView = {
  name: "main/door-1",
  title: "North door",
  source: "native",
  firstAt: "2026-11-01T09:00:00.000Z",
  lastAt: "2026-11-23T09:29:50.000Z",
  scans: 3,
  state: "online",
  stateAt: null,
  heartbeatAt: "2026-11-23T09:29:50.000Z",
  outbox: 7,
  clock: "ntp",
  clockAheadSeconds: null,
  firmware: "1.2",
  missing: 0,
  numbersTwice: 0,
  room: "BSB 214",
  retired: null,
  disabled: null,
  expectedSilence: null,
  silenceExpectedUntil: null,
};
const facts: HomeAssistantFacts = {
  site: "main",
  version: "9.9",
  rooms: [{ id: "r", code: "BSB 214", title: null, building: null, capacity: null, aliases: [] }],
  sessions: [session("Algebra", 9, 30, 12), session("Logic", 11, 20, 0), session("Sets", 10, 20, 0)],
  senders: [reader],
  now,
};
const room = "muster-main-room-BSB_20_214";
const told = (more: Partial<HomeAssistantFacts> = {}) => {
  const topics = writeHomeAssistant({ ...facts, ...more });
  return {
    topics: [...topics.keys()],
    read: (topic: string): Record<string, unknown> => JSON.parse(topics.get(topic) ?? "null"),
  };
};
const roomState = (more: Partial<HomeAssistantFacts>) =>
  told(more).read(`muster/home-assistant/main/${room}`);

test("each room and each reader has one discovery message of a device, and one state", () => {
  expect(told().topics).toEqual([
    `homeassistant/device/${room}/config`,
    `muster/home-assistant/main/${room}`,
    "homeassistant/device/muster-main-reader-main_2f_door-1/config",
    "muster/home-assistant/main/muster-main-reader-main_2f_door-1",
  ]);
});

test("a discovery message has what Home Assistant asks of one: device, origin, components with unique ids", () => {
  const config = told().read(`homeassistant/device/${room}/config`);
  expect(config).toMatchObject({
    device: { identifiers: [room], name: "BSB 214", suggested_area: "BSB 214", model: "Room" },
    origin: { name: "Muster", sw_version: "9.9" },
    state_topic: `muster/home-assistant/main/${room}`,
    availability: [{ topic: "muster/v1/main/state", value_template: "{{ value_json.state }}" }],
  });
  const components = config.components as Record<string, Record<string, unknown>>;
  const state = roomState({});
  // What a template reads is there to be read.
  expect(Object.keys(components).sort()).toEqual(Object.keys(state).sort());
  for (const [key, component] of Object.entries(components)) {
    expect(component).toMatchObject({
      unique_id: `${room}-${key}`,
      value_template: `{{ value_json.${key} }}`,
    });
    expect(["sensor", "binary_sensor"]).toContain(component.platform);
  }
});

test("a room tells what is on, how many came, and what is next", () => {
  expect(roomState({})).toEqual({
    occupied: "ON",
    seen: 12,
    expected: 30,
    session: "Algebra",
    ends: "2026-11-23T10:00:00.000Z",
    next: "Sets",
    next_begins: "2026-11-23T10:00:00.000Z",
  });
});

test.each([
  ["nothing on", [], { occupied: "OFF", seen: 0, session: null, next: null, next_begins: null }],
  ["nobody came yet", [session("Algebra", 9, 30, 0)], { occupied: "OFF", seen: 0, session: "Algebra" }],
  [
    "so few that a count says who",
    [session("Algebra", 9, 4, 1)],
    { occupied: null, seen: null, expected: null, session: "Algebra" },
  ],
  [
    "few beside many",
    [session("Algebra", 9, 30, 3), session("Viva", 9, 1, 1)],
    { occupied: null, seen: null, expected: null, session: "Algebra; Viva" },
  ],
  ["cancelled", [session("Algebra", 9, 30, 3, { state: "cancelled" })], { occupied: "OFF", session: null }],
  ["elsewhere", [session("Algebra", 9, 30, 3, { rooms: ["X"] })], { occupied: "OFF", session: null }],
  [
    "a class that stands in it all day, without a title",
    [session("", 0, 30, 9, { end: "2026-11-24T00:00:00.000Z" })],
    { occupied: "ON", seen: 9, session: "CS1", ends: "2026-11-24T00:00:00.000Z" },
  ],
] as const)("a room with %s", (_what, sessions, state) => {
  expect(roomState({ sessions: [...sessions] })).toMatchObject(state);
});

test.each([
  ["heard", {}, { health: "heard", problem: "OFF", outbox: 7 }],
  ["silent", { lastAt: "2026-11-23T08:00:00.000Z" }, { health: "silent", problem: "ON" }],
  ["offline", { state: "offline", lastAt: "2026-11-23T09:20:00.000Z" }, { health: "offline", problem: "ON" }],
  [
    "expected to be silent",
    { lastAt: "2026-11-23T08:00:00.000Z", silenceExpectedUntil: "2026-11-23T18:00:00.000Z" },
    { health: "expected", problem: "OFF" },
  ],
  [
    "shut out",
    {
      state: "offline",
      lastAt: "2026-11-23T08:00:00.000Z",
      disabled: { at: "2026-11-23T08:00:00.000Z", by: "x" },
    },
    { health: "disabled", problem: "OFF" },
  ],
] as const)("a reader that is %s", (_what, more, state) => {
  const { read } = told({ senders: [{ ...reader, ...more }] });
  expect(read("muster/home-assistant/main/muster-main-reader-main_2f_door-1")).toMatchObject(state);
});

test("a reader out of use is there no more", () => {
  const retired = { at: "2026-11-23T09:00:00.000Z", by: "x", reason: "" };
  expect(told({ senders: [{ ...reader, retired }] }).topics).toHaveLength(2);
});

test("no two things have one name, and each is letters, digits, _ and - alone", () => {
  const names = ["a b", "a_b", "a_20_b", "a-b", "ä", "a/b", "+", "#", "__proto__"];
  const ids = names.map((name) => homeAssistantId("main", "room", name));
  expect(new Set(ids).size).toBe(names.length);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
});
