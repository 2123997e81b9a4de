import type { Temporal } from "temporal-polyfill";
import { pagePaths } from "../../contract/http/page-paths.ts";
import { statusWords } from "../../domain/attendance/status-words.ts";
import type { AnswerToTell } from "./notification-store.ts";
import { escapeHtml, htmlPage, noMore, plain, type WrittenMail } from "./write-digest.ts";

/** Where and as whom an answer is told. */
export interface AnswerFrame {
  /** Empty where it has no name yet. */
  readonly institution: string;
  /** Where people open the pages. */
  readonly pages: string;
  /** Where whoever gets it ends such mail. */
  readonly wayOut: string;
  readonly timeZone: string;
}

/**
 * A mail with what was answered to a student. Its subject says no more than that there is an answer, since subjects are
 * shown on locked screens. Why somebody asked for leave is not repeated, and neither is who answered: the page has both,
 * for whoever is signed in.
 */
export function writeAnswer(answer: AnswerToTell, frame: AnswerFrame): WrittenMail {
  const { institution, wayOut } = frame;
  const name = plain(institution) || "Muster";
  const about = answer.about === "dispute" ? "an answer about a mark" : "an answer about your leave";
  const greeting = answer.name === null ? "Hello," : `Hello ${plain(answer.name)},`;
  const reason = plain(answer.reason);
  const lines = [
    greeting,
    ...(answer.about === "dispute" ? disputeLines(answer, frame) : leaveLines(answer, frame)),
    ...(reason === "" ? [] : [`The reason that was given: ${reason}`]),
  ];
  const page = pageOf(answer, frame);
  const all = "All of it is on your page:";
  return {
    subject: `${name}: ${about}`,
    text: `${[...lines, `${all}\n${page}`, `${noMore}\n${wayOut}`].join("\n\n")}\n`,
    html: htmlPage(
      [
        ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
        `<p>${all} <a href="${escapeHtml(page)}">${escapeHtml(page)}</a></p>`,
        `<p>${noMore} <a href="${escapeHtml(wayOut)}">${escapeHtml(wayOut)}</a></p>`,
      ].join("\n"),
    ),
    wayOut,
  };
}

function disputeLines(
  { word, title, start, claimed, status }: Extract<AnswerToTell, { about: "dispute" }>,
  { timeZone }: AnswerFrame,
): readonly string[] {
  const session = plain(title) || "a session";
  const said = `You said that your mark for ${session} on ${at(start, timeZone)} should be “${statusWords[claimed]}”.`;
  switch (word) {
    case "accepted":
      return [said, `It was accepted. The mark now says “${statusWords[status]}”.`];
    case "declined":
      return [said, `It was not accepted. The mark says “${statusWords[status]}”.`];
    case "taken_back":
      return [said, "The answer that you had was taken back: what you said waits for an answer again."];
  }
}

function leaveLines(
  { state, from, to }: Extract<AnswerToTell, { about: "leave" }>,
  { timeZone }: AnswerFrame,
): readonly string[] {
  const leave = `Your leave from ${at(from, timeZone)} to ${at(to, timeZone)}`;
  switch (state) {
    case "approved":
      return [`${leave} was approved.`];
    case "rejected":
      return [`${leave} was not approved.`];
    case "withdrawn":
      return [`${leave} was withdrawn by somebody of the institution.`];
    case "draft":
    case "submitted":
      return [`${leave} waits for an answer.`];
  }
}

function pageOf(answer: AnswerToTell, { pages }: AnswerFrame): string {
  const path = answer.about === "dispute" ? pagePaths.disputes : pagePaths.absences;
  return `${pages.replace(/\/$/, "")}${path}`;
}

const at = (instant: Temporal.Instant, timeZone: string): string =>
  instant.toZonedDateTimeISO(timeZone).toLocaleString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
