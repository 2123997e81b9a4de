import { once } from "node:events";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A message as a mail server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** The header lines, unfolded, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The decoded parts by content type. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface SmtpMailbox {
  readonly url: string;
  readonly taken: readonly TakenMail[];
  stop(): Promise<void>;
}

/** A real mail server on a free port of this machine. @param options what it does otherwise */
export async function openSmtpMailbox(options: SMTPServerOptions = {}): Promise<SmtpMailbox> {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      const blocks: Buffer[] = [];
      stream.on("data", (block: Buffer) => blocks.push(block));
      stream.on("end", () => {
        const raw = Buffer.concat(blocks).toString("utf8");
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          headers: headersOf(raw),
          parts: partsOf(raw),
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server listens on no port");
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function headersOf(raw: string): Record<string, string> {
  const [head = ""] = raw.split("\r\n\r\n");
  return Object.fromEntries(
    head
      .replace(/\r\n[ \t]+/g, " ")
      .split("\r\n")
      .map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
  );
}

function partsOf(raw: string): Record<string, string> {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? "";
  return Object.fromEntries(
    raw
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => {
        const headers = headersOf(part.trimStart());
        const body = part.trimStart().split("\r\n\r\n").slice(1).join("\r\n\r\n");
        const type = (headers["content-type"] ?? "").split(";")[0] ?? "";
        return [type, decode(body, headers["content-transfer-encoding"] ?? "7bit")];
      }),
  );
}

function decode(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
