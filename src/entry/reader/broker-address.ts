/** Where the broker is, and as whom. */
export interface BrokerAndUser {
  /** Without user and password. */
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

/** @throws without repeating the text, which may hold a password */
export function brokerAddress(text: string): BrokerAndUser {
  const remedy = "--mqtt has to be the address of a broker, such as mqtt://user:password@host:1883.";
  if (!URL.canParse(text)) throw new Error(remedy);
  const url = new URL(text);
  if (!["mqtt:", "mqtts:", "ws:", "wss:"].includes(url.protocol) || url.host === "") throw new Error(remedy);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  if (username === "") return { url: url.href, credentials: null };
  try {
    return {
      url: url.href,
      credentials: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    };
  } catch {
    throw new Error("--mqtt: user and password have to be percent-encoded in a URL (% as %25).");
  }
}
