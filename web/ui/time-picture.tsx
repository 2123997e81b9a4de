import "uplot/dist/uPlot.min.css";
import { useEffect, useRef, useState } from "react";
import UPlot from "uplot";
import { type Tone, toneBar } from "./looks.ts";
import type { TimeChartProps, TimeSeries } from "./time-chart.tsx";

const tokens: Readonly<Record<Tone, string>> = {
  good: "--color-good",
  late: "--color-late",
  denied: "--color-denied",
  unknown: "--color-unknown",
  held: "--color-held",
  quiet: "--color-muted",
};

const figure = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
const minHeightPx = 160;

/** Draws on a canvas; made anew when the theme changes, for a canvas keeps the colours it was drawn with. */
export default function TimePicture({
  label,
  times,
  series,
  timeZone,
  by,
  range,
  unit = "",
}: TimeChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const theme = useThemeCount();
  const shape = JSON.stringify([
    series.map(({ name, tone }) => [name, tone]),
    timeZone,
    by,
    range,
    unit,
    theme,
  ]);
  const data = useRef<UPlot.AlignedData>([[]]);
  data.current = [[...times], ...series.map(({ values }) => [...values])];

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for all that the picture is made of
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const colour = (token: string): string => {
      element.style.color = `var(${token})`;
      return getComputedStyle(element).color;
    };
    const [line, muted] = [colour("--color-line"), colour("--color-muted")];
    const font = `11px ${getComputedStyle(element).fontFamily}`;
    const axis = { stroke: muted, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const days = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" });
    const made = new UPlot(
      {
        width: element.clientWidth,
        height: Math.max(element.clientHeight, minHeightPx),
        tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), timeZone),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
        scales: {
          y: {
            range: (_, __, largest) => (range ? [range[0], range[1]] : [0, Math.max(largest ?? 1, 1) * 1.05]),
          },
        },
        axes: [
          by === "day"
            ? { ...axis, values: (_, at) => at.map((seconds) => days.format(new Date(seconds * 1000))) }
            : { ...axis, values: (_, at) => at.map((seconds) => writeMinute(seconds, timeZone)) },
          { ...axis, size: 44, values: (_, at) => at.map((value) => `${figure.format(value)}${unit}`) },
        ],
        series: [
          {},
          ...series.map(({ name, tone }) => ({
            label: name,
            stroke: colour(tokens[tone]),
            width: 2,
            points: { show: times.length < 2, size: 5 },
          })),
        ],
        hooks: { setCursor: [(chart) => setPointed(chart.cursor.idx ?? null)] },
      },
      data.current,
      element,
    );
    plot.current = made;
    const resize = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: Math.max(element.clientHeight, minHeightPx) });
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape]);

  const text = JSON.stringify(data.current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` stands for the data
  useEffect(() => plot.current?.setData(data.current), [text]);

  return (
    <div className="flex h-full flex-col gap-2">
      <p aria-hidden className="flex min-h-5 flex-wrap gap-x-4 text-xs text-muted">
        {series.map((one) => (
          <span key={one.name} className="inline-flex items-center gap-1.5">
            <span className={`h-0.5 w-3 rounded-full ${toneBar[one.tone]}`} />
            {one.name}
            {pointed !== null && <b className="font-medium text-ink">{writeValue(one, pointed, unit)}</b>}
          </span>
        ))}
        {pointed !== null && times[pointed] !== undefined && (
          <span className="ml-auto font-medium text-ink">{writeTime(times[pointed], timeZone, by)}</span>
        )}
      </p>
      <div ref={host} role="img" aria-label={label} className="min-h-40 flex-1 overflow-hidden" />
    </div>
  );
}

function writeValue({ values }: TimeSeries, index: number, unit: string): string {
  const value = values[index];
  return value == null ? "–" : `${figure.format(value)}${unit}`;
}

function writeTime(seconds: number, timeZone: string, by: "day" | "time" | undefined): string {
  const date = new Date(seconds * 1000);
  if (by !== "day") return writeMinute(seconds, timeZone);
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
  }).format(date);
}

const writeMinute = (seconds: number, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(new Date(seconds * 1000));

/** Grows with each change of the theme, the system's or the reader's. */
function useThemeCount(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const changed = () => setCount((before) => before + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", changed);
    const chosen = new MutationObserver(changed);
    chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      dark.removeEventListener("change", changed);
      chosen.disconnect();
    };
  }, []);
  return count;
}
