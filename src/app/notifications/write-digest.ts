import type { DigestLine } from "./notification-store.ts";

export interface WrittenMail {
  /** Says what it is about, and never of whom. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where whoever gets it ends such mail. */
  readonly wayOut?: string;
}

/** More lines than this nobody reads in a mail; the page has them all. */
const mostLines = 200;

/** How many alerts a digest tells of, in words without names. */
export function digestSubject(opened: number, retracted: number): string {
  const parts = [
    ...(opened > 0 ? [`${opened} new ${opened === 1 ? "alert" : "alerts"}`] : []),
    ...(retracted > 0 ? [`${retracted} taken back`] : []),
  ];
  return `Muster: ${parts.join(", ")}`;
}

/**
 * A mail with what came up and what was taken back. Names stand in the body alone. Each name and reason is one line of
 * plain characters, and is escaped in HTML.
 *
 * @param wayOut where whoever gets it ends such mail; null for whom the settings name
 */
export function writeDigest(lines: readonly DigestLine[], wayOut: string | null = null): WrittenMail {
  const opened = lines.filter(({ word }) => word === "opened");
  const retracted = lines.filter(({ word }) => word === "retracted");
  const sections = [
    { title: "These students may need somebody's attention", lines: opened },
    { title: "Taken back, since it no longer holds", lines: retracted },
  ].filter((section) => section.lines.length > 0);
  const rest = (section: (typeof sections)[number]): string | null =>
    section.lines.length > mostLines
      ? `And ${section.lines.length - mostLines} more, which the page of alerts lists.`
      : null;

  const text = sections
    .map((section) =>
      [
        `${section.title}:`,
        "",
        ...section.lines.slice(0, mostLines).map((line) => `- ${who(line)}: ${plain(line.because)}`),
        ...(rest(section) === null ? [] : [rest(section)]),
      ].join("\n"),
    )
    .join("\n\n");
  const html = sections
    .map((section) =>
      [
        `<h2>${escapeHtml(section.title)}</h2>`,
        "<ul>",
        ...section.lines
          .slice(0, mostLines)
          .map(
            (line) =>
              `<li><strong>${escapeHtml(who(line))}</strong>: ${escapeHtml(plain(line.because))}</li>`,
          ),
        "</ul>",
        ...(rest(section) === null ? [] : [`<p>${escapeHtml(rest(section) ?? "")}</p>`]),
      ].join("\n"),
    )
    .join("\n");
  return {
    subject: digestSubject(opened.length, retracted.length),
    text: `${text}\n\n${closing}\n${wayOut === null ? "" : `\n${noMore}\n${wayOut}\n`}`,
    html: htmlPage(
      `${html}\n<p>${escapeHtml(closing)}</p>${wayOut === null ? "" : `\n<p><a href="${escapeHtml(wayOut)}">If you want no more mail like this</a></p>`}`,
    ),
    ...(wayOut !== null && { wayOut }),
  };
}

/** What leads to where such mail is ended. */
export const noMore = "If you want no more mail like this:";

/** @param body of tags and escaped text */
export const htmlPage = (body: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Muster</title></head><body>\n${body}\n</body></html>\n`;

const closing = "Each alert is told once. When its condition no longer holds, a later message takes it back.";

function who({ student: { id, name } }: DigestLine): string {
  return name === null ? plain(id) : `${plain(name)} (${plain(id)})`;
}

/** One line of visible characters: without control characters, and without those that turn the direction of text. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it stands in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
