import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import type { EmbeddingModel } from "../../recognition/embedding-model.ts";
import { calibrate } from "../../recognition/evaluate/calibrate.ts";
import { evaluationChart } from "../../recognition/evaluate/chart.ts";
import {
  EVALUATION_DEFAULTS,
  type EvaluationOptions,
  evaluate,
} from "../../recognition/evaluate/evaluate.ts";
import type { Photo } from "../../recognition/evaluate/photo.ts";
import { describeCalibration, describeEvaluation } from "./faces/describe-report.ts";
import { findPhotos } from "./faces/find-photos.ts";
import { lookAtPhotos } from "./faces/look-at-photos.ts";
import { openRecognizer } from "./faces/open-recognizer.ts";
import { packageFolder } from "./package-folder.ts";

interface FacesOptions {
  readonly strangers?: string;
  readonly model?: string;
  readonly models: string;
  readonly gates: boolean;
  readonly seed: number;
  readonly fpir: number;
  readonly json?: true;
}

const DEFAULT_MODELS = fileURLToPath(new URL("dist/models/", packageFolder));

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError("It has to be a whole number of at most nine digits.");
  return Number(text);
}

function percentage(text: string): number {
  const rate = Number(text) / 100;
  if (!(rate > 0 && rate <= 0.5))
    throw new InvalidArgumentError("It has to be above 0 and at most 50 (percent).");
  return rate;
}

/** Writes how far it is to standard error, in one line that replaces itself where that is a terminal. */
function progressLine(total: number): (done: number) => void {
  const { isTTY } = process.stderr;
  const step = isTTY ? 1 : Math.max(1, Math.ceil(total / 10));
  return (done) => {
    if (done % step !== 0 && done !== total) return;
    const line = `${done} of ${total} photos`;
    process.stderr.write(isTTY ? `\r${line}${done === total ? "\n" : ""}` : `${line}\n`);
  };
}

async function measure(
  folders: readonly string[],
  options: FacesOptions,
): Promise<{ photos: Photo[]; model: EmbeddingModel; evaluation: EvaluationOptions }> {
  const files = await findPhotos(folders, options.strangers);
  const recognizer = await openRecognizer(options.models, options.model);
  const photos = await lookAtPhotos(recognizer, files, progressLine(files.length));
  const { gates, seed, fpir } = options;
  return {
    photos,
    model: recognizer.model,
    evaluation: { ...EVALUATION_DEFAULTS, gates, seed, falsePositiveRate: fpir },
  };
}

async function runEvaluate(
  folders: readonly string[],
  options: FacesOptions & { readonly chart?: string },
): Promise<void> {
  const { photos, model, evaluation } = await measure(folders, options);
  const report = evaluate(photos, model, evaluation);
  if (options.chart !== undefined) await writeFile(options.chart, evaluationChart(report));
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : describeEvaluation(report));
}

async function runCalibrate(folders: readonly string[], options: FacesOptions): Promise<void> {
  const { photos, model, evaluation } = await measure(folders, options);
  const report = calibrate(photos, model, evaluation);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : describeCalibration(report));
}

/** What both commands take. */
function measuringCommand(name: string): Command {
  return new Command(name)
    .argument("<folders...>", "folders of people, one folder of photos a person")
    .option(
      "--strangers <folder>",
      "photos of people who are never enrolled, one a file or one folder a person",
    )
    .option("--model <file>", "an embedding model of your own, described in JSON: see docs/faces.md")
    .option("--models <folder>", "where the built models are", DEFAULT_MODELS)
    .option("--no-gates", "measure photos too that the product would refuse, such as small crops")
    .option("--seed <number>", "of the random choices; the same seed gives the same figures", wholeNumber, 1)
    .option(
      "--fpir <percent>",
      "part of strangers who may be named",
      percentage,
      EVALUATION_DEFAULTS.falsePositiveRate,
    )
    .option("--json", "write the report as JSON");
}

/** `muster faces`: what recognition is worth on photos of one's own. Photos are read, and neither copied nor kept. */
export function facesCommand(): Command {
  return new Command("faces")
    .description("measure face recognition on photos of your own")
    .addCommand(
      measuringCommand("evaluate")
        .description("measure how often people are recognised, missed and mistaken")
        .option("--chart <file>", "write a chart as SVG")
        .addHelpText(
          "after",
          "\nExample:\n  $ npx muster faces evaluate photos/ --strangers others/ --chart faces.svg",
        )
        .action(runEvaluate),
    )
    .addCommand(
      measuringCommand("calibrate")
        .description("propose thresholds for this site, with how sure they are")
        .addHelpText("after", "\nExample:\n  $ npx muster faces calibrate photos/ --strangers others/ --json")
        .action(runCalibrate),
    );
}
