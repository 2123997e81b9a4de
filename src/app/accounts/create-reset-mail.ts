import { v7 as uuidv7 } from "uuid";
import { pagePaths } from "../../contract/http/page-paths.ts";
import type { Mailer } from "../notifications/mailer.ts";
import { NotDelivered } from "../notifications/not-delivered.ts";
import type { Clock, Log } from "../ports.ts";
import type { Accounts } from "./create-accounts.ts";

/** Sends links to people who forgot their password. */
export interface ResetMail {
  /** Whether there is a mail server, and an address of the pages that a mail may name. */
  readonly sends: boolean;
  /** Looks for the account and sends to the address that it has; says nothing of either. */
  ask(login: string, address: string): void;
}

/**
 * @param parts.mailer null without a mail server
 * @param parts.pages where people open the pages, never taken from what a request says; null where nobody told
 */
export function createResetMail(parts: {
  readonly accounts: Pick<Accounts, "linkForForgotten">;
  readonly mailer: Pick<Mailer, "send"> | null;
  readonly pages: string | null;
  readonly institution: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}): ResetMail {
  const { accounts, mailer, pages, institution, clock, log } = parts;
  async function send(login: string, from: string): Promise<void> {
    if (mailer === null || pages === null) return;
    const found = await accounts.linkForForgotten(login, from);
    if (found === null || found.account.email === null) return;
    const { account, link } = found;
    const url = `${pages.replace(/\/$/, "")}${pagePaths.signInLink}#${link.secret}`;
    const name = (await institution()) || "Muster";
    const lines = [
      `Hello ${account.name},`,
      `somebody asked for another password for your account ${account.login} at ${name}. If that was you, choose one here within an hour:`,
      url,
      "If it was not you, there is nothing to do: your password stays as it is.",
    ];
    await mailer.send({
      to: found.account.email,
      subject: `${name}: choose another password`,
      text: lines.join("\n\n"),
      html: lines
        .map((line) => `<p>${line === url ? `<a href="${url}">${url}</a>` : htmlOf(line)}</p>`)
        .join("\n"),
      id: uuidv7(),
      at: clock.now(),
    });
    log.info({ account: account.id }, "a link for another password was sent");
  }
  return {
    sends: mailer !== null && pages !== null,
    ask(login, address) {
      send(login, address).catch((error: unknown) => {
        const code = error instanceof NotDelivered ? error.code : null;
        log.warn(
          { code, error: code === null ? error : undefined },
          "a link for another password was not sent",
        );
      });
    },
  };
}

const htmlOf = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
