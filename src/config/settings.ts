import { isIP } from "node:net";
import { type MqttSender, mqttSenders } from "../domain/attendance/source-names.ts";
import { isTimeZone } from "../domain/timetable/is-time-zone.ts";

/** One setting: its variable, its default as shown to people, and what it is for. */
interface Described {
  readonly variable: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** Every variable that Muster reads. The table in docs/settings.md is checked against this list. */
export const describedSettings: readonly Described[] = [
  { variable: "MUSTER_PORT", fallback: "3000", meaning: "Port of the pages and the API." },
  {
    variable: "MUSTER_HOST",
    fallback: "localhost",
    meaning: "Address that the pages and the API listen on; `localhost` is loopback, both families.",
  },
  { variable: "MUSTER_MQTT_PORT", fallback: "1883", meaning: "Port of the embedded MQTT broker." },
  {
    variable: "MUSTER_MQTT_HOST",
    fallback: "localhost",
    meaning:
      "Address that the embedded MQTT broker listens on. Beyond loopback only devices with a name and a key are let in.",
  },
  {
    variable: "MUSTER_MQTT_ANONYMOUS",
    fallback: "loopback",
    meaning:
      "`loopback` lets senders of this machine in without a name, as the original's are; `off` lets in nobody without a key. `off` where `MUSTER_MQTT_HOST` is another address than loopback and this is not set.",
  },
  {
    variable: "MUSTER_MQTT_TLS_CERT",
    fallback: "",
    meaning:
      "File of the certificate with which the embedded broker speaks TLS; read again when it changes. Beyond loopback it speaks nothing else then.",
  },
  { variable: "MUSTER_MQTT_TLS_KEY", fallback: "", meaning: "File of the key of that certificate." },
  {
    variable: "MUSTER_MQTT_TLS_CA",
    fallback: "",
    meaning:
      "File of the authority whose certificates devices may show instead of a key: the common name is the device's.",
  },
  {
    variable: "MUSTER_MQTT_TLS_PORT",
    fallback: "8883",
    meaning: "Port on which the embedded broker speaks TLS.",
  },
  {
    variable: "MUSTER_ALLOW_OPEN",
    fallback: "",
    meaning:
      "`1` permits other addresses than loopback without TLS or before anybody signs in, for the pages: whoever reaches the port can read and write.",
  },
  {
    variable: "MUSTER_URL",
    fallback: "",
    meaning:
      "Where people open the pages, such as `https://muster.school.example`: the server answers to that name, and mail names it.",
  },
  {
    variable: "MUSTER_TLS_CERT",
    fallback: "",
    meaning:
      "File of the certificate with which the pages and the API are served over TLS; read again when it changes.",
  },
  { variable: "MUSTER_TLS_KEY", fallback: "", meaning: "File of the key of that certificate." },
  {
    variable: "MUSTER_TRUSTED_PROXY",
    fallback: "",
    meaning:
      "Addresses and ranges of proxies that serve the pages over TLS, comma-separated, such as `127.0.0.1, ::1`: what they say of who asks is believed.",
  },
  { variable: "MUSTER_DATA", fallback: "./data", meaning: "Folder of the embedded PostgreSQL." },
  {
    variable: "MUSTER_TIMEZONE",
    fallback: "the store's, at first the host's",
    meaning:
      "IANA zone of the institution, such as `Europe/London`: asked when a store is made, which keeps it; where it is not set, the first run asks. Another one is refused then; `npx muster time-zone` changes it.",
  },
  {
    variable: "MUSTER_SITE",
    fallback: "main",
    meaning: "This server's name in its own topics, `muster/v1/{site}/events` and `.../state`.",
  },
  {
    variable: "MUSTER_LOG_LEVEL",
    fallback: "info",
    meaning: "`trace`, `debug`, `info`, `warn`, `error` or `silent`.",
  },
  {
    variable: "DATABASE_URL",
    fallback: "",
    meaning:
      "A PostgreSQL of your own instead of the embedded one, `postgres://user:password@host/database`.",
  },
  {
    variable: "MQTT_URL",
    fallback: "",
    meaning: "An MQTT broker of your own instead of the embedded one, `mqtt://user:password@host:1883`.",
  },
  {
    variable: "MUSTER_SENDERS",
    fallback: "",
    meaning: `Other makers' senders to listen to on a broker of your own, comma-separated, of ${mqttSenders.map((name) => `\`${name}\``).join(", ")}. The embedded broker hears them all.`,
  },
  {
    variable: "MUSTER_HOME_ASSISTANT",
    fallback: "off",
    meaning:
      "`on` tells Home Assistant of rooms and readers over MQTT, as [its page](home-assistant.md) says; `off` takes back what was told.",
  },
  {
    variable: "MUSTER_SENDERS_FILE",
    fallback: "",
    meaning:
      "A JSON file that describes senders of your own and names ZKTeco terminals, as [its page](senders/generic.md) says. Read when the server starts.",
  },
  {
    variable: "MUSTER_SMTP_URL",
    fallback: "",
    meaning:
      "Mail server for alerts, answers to students and forgotten passwords, `smtp://user:password@host:587` or `smtps://host`; without it no mail is sent.",
  },
  {
    variable: "MUSTER_MAIL_FROM",
    fallback: "",
    meaning: "Sender of mail, such as `Muster <muster@school.example>`; needed with `MUSTER_SMTP_URL`.",
  },
  {
    variable: "MUSTER_MAIL_TO",
    fallback: "",
    meaning: "The institution's addresses, comma-separated; each is told of every alert.",
  },
  {
    variable: "MUSTER_MAIL_AT",
    fallback: "07:00",
    meaning: "Local time of the daily digest of alerts.",
  },
  {
    variable: "MUSTER_WEBHOOK_PRIVATE",
    fallback: "",
    meaning:
      "Hosts, addresses and ranges on private networks that webhooks may post to, comma-separated, such as `hooks.school.lan, 10.1.0.0/16`.",
  },
];

export const logLevels = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly mqttPort: number;
  readonly mqttHost: string;
  /** The embedded broker's certificate, or null: then it speaks without TLS. */
  readonly mqttTls: {
    readonly cert: string;
    readonly key: string;
    readonly ca: string | null;
    readonly port: number;
  } | null;
  /** Whether clients of this machine need no name at the embedded broker. */
  readonly mqttAnonymous: "loopback" | "off";
  /** true when an address other than loopback was asked for and permitted. */
  readonly open: boolean;
  /** Whether that was permitted also without TLS and without an administrator. */
  readonly allowOpen: boolean;
  readonly dataFolder: string;
  readonly timeZone: string;
  /** Whether MUSTER_TIMEZONE names the zone; else it is the host's, and a store that exists goes before it. */
  readonly timeZoneNamed: boolean;
  readonly site: string;
  readonly logLevel: LogLevel;
  readonly databaseUrl: string | null;
  readonly mqttUrl: string | null;
  /** Other makers' senders that are listened to on a broker of the operator's own. */
  readonly senders: readonly MqttSender[];
  /** The file that describes senders of the operator's own, or null. */
  readonly sendersFile: string | null;
  /** Whether Home Assistant is told of rooms and readers. */
  readonly homeAssistant: boolean;
  readonly mail: MailSettings;
  /** Where people open the pages, or null where nobody told. */
  readonly pages: string | null;
  /** The files of certificate and key, or null: then the pages come without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Addresses and ranges of proxies that serve the pages over TLS; null for none. */
  readonly trustedProxy: readonly string[] | null;
  /** Host names, addresses and ranges on private networks that webhooks may post to. */
  readonly webhookPrivate: readonly string[];
}

export interface MailSettings {
  /** null without a mail server: then nothing is sent. */
  readonly server: { readonly url: string; readonly from: string } | null;
  /** The institution's addresses, in lower case. */
  readonly addresses: readonly string[];
  /** Local time of the daily digest, `07:00`. */
  readonly digestAt: string;
}

/** Settings that cannot be used; every complaint names the variable, its value and the remedy. */
export class InvalidSettings extends Error {
  override readonly name = "InvalidSettings";
  readonly complaints: readonly string[];
  constructor(complaints: readonly string[]) {
    super(complaints.join("\n"));
    this.complaints = complaints;
  }
}

const loopback = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return loopback.has(host.toLowerCase());
}

/**
 * Reads the settings. Throws `InvalidSettings` with all complaints at once: an unknown `MUSTER_*` variable, a
 * value that cannot be used, an address that would open an unprotected server to a network.
 *
 * @param environment the process's variables, on top of those of a `.env` file
 * @param hostTimeZone the zone that this machine is set to
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  hostTimeZone: string,
): Settings {
  const complaints: string[] = [];
  const known = new Set(describedSettings.map(({ variable }) => variable));
  for (const variable of Object.keys(environment)) {
    if (!variable.startsWith("MUSTER_") || known.has(variable)) continue;
    const meant = nearest(variable, known);
    complaints.push(
      `${variable} is not a setting${meant ? `; did you mean ${meant}?` : "; see docs/settings.md"}`,
    );
  }

  const value = (variable: string): string | null => environment[variable]?.trim() || null;
  function port(variable: string, fallback: number): number {
    const text = value(variable);
    if (text === null) return fallback;
    const number = Number(text);
    if (/^\d+$/.test(text) && number <= 65_535) return number;
    complaints.push(`${variable}=${text}: must be a port number from 0 to 65535`);
    return fallback;
  }
  function url(variable: string, protocols: readonly string[], example: string): string | null {
    const text = value(variable);
    if (text === null) return null;
    // The value may hold a password, so a complaint does not repeat it.
    const parsed = URL.canParse(text) ? new URL(text) : null;
    if (parsed && protocols.includes(parsed.protocol)) return text;
    complaints.push(`${variable}: must be a URL such as ${example}`);
    return null;
  }

  const timeZone = value("MUSTER_TIMEZONE") ?? hostTimeZone;
  if (!isTimeZone(timeZone)) {
    complaints.push(`MUSTER_TIMEZONE=${timeZone}: is not an IANA time zone; write one such as Europe/London`);
  }
  const site = value("MUSTER_SITE") ?? "main";
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(site)) {
    complaints.push(`MUSTER_SITE=${site}: must be 1 to 63 of a-z, 0-9 and '-', and not begin with '-'`);
  }
  const levelText = value("MUSTER_LOG_LEVEL") ?? "info";
  const logLevel = logLevels.find((level) => level === levelText);
  if (logLevel === undefined) {
    complaints.push(`MUSTER_LOG_LEVEL=${levelText}: must be one of ${logLevels.join(", ")}`);
  }
  const allowOpen = value("MUSTER_ALLOW_OPEN");
  if (allowOpen !== null && allowOpen !== "1" && allowOpen !== "0") {
    complaints.push(`MUSTER_ALLOW_OPEN=${allowOpen}: must be 1 or 0`);
  }
  const list = (variable: string): string[] =>
    (value(variable) ?? "").split(",").flatMap((part) => part.trim() || []);
  const [cert, key] = [value("MUSTER_TLS_CERT"), value("MUSTER_TLS_KEY")];
  if ((cert === null) !== (key === null)) {
    complaints.push(
      cert === null
        ? `MUSTER_TLS_CERT: is needed with MUSTER_TLS_KEY`
        : `MUSTER_TLS_KEY: is needed with MUSTER_TLS_CERT`,
    );
  }
  const tls = cert === null || key === null ? null : { cert, key };
  const proxies = list("MUSTER_TRUSTED_PROXY");
  for (const entry of proxies) {
    if (isIP(entry.split("/", 1)[0] ?? "") !== 0 && isHostOrRange(entry)) continue;
    complaints.push(
      `MUSTER_TRUSTED_PROXY=${entry}: must be addresses or ranges such as 127.0.0.1 or 10.1.0.0/16, separated by commas`,
    );
  }
  const trustedProxy = proxies.length === 0 ? null : proxies;
  const pages = url("MUSTER_URL", ["http:", "https:"], "https://muster.school.example");
  const host = value("MUSTER_HOST") ?? "localhost";
  const mqttHost = value("MUSTER_MQTT_HOST") ?? "localhost";
  // With TLS it is for the server to see whether there is an administrator.
  if (!isLoopback(host) && allowOpen !== "1" && tls === null && trustedProxy === null) {
    complaints.push(
      `MUSTER_HOST=${host}: passwords would cross the network as they are; give MUSTER_TLS_CERT and MUSTER_TLS_KEY, or MUSTER_TRUSTED_PROXY, or set MUSTER_ALLOW_OPEN=1 to let in whoever reaches the port`,
    );
  }
  const anonymous = value("MUSTER_MQTT_ANONYMOUS") ?? (isLoopback(mqttHost) ? "loopback" : "off");
  if (anonymous !== "loopback" && anonymous !== "off") {
    complaints.push(
      `MUSTER_MQTT_ANONYMOUS=${anonymous}: must be loopback or off; from elsewhere nobody is let in without a key`,
    );
  }

  function mail(): MailSettings {
    const server = url("MUSTER_SMTP_URL", ["smtp:", "smtps:"], "smtp://user:password@host:587");
    const from = value("MUSTER_MAIL_FROM");
    if (server !== null && from === null) {
      complaints.push(
        "MUSTER_MAIL_FROM: is needed with MUSTER_SMTP_URL; write one such as muster@school.example",
      );
    }
    if (from !== null && !isMailSender(from)) {
      complaints.push(`MUSTER_MAIL_FROM=${from}: must be an address, or a name and <an address>`);
    }
    const addresses = list("MUSTER_MAIL_TO").map((address) => address.toLowerCase());
    for (const address of addresses) {
      if (!mailAddress.test(address)) {
        complaints.push(`MUSTER_MAIL_TO=${address}: must be mail addresses, separated by commas`);
      }
    }
    const digestAt = value("MUSTER_MAIL_AT") ?? "07:00";
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(digestAt)) {
      complaints.push(`MUSTER_MAIL_AT=${digestAt}: must be a local time such as 07:00`);
    }
    return {
      server: server === null ? null : { url: server, from: from ?? "" },
      addresses: [...new Set(addresses)],
      digestAt,
    };
  }
  function mqttTls(): Settings["mqttTls"] {
    const [cert, key, ca] = ["CERT", "KEY", "CA"].map((part) => value(`MUSTER_MQTT_TLS_${part}`));
    const tlsPort = port("MUSTER_MQTT_TLS_PORT", 8883);
    if (cert == null && key == null && ca == null) return null;
    for (const [variable, told] of [
      ["MUSTER_MQTT_TLS_CERT", cert],
      ["MUSTER_MQTT_TLS_KEY", key],
    ] as const) {
      if (told == null) complaints.push(`${variable}: is needed for TLS; name the file, in PEM`);
    }
    return { cert: cert ?? "", key: key ?? "", ca: ca ?? null, port: tlsPort };
  }
  const senders = list("MUSTER_SENDERS").flatMap((asked) => {
    const known = mqttSenders.find((name) => name === asked.toLowerCase());
    if (known !== undefined) return [known];
    complaints.push(`MUSTER_SENDERS=${asked}: must be of ${mqttSenders.join(", ")}, separated by commas`);
    return [];
  });
  const homeAssistant = value("MUSTER_HOME_ASSISTANT") ?? "off";
  if (homeAssistant !== "on" && homeAssistant !== "off") {
    complaints.push(`MUSTER_HOME_ASSISTANT=${homeAssistant}: must be on or off`);
  }
  const webhookPrivate = list("MUSTER_WEBHOOK_PRIVATE");
  for (const entry of webhookPrivate) {
    if (!isHostOrRange(entry)) {
      complaints.push(
        `MUSTER_WEBHOOK_PRIVATE=${entry}: must be host names, addresses or ranges such as 10.1.0.0/16, separated by commas`,
      );
    }
  }

  const settings: Settings = {
    port: port("MUSTER_PORT", 3000),
    host,
    mqttPort: port("MUSTER_MQTT_PORT", 1883),
    mqttHost,
    mqttTls: mqttTls(),
    mqttAnonymous: anonymous === "off" ? "off" : "loopback",
    open: !isLoopback(host),
    allowOpen: allowOpen === "1",
    dataFolder: value("MUSTER_DATA") ?? "./data",
    timeZone,
    timeZoneNamed: value("MUSTER_TIMEZONE") !== null,
    site,
    logLevel: logLevel ?? "info",
    databaseUrl: url("DATABASE_URL", ["postgres:", "postgresql:"], "postgres://user:password@host/database"),
    mqttUrl: url("MQTT_URL", ["mqtt:", "mqtts:", "ws:", "wss:"], "mqtt://user:password@host:1883"),
    senders: [...new Set(senders)],
    homeAssistant: homeAssistant === "on",
    sendersFile: value("MUSTER_SENDERS_FILE"),
    mail: mail(),
    pages,
    tls,
    trustedProxy,
    webhookPrivate,
  };
  if (complaints.length > 0) throw new InvalidSettings(complaints);
  return settings;
}

const mailAddress = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

function isMailSender(text: string): boolean {
  return mailAddress.test(/^[^<>\r\n]*<([^<>]*)>$/.exec(text)?.[1] ?? text);
}

function isHostOrRange(text: string): boolean {
  const [host = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0) return false;
  const bits = isIP(host) === 6 ? 128 : 32;
  if (isIP(host) !== 0) return prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= bits);
  return (
    prefix === undefined &&
    /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/i.test(host)
  );
}

/** The known variable that differs least in letters, where it differs little enough to be meant. */
function nearest(variable: string, known: Iterable<string>): string | null {
  let best: { name: string; distance: number } | null = null;
  for (const name of known) {
    const distance = editDistance(variable, name);
    if (best === null || distance < best.distance) best = { name, distance };
  }
  return best !== null && best.distance <= 3 ? best.name : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
