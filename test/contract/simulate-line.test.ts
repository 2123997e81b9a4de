import { describe, expect, test } from "vitest";
import { hostInUrl, simulateLine } from "../../src/contract/http/simulate-line.ts";

const usual = { mqttUrl: "mqtt://localhost:1883", url: "http://localhost:3000" };

describe("the line that runs the simulator", () => {
  test.each([
    ["", usual, "npm run simulate"],
    ["", { ...usual, mqttUrl: "mqtt://localhost:2883" }, "npm run simulate -- --url mqtt://localhost:2883"],
    // The pages of a camera's school are not asked, so where they are does not matter.
    ["", { ...usual, url: "http://localhost:8080" }, "npm run simulate"],
    ["--school university", usual, "npm run simulate -- --school university"],
    [
      "--school university",
      { mqttUrl: "mqtts://broker.uni.example:8883", url: "http://localhost:8080" },
      "npm run simulate -- --school university --url mqtts://broker.uni.example:8883 --api http://localhost:8080",
    ],
    [
      "--faults malformed",
      { ...usual, mqttUrl: "localhost:99" },
      "npm run simulate -- --faults malformed --url mqtt://localhost:99",
    ],
    // Where one listens on every address, no client can go everywhere.
    ["", { ...usual, mqttUrl: "mqtt://0.0.0.0:1883" }, "npm run simulate"],
    ["", { ...usual, mqttUrl: "mqtt://[::]:2883" }, "npm run simulate -- --url mqtt://localhost:2883"],
    // A name and a password are never among what is printed, but their place is.
    ["", { ...usual, asksName: true }, "npm run simulate -- --url mqtt://NAME:PASSWORD@localhost:1883"],
    // Nothing is known of the broker yet.
    ["", { ...usual, mqttUrl: "" }, "npm run simulate"],
  ])("%j of a server at %j", (options, at, line) => {
    expect(simulateLine(options, at)).toBe(line);
  });
});

test.each([
  ["::1", "[::1]"],
  ["[::1]", "[::1]"],
  ["localhost", "localhost"],
  ["10.0.0.7", "10.0.0.7"],
])("the host %s stands in an address as %s", (host, written) => {
  expect(hostInUrl(host)).toBe(written);
});
