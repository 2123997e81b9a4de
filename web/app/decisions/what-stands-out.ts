import type { DecisionsView } from "../../../src/contract/http/scans.ts";

/** From this many on, turning up again is no accident of one bad picture. */
const worthNaming = 3;

const number = new Intl.NumberFormat("en-GB");

/**
 * What a person would say first about these figures, most important first, one to three sentences. A cluster is
 * named only where it is one: at most two places share the lead, and with three denials or more.
 */
export function whatStandsOut(view: DecisionsView): string[] {
  const { granted, late, denied, unknown } = view.total;
  const scans = granted + late + denied + unknown;
  if (scans === 0) return ["No scans were taken in this time."];
  return [
    denied === 0 ? `No denials among ${number.format(scans)} scans.` : sayWhere(view),
    ...sayWhy(view),
    ...sayWho(view),
    ...(denied === 0 && unknown > 0 ? [sayUnidentified(unknown, scans)] : []),
  ].slice(0, 3);
}

function sayWhere({ total, denialClusters }: DecisionsView): string {
  const all = number.format(total.denied);
  const most = Math.max(0, ...denialClusters.map(({ denied }) => denied));
  const leading = denialClusters.filter(({ denied }) => denied === most);
  if (total.denied === 1 && leading[0] !== undefined) return `One denial: ${writePlace(leading[0])}.`;
  if (most >= worthNaming && leading.length <= 2) {
    const places = leading.map(writePlace).join(", and ");
    return `Most denials: ${places}, ${number.format(most)} of ${all}${leading.length === 2 ? " each" : ""}.`;
  }
  return `${all} denials, spread out: no more than ${number.format(most)} at one place within an hour.`;
}

/** Denials of one reason, where most of them have it and it was said. */
function sayWhy({ total, byReason }: DecisionsView): string[] {
  const top = byReason.toSorted((a, b) => b.denied - a.denied)[0];
  if (top === undefined || top.reason === null || top.denied < worthNaming) return [];
  if (top.denied * 2 <= total.denied) return [];
  return [
    top.denied === total.denied
      ? `All of them for “${top.reason}”.`
      : `Most of them for “${top.reason}”, ${number.format(top.denied)} of ${number.format(total.denied)}.`,
  ];
}

function sayWho({ deniedAgain }: DecisionsView): string[] {
  const most = deniedAgain[0]?.attempts ?? 0;
  if (most < worthNaming) return [];
  const leading = deniedAgain.filter(({ attempts }) => attempts === most);
  if (leading.length > 2) {
    return [`${number.format(leading.length)} students were turned away ${number.format(most)} times each.`];
  }
  const each = leading.length === 2 ? " each" : "";
  return [
    `${leading.map(({ student }) => student).join(" and ")} ${each === "" ? "was" : "were"} turned away ${number.format(most)} times${each}.`,
  ];
}

const sayUnidentified = (unknown: number, scans: number): string =>
  `${number.format(unknown)} of ${number.format(scans)} scans named nobody.`;

const writePlace = ({ location, hour }: DecisionsView["denialClusters"][number]): string =>
  `${location ?? "no location"} between ${hour} and ${hour + 1}`;
