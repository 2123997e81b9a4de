import nodemailer from "nodemailer";
import type { Mailer } from "../../app/notifications/mailer.ts";
import { NotDelivered } from "../../app/notifications/not-delivered.ts";

/** How long a mail server may take to answer, in milliseconds. */
const patienceMs = 15_000;

/** Errors that the same message meets again: what the server refused, and what is set wrongly. */
const refusals = new Set(["EAUTH", "EENVELOPE", "EMESSAGE", "ENOAUTH", "EOAUTH2", "EREQUIRETLS"]);

/**
 * Mail by a server of the institution's.
 *
 * @param options.url `smtp://user:password@host:587`, which turns to TLS where the server can, and must where there is a
 *   password and the server is not this machine; or `smtps://...`, which begins with TLS
 * @param options.from the sender, `Muster <muster@school.example>`
 */
export function createSmtpMailer(options: {
  readonly url: string;
  readonly from: string;
  readonly patienceMs?: number;
}): Mailer {
  const url = new URL(options.url);
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const signsIn = url.username !== "";
  const here = host === "localhost" || host === "127.0.0.1" || host === "::1";
  const patience = options.patienceMs ?? patienceMs;
  const transport = nodemailer.createTransport({
    host,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: signsIn && !secure && !here,
    ...(signsIn && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
    // What a message says is text; it never names a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>@]+)/.exec(options.from)?.[1] ?? host;

  return {
    async send({ to, subject, text, html, id, at, wayOut }) {
      try {
        await transport.sendMail({
          from: options.from,
          // An object is one address, whatever it is made of.
          to: { name: "", address: to },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          date: new Date(at.epochMilliseconds),
          // No holiday notice need answer it.
          headers: {
            "Auto-Submitted": "auto-generated",
            ...(wayOut !== undefined && { "List-Unsubscribe": `<${wayOut}>` }),
          },
        });
      } catch (error) {
        throw toNotDelivered(error);
      }
    },
    close: () => transport.close(),
  };
}

function toNotDelivered(error: unknown): NotDelivered {
  const told = error instanceof Error ? error.message : String(error);
  const code = textOf(error, "code") ?? "unknown";
  const answer = numberOf(error, "responseCode");
  // 4xx asks to come again; a refused sign-in is that of settings unless the server says so.
  const forGood = answer === null ? refusals.has(code) : answer >= 500;
  return new NotDelivered(told.slice(0, 500), {
    forGood,
    code: answer === null ? code : `${code} ${answer}`,
    cause: error,
  });
}

function textOf(error: unknown, field: "code"): string | null {
  if (!(error instanceof Error) || !(field in error)) return null;
  const value: unknown = Reflect.get(error, field);
  return typeof value === "string" ? value : null;
}

function numberOf(error: unknown, field: "responseCode"): number | null {
  if (!(error instanceof Error) || !(field in error)) return null;
  const value: unknown = Reflect.get(error, field);
  return typeof value === "number" ? value : null;
}
