import { expect, test } from "vitest";
import { parseBrokerUrl } from "../../../src/adapters/mqtt/parse-broker-url.ts";

test.each([
  ["mqtt://broker", { protocol: "mqtt", host: "broker", port: 1883, shown: "mqtt://broker:1883" }],
  ["mqtts://broker", { protocol: "mqtts", host: "broker", port: 8883, shown: "mqtts://broker:8883" }],
  [
    "ws://broker/mqtt",
    { protocol: "ws", host: "broker", port: 80, path: "/mqtt", shown: "ws://broker:80/mqtt" },
  ],
  [
    "wss://u:p@broker:8084/mqtt?token=x",
    {
      protocol: "wss",
      host: "broker",
      port: 8084,
      path: "/mqtt?token=x",
      username: "u",
      password: "p",
      shown: "wss://broker:8084/mqtt",
    },
  ],
  ["mqtt://[::1]:1884", { protocol: "mqtt", host: "::1", port: 1884, shown: "mqtt://[::1]:1884" }],
  ["ws://[::1]", { protocol: "ws", host: "[::1]", port: 80, path: "/", shown: "ws://[::1]:80/" }],
  [
    "mqtt://us%40er:p%3Aa%2Fss@broker",
    {
      protocol: "mqtt",
      host: "broker",
      port: 1883,
      username: "us@er",
      password: "p:a/ss",
      shown: "mqtt://broker:1883",
    },
  ],
  // The client id is ours to say: an address cannot replace it.
  ["mqtt://broker?clientId=x", { protocol: "mqtt", host: "broker", port: 1883, shown: "mqtt://broker:1883" }],
])("%s", (url, expected) => {
  expect(parseBrokerUrl(url)).toEqual(expected);
});
