import type { CalibrationReport } from "../../../recognition/evaluate/calibrate.ts";
import type { Estimate } from "../../../recognition/evaluate/confidence.ts";
import type { Aim, EvaluationReport, MeasuredSetting } from "../../../recognition/evaluate/evaluate.ts";

const percent = ({ value, low, high }: Estimate) =>
  `${(100 * value).toFixed(2)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;

const similarity = ({ value, low, high }: Estimate) =>
  `${value.toFixed(4)} (${low.toFixed(4)}–${high.toFixed(4)})`;

function listed(counts: Readonly<Record<string, number | undefined>>): string {
  const parts = Object.entries(counts).map(([code, count]) => `${count} ${code}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const settingName = ({ setting: { photos, frames } }: MeasuredSetting) => `${photos} + ${frames}`;

function verification(settings: readonly MeasuredSetting[]): string {
  const rows = settings.map((result) =>
    result.measured
      ? [
          settingName(result),
          percent(result.verification.equalErrorRate),
          percent(result.verification.trueAcceptRate),
          similarity(result.verification.threshold),
        ]
      : [settingName(result), "too few photos", "", ""],
  );
  return table([["photos + frames", "EER", "TAR at FAR 0.1 %", "threshold"], ...rows]);
}

function identification(settings: readonly MeasuredSetting[], rate: string): string {
  const rows = settings.map((result) =>
    result.measured
      ? [
          settingName(result),
          String(result.gallery),
          `${result.people.enrolled} / ${result.people.strangers}`,
          percent(result.identification.falseNegative),
          similarity(result.identification.threshold),
          result.asShipped.threshold.toFixed(3),
          percent(result.asShipped.falseNegative),
          percent(result.asShipped.falsePositive),
        ]
      : [settingName(result), "too few photos", "", "", "", "", "", ""],
  );
  const head = [
    "photos + frames",
    "gallery",
    "known / strangers",
    `FNIR at FPIR ${rate}`,
    "threshold",
    "as shipped",
  ];
  return table([[...head, "FNIR", "FPIR"], ...rows]);
}

function aimLine({ setting, falseNegative, verdict, because }: Aim, rate: string): string {
  const aim = `Aim: FNIR at most ${100 * falseNegative} % at FPIR ${rate}, ${setting.photos} photos and ${setting.frames} frames`;
  if (verdict === "shown") return `${aim}: shown.`;
  if (verdict === "not_measured") return `${aim}: not measured, nobody has photos enough.`;
  const reason =
    because === "too_few_strangers"
      ? "too few people stand for strangers to say where so small a rate lies"
      : "the interval reaches above it";
  return `${aim}: not shown, ${reason}.`;
}

/** The evaluation as text for a terminal. */
export function describeEvaluation(report: EvaluationReport): string {
  const { photos } = report;
  const rate = `${100 * report.falsePositiveRate} %`;
  const times = report.milliseconds.map(({ stage, median, slow }) => [
    stage,
    median.toFixed(1),
    slow.toFixed(1),
  ]);
  return `Model ${report.model}; ${photos.photos} photos of ${photos.people} people and ${photos.strangers} strangers.
Missed: ${listed(photos.missed)}
Refused to enrol: ${listed(photos.refusedToEnrol)}
Refused to identify: ${listed(photos.refusedToIdentify)}
Refused photos are ${report.gates ? "left out, as the product does" : "measured all the same (--no-gates)"}.

Verification (1:1)
${verification(report.settings)}

Identification among all who are enrolled (1:N); each enrolled person is also left out in turn and then a stranger
${identification(report.settings, rate)}

In brackets: 95 % intervals over people. ${report.repetitions} random choices of photos, seed ${report.seed}.
${aimLine(report.aim, rate)}

Milliseconds a photo
${table([["stage", "median", "95 of 100"], ...times])}
`;
}

/** The calibration as text for a terminal. */
export function describeCalibration(report: CalibrationReport): string {
  const rows = report.thresholds.map(({ name, current, measured, proposed, strangers }) => [
    name,
    current.toFixed(3),
    measured === undefined ? "not measured" : similarity(measured),
    proposed.toFixed(3),
    strangers < report.strangersNeeded ? `${strangers}, too few for certainty` : String(strangers),
  ]);
  return `Thresholds for model ${report.model} at FPIR ${100 * report.falsePositiveRate} % (verify: FAR 0.1 %)
${table([["threshold", "now", "measured (95 %)", "proposed", "people as strangers"], ...rows])}

The upper end of each interval is proposed, and never less than now: a threshold chosen on some people lets more of
others in than it should.
`;
}
