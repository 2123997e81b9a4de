import type { DeviceView } from "../../contract/http/devices.ts";

/** Where devices find the broker. */
export interface BrokerPlace {
  /** A host name or address that devices reach. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Where Muster's pages are, and devices that speak HTTP post to. */
  readonly pages: string;
}

/** Settings that a technician pastes into a device, with what they are for. */
export interface PasteText {
  readonly title: string;
  readonly text: string;
}

/**
 * The settings of a device, ready to paste.
 *
 * @param key its key; a placeholder once nobody knows it any more
 */
export function settingsToPaste(device: DeviceView, key: string, place: BrokerPlace): readonly PasteText[] {
  if (device.kind === "generic-http") return postsTo(device, key, place.pages);
  return [...textsOf(device, key, place), anyClient(device, key, place)];
}

function textsOf({ kind, name, address }: DeviceView, key: string, place: BrokerPlace): readonly PasteText[] {
  const { host, port, tls } = place;
  const scheme = tls ? "mqtts" : "mqtt";
  switch (kind) {
    case "native": {
      const [site = "main", device = name] = address.split("/");
      return [
        {
          title: "Muster's reader beside a camera",
          text: [
            `export READER_MQTT='${scheme}://${name}:${key}@${host}:${port}'`,
            `npx muster reader --site ${site} --device ${device}`,
          ].join("\n"),
        },
        {
          title: "A kiosk: its settings, under “Key of this device”",
          text: [`Site: ${site}`, `Name of this device: ${device}`, `Key of this device: ${key}`].join("\n"),
        },
      ];
    }
    case "original":
      return [
        {
          title: "The original's Python client (paho-mqtt): before connect",
          text: [
            `client.username_pw_set("${name}", "${key}")`,
            ...(tls ? ["client.tls_set()"] : []),
            `client.connect("${host}", ${port})`,
            `# "location" in each message: ${JSON.stringify(address)}`,
          ].join("\n"),
        },
      ];
    case "hfsecurity":
      return [
        {
          title: "The terminal's page, MQTT",
          text: [
            `Server: ${host}`,
            `Port: ${port}`,
            `User name: ${name}`,
            `Password: ${key}`,
            `Device ID: ${address}`,
            "Topic: mqtt/face",
          ].join("\n"),
        },
      ];
    case "frigate":
      return [
        {
          title: "Frigate's config.yml",
          text: [
            "mqtt:",
            "  enabled: true",
            `  host: ${host}`,
            `  port: ${port}`,
            "  topic_prefix: frigate",
            `  user: ${name}`,
            `  password: ${key}`,
            ...(tls ? ["  tls_ca_certs: /etc/ssl/certs/ca-certificates.crt"] : []),
          ].join("\n"),
        },
      ];
    case "double-take":
      return [
        {
          title: "Double Take's config.yml",
          text: [
            "mqtt:",
            `  host: ${host}${port === 1883 ? "" : `:${port}`}`,
            `  username: ${name}`,
            `  password: ${key}`,
            "  topics:",
            "    matches: double-take/matches",
            "    cameras: double-take/cameras",
          ].join("\n"),
        },
      ];
    case "esp-rfid":
      return [
        {
          title: "The board's page, MQTT",
          text: [
            `Host: ${host}`,
            `Port: ${port}`,
            `Topic: esp-rfid/${address}`,
            `User: ${name}`,
            `Password: ${key}`,
            `Hostname (under Network): ${address}`,
          ].join("\n"),
        },
      ];
    case "tasmota":
      return [
        {
          title: "Tasmota's console",
          text: `Backlog MqttHost ${host}; MqttPort ${port}; MqttUser ${name}; MqttPassword ${key}; Topic ${address}`,
        },
      ];
    case "esphome":
      return [
        {
          title: "The reader's YAML",
          text: [
            "mqtt:",
            `  broker: ${host}`,
            `  port: ${port}`,
            `  username: ${name}`,
            `  password: ${key}`,
            `  topic_prefix: esphome/${address}`,
            "  discovery: false",
            "",
            "# below the reader, on_tag:",
            "#   - mqtt.publish:",
            `#       topic: esphome/${address}/tag`,
            "#       payload: !lambda 'return x;'",
            "#       qos: 1",
          ].join("\n"),
        },
      ];
    case "home-assistant":
      return [
        {
          title: "Home Assistant: Settings, Devices & services, Add integration, MQTT",
          text: [
            `Broker: ${host}`,
            `Port: ${port}`,
            `Username: ${name}`,
            `Password: ${key}`,
            ...(tls
              ? ["Broker certificate validation: Auto, or Custom with the authority's certificate"]
              : []),
          ].join("\n"),
        },
      ];
    case "generic":
    case "generic-http":
      return [];
  }
}

function postsTo({ name, address }: DeviceView, key: string, pages: string): readonly PasteText[] {
  const url = new URL(`/in/${address}`, pages).href;
  return [
    {
      title: "The device: post each event to",
      text: [
        `URL: ${url}`,
        "Method: POST",
        "Authentication: Basic",
        `User name: ${name}`,
        `Password: ${key}`,
      ].join("\n"),
    },
    {
      title: "To try it",
      text: `curl -u '${name}:${key}' --data '{"who":"S1"}' ${url}`,
    },
  ];
}

function anyClient({ kind, name, address }: DeviceView, key: string, place: BrokerPlace): PasteText {
  const topic = { native: `muster/v1/${address}/scan`, generic: address, original: "access/result" };
  return {
    title: "Any other MQTT client (3.1.1)",
    text: [
      `Broker: ${place.tls ? "mqtts" : "mqtt"}://${place.host}:${place.port}`,
      `User name: ${name}`,
      `Password: ${key}`,
      ...(kind === "native" || kind === "generic" || kind === "original" ? [`Topic: ${topic[kind]}`] : []),
    ].join("\n"),
  };
}
