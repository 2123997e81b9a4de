import type { Estimate } from "./confidence.ts";
import type { EvaluationReport } from "./evaluate.ts";

const WIDTH = 720;
const LEFT = 230;
const RIGHT = 40;
const TOP = 64;
const ROW = 46;
const FOOT = 58;

/** Ticks of the logarithmic axis, as parts of 1; smaller rates lie on its left end. */
const TICKS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1] as const;
const SMALLEST = 0.0005;

const percent = (rate: number) => `${Number((100 * rate).toPrecision(2))} %`;

function xOf(rate: number): number {
  const part = Math.log(Math.max(rate, SMALLEST) / SMALLEST) / Math.log(1 / SMALLEST);
  return LEFT + part * (WIDTH - LEFT - RIGHT);
}

const text = (x: number, y: number, value: string, attributes = "") =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${value}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, attributes: string) =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" ${attributes}/>`;

function interval({ value, low, high }: Estimate, y: number): string {
  const stroke = 'stroke="#1d4ed8" stroke-width="2"';
  return [
    line(xOf(low), y, xOf(high), y, stroke),
    line(xOf(low), y - 5, xOf(low), y + 5, stroke),
    line(xOf(high), y - 5, xOf(high), y + 5, stroke),
    `<circle cx="${xOf(value).toFixed(1)}" cy="${y.toFixed(1)}" r="5" fill="#1d4ed8"/>`,
  ].join("");
}

/** The false negatives of each setting with their intervals, beside the aim, as a picture for a report. */
export function evaluationChart(report: EvaluationReport): string {
  const height = TOP + ROW * report.settings.length + FOOT;
  const bottom = height - FOOT;
  const axis = TICKS.map(
    (tick) =>
      line(xOf(tick), TOP - 8, xOf(tick), bottom, 'stroke="#d4d4d8"') +
      text(xOf(tick), bottom + 18, percent(tick), 'text-anchor="middle" font-size="12"'),
  );
  const rows = report.settings.map((result, i) => {
    const y = TOP + ROW * (i + 0.5);
    const { photos, frames } = result.setting;
    const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
    const label = text(16, y - 3, `${plural(photos, "photo")}, ${plural(frames, "frame")}`, 'font-size="14"');
    if (!result.measured) {
      return label + text(LEFT, y + 4, "not measured: too few photos", 'font-size="12" fill="#52525b"');
    }
    const detail = text(16, y + 14, `${result.gallery} enrolled`, 'font-size="12" fill="#52525b"');
    return label + detail + interval(result.identification.falseNegative, y);
  });
  const aim =
    line(
      xOf(report.aim.falseNegative),
      TOP - 12,
      xOf(report.aim.falseNegative),
      bottom,
      'stroke="#b91c1c" stroke-width="2" stroke-dasharray="5 4"',
    ) +
    text(
      xOf(report.aim.falseNegative),
      TOP - 18,
      "aim",
      'text-anchor="middle" font-size="12" fill="#b91c1c"',
    );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" fill="#18181b" role="img">`,
    `<title>Enrolled people not recognised, by photos and frames</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(
      16,
      26,
      `Enrolled people not recognised where ${percent(report.falsePositiveRate)} of strangers are`,
      'font-size="16" font-weight="600"',
    ),
    ...axis,
    aim,
    ...rows,
    text(
      16,
      height - 14,
      "Dots are measured; bars are 95 % intervals over people. Logarithmic scale.",
      'font-size="12" fill="#52525b"',
    ),
    "</svg>",
    "",
  ].join("\n");
}
