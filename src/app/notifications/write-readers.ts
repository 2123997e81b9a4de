import type { Temporal } from "temporal-polyfill";
import { pagePaths } from "../../contract/http/page-paths.ts";
import { aheadText } from "../../domain/attendance/ahead-text.ts";
import type { ReaderLine } from "./notification-store.ts";
import { escapeHtml, htmlPage, noMore, plain, type WrittenMail } from "./write-digest.ts";

/** Where readers are told of. */
export interface ReadersFrame {
  /** Where people open the pages; null where nobody said. */
  readonly pages: string | null;
  /** Where whoever gets it ends such mail; null where no page is known. */
  readonly wayOut: string | null;
  readonly timeZone: string;
}

/** So many at once hang on something that they share. */
const manyAtOnce = 5;
/** More lines than this nobody reads in a mail; the page has them all. */
const mostLines = 200;

/** How much broke and how much works again, in words without names. */
export function readersSubject(broke: number, works: number): string {
  const parts = [
    ...(broke > 0 ? [`${broke} ${broke === 1 ? "thing" : "things"} wrong with readers`] : []),
    ...(works > 0 ? [`${works} ${works === 1 ? "works" : "work"} again`] : []),
  ];
  return `Muster: ${parts.join(", ")}`;
}

/** A mail that tells what broke and what works again. What readers are called stands in the body alone. */
export function writeReaders(lines: readonly ReaderLine[], frame: ReadersFrame): WrittenMail {
  const { pages, wayOut, timeZone } = frame;
  const broke = lines.filter(({ word }) => word === "broke");
  const works = lines.filter(({ word }) => word === "works");
  const silent = broke.filter(({ trouble }) => trouble === "silent").length;
  const sections = [
    { title: "Somebody should look at these readers", lines: broke },
    { title: "These work again", lines: works },
  ].filter((section) => section.lines.length > 0);
  const told = sections.map(({ title, lines: some }) => ({
    title,
    items: some
      .slice(0, mostLines)
      .map(
        (line) => `${who(line)}: ${line.word === "broke" ? broken(line, timeZone) : again(line, timeZone)}`,
      ),
    rest:
      some.length > mostLines
        ? `And ${some.length - mostLines} more, which the page of devices lists.`
        : null,
  }));
  const hint = silent >= manyAtOnce ? shared : null;
  const page = pages === null ? null : `${pages.replace(/\/$/, "")}${pagePaths.devices}`;
  const texts = [
    ...(hint === null ? [] : [hint]),
    ...told.map(({ title, items, rest }) =>
      [`${title}:`, "", ...items.map((item) => `- ${item}`), ...(rest === null ? [] : [rest])].join("\n"),
    ),
    ...(page === null ? [] : [`How they are now:\n${page}`]),
    closing,
    ...(wayOut === null ? [] : [`${noMore}\n${wayOut}`]),
  ];
  const html = [
    ...(hint === null ? [] : [`<p>${escapeHtml(hint)}</p>`]),
    ...told.map(({ title, items, rest }) =>
      [
        `<h2>${escapeHtml(title)}</h2>`,
        "<ul>",
        ...items.map((item) => `<li>${escapeHtml(item)}</li>`),
        "</ul>",
        ...(rest === null ? [] : [`<p>${escapeHtml(rest)}</p>`]),
      ].join("\n"),
    ),
    ...(page === null
      ? []
      : [`<p>How they are now: <a href="${escapeHtml(page)}">${escapeHtml(page)}</a></p>`]),
    `<p>${escapeHtml(closing)}</p>`,
    ...(wayOut === null
      ? []
      : [`<p>${noMore} <a href="${escapeHtml(wayOut)}">${escapeHtml(wayOut)}</a></p>`]),
  ];
  return {
    subject: readersSubject(broke.length, works.length),
    text: `${texts.join("\n\n")}\n`,
    html: htmlPage(html.join("\n")),
    ...(wayOut !== null && { wayOut }),
  };
}

const shared =
  "So many fell silent at once: look first at what they share, such as the broker, the network or its power.";
const closing =
  "What is wrong is told once. A reader works again once it was well for five minutes, and a later message says so.";

function who({ sender, title, room }: ReaderLine): string {
  const name = title === null ? plain(sender) : `${plain(title)} (${plain(sender)})`;
  return room === null ? name : `${name} in ${plain(room)}`;
}

function broken({ trouble, since, amount, left }: ReaderLine, timeZone: string): string {
  const n = amount ?? 0;
  switch (trouble) {
    case "silent":
      return left ? `is offline since ${at(since, timeZone)}.` : `says nothing since ${at(since, timeZone)}.`;
    case "wrong_clock":
      return `its clock is ${aheadText(n)}.`;
    case "missing_scans":
      return `${n} ${n === 1 ? "number is" : "numbers are"} missing among its scans, and ${n === 1 ? "it does" : "they do"} not wait on it.`;
    case "backlog":
      return `${n} ${n === 1 ? "scan waits" : "scans wait"} on it, though it is heard.`;
  }
}

function again({ trouble, wellSince }: ReaderLine, timeZone: string): string {
  const since = wellSince === null ? "" : ` since ${at(wellSince, timeZone)}`;
  switch (trouble) {
    case "silent":
      return `is heard again${since}.`;
    case "wrong_clock":
      return `its clock is right${since}.`;
    case "missing_scans":
      return `no number is missing among its scans${since}.`;
    case "backlog":
      return `nothing waits on it${since}.`;
  }
}

const at = (instant: Temporal.Instant, timeZone: string): string =>
  instant.toZonedDateTimeISO(timeZone).toLocaleString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
