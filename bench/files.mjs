/**
 * What a long export costs the thread that hears devices: the same registers written in it and beside it, turn by turn.
 * The ratio of the loop's own work is what counts; the longest pause is a crowded machine's and says little by itself.
 *
 *   node scripts/build.mjs && node scripts/build-bench.mjs && node bench/files.mjs [registers] [students]
 */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { writePdf } from "../dist/src/adapters/files/write-pdf.js";
import { writeXlsx } from "../dist/src/adapters/files/write-xlsx.js";
import { writeApart } from "../dist/src/entry/write-apart.js";

const [registers = 200, students = 60] = process.argv.slice(2).map(Number);
const about = { title: "Registers", madeAt: "2026-11-23T12:00:00Z" };
const why = (at) => `Present: first seen in R-${at % 40} at 08:58, by the start at 09:00.`;

async function* papers() {
  for (let n = 0; n < registers; n += 1) {
    yield {
      title: `Register: class ${n}`,
      facts: [{ label: "Class", value: `CS-${n}` }],
      tables: [
        {
          title: "",
          columns: [13, 20, 15, 36].map((share, at) => ({ title: `column ${at}`, share })),
          rows: Array.from({ length: students }, (_, at) => [
            `S${at}`,
            `Ada ${at} Lovelace`,
            "Present",
            why(at),
          ]),
          empty: "",
        },
      ],
      signatures: ["Name", "Signature", "Date"],
      foot: "As of 2026-11-23 12:00 (Europe/London).",
    };
  }
}

async function* rows() {
  for (let at = 0; at < registers * students; at += 1) {
    yield [
      `S${at}`,
      { day: "2026-11-23" },
      { at: "2026-11-23T09:00:00Z", timeZone: "Europe/London" },
      why(at),
    ];
  }
}
const columns = ["student_id", "day", "start", "why"].map((name) => ({ name, width: 20 }));

const files = {
  PDF: { here: () => writePdf(papers(), about), apart: () => writeApart.pdf(papers(), about) },
  XLSX: {
    here: () => writeXlsx({ columns, rows: rows() }, "Registers"),
    apart: () => writeApart.xlsx({ columns, rows: rows() }, "Registers"),
  },
};

const rounds = 3;
for (const [kind, ways] of Object.entries(files)) {
  const busy = { here: [], apart: [] };
  const longest = { here: 0, apart: 0 };
  for (let round = 0; round < rounds; round += 1) {
    for (const [way, write] of Object.entries(ways)) {
      const pauses = monitorEventLoopDelay({ resolution: 5 });
      pauses.enable();
      const before = performance.eventLoopUtilization();
      for await (const piece of write()) if (piece.length === 0) throw new Error("an empty piece");
      busy[way].push(performance.eventLoopUtilization(before).active);
      pauses.disable();
      longest[way] = Math.max(longest[way], pauses.max / 1e6);
    }
  }
  const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  const [here, apart] = [median(busy.here), median(busy.apart)];
  console.log(
    `${kind}: ${registers} registers of ${students}: the loop worked ${Math.round(here)} ms in it, ${Math.round(apart)} ms beside it, ratio ${(apart / here).toFixed(2)}; longest pause ${Math.round(longest.here)} and ${Math.round(longest.apart)} ms`,
  );
}
