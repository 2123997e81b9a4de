const protocols = ["mqtt", "mqtts", "ws", "wss"] as const;

const defaultPorts = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;

/** Where a broker listens and as whom to speak to it, in the words of MQTT.js's connect options. */
export interface BrokerAddress {
  readonly protocol: (typeof protocols)[number];
  readonly host: string;
  readonly port: number;
  /** Only for WebSocket addresses: path and query. */
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  /** The address without user name, password and query: the only form for logs, pages and errors. */
  readonly shown: string;
}

/** PEM texts, for a private authority or a client certificate. */
export interface BrokerTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Reads a broker's address (`mqtts://user:password@host:8883`).
 *
 * It is taken apart here and not by MQTT.js, which lets a `?clientId=` in the address replace the fixed client id
 * that the session on the broker hangs on.
 *
 * @throws an Error that never quotes the address, since it may hold a password.
 */
export function parseBrokerUrl(url: string): BrokerAddress {
  if (!URL.canParse(url)) {
    throw new Error("The broker's address is not a URL. Write it as mqtt://host:1883.");
  }
  const parsed = new URL(url);
  const protocol = protocols.find((known) => `${known}:` === parsed.protocol);
  if (protocol === undefined) {
    throw new Error(
      `A broker's address starts with mqtt://, mqtts://, ws:// or wss://, not ${parsed.protocol}//`,
    );
  }
  if (parsed.hostname === "") {
    throw new Error("The broker's address names no host. Write it as mqtt://host:1883.");
  }
  const port = parsed.port === "" ? defaultPorts[protocol] : Number(parsed.port);
  const overWebSocket = protocol === "ws" || protocol === "wss";
  // A socket wants an IPv6 address bare; a WebSocket is opened by URL, where it stands in brackets.
  const host = overWebSocket ? parsed.hostname : parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    protocol,
    host,
    port,
    ...(overWebSocket ? { path: `${parsed.pathname}${parsed.search}` } : {}),
    ...(parsed.username === "" ? {} : { username: decode(parsed.username) }),
    ...(parsed.password === "" ? {} : { password: decode(parsed.password) }),
    shown: `${protocol}://${parsed.hostname}:${port}${overWebSocket ? parsed.pathname : ""}`,
  };
}

function decode(credential: string): string {
  try {
    return decodeURIComponent(credential);
  } catch {
    throw new Error(
      "The user name or password in the broker's address holds a % that is no escape. Write a percent sign as %25.",
    );
  }
}
