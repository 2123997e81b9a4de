/**
 * What a device notices of an upload: a calendar of single events is read, shown and applied, uploaded again and moved by
 * an hour, while a device publishes at QoS 1 to the same server. Of each phase: how long it takes, the longest block of
 * the server's event loop (as its /metrics tell it) and the longest wait for a PUBACK.
 *
 *   node scripts/build-bench.mjs && node bench/calendar.mjs [events] [students]
 */
import mqtt from "mqtt";
import { startProduct } from "../dist/bench/product/start-product.js";

const [events = 5_000, students = 2_000] = process.argv.slice(2).map(Number);
const classes = 200;
const everyMs = 10;
const product = await startProduct(process.env.BENCH_NODE?.split(" ") ?? []);
const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, { clientId: "bench-device" });
let longest = 0;
let sent = 0;
const device = setInterval(() => void publish(), everyMs);
try {
  const people = Array.from({ length: students }, (_, at) => `S${at},Given${at},Family${at}`);
  const enrolled = people.flatMap((_, at) =>
    [0, 1, 2].map((n) => `S${at},C-${(at * 3 + n * 67) % classes},2026-09-01,`),
  );
  await upload(
    "students",
    "csv",
    "students.csv",
    ["student_id,given_name,family_name", ...people].join("\n"),
  );
  await upload("enrolments", "csv", "enrolments.csv", ["student_id,class,from,to", ...enrolled].join("\n"));
  await upload("calendar", "icalendar", "plan.ics", calendar(0, "Room"));
  await upload("same again", "icalendar", "plan.ics", calendar(0, "Room"));
  await upload("an hour later", "icalendar", "plan.ics", calendar(1, "Room"));
  await upload("other rooms", "icalendar", "plan.ics", calendar(1, "Hall"));
  console.log(`${sent} scans published`);
} finally {
  clearInterval(device);
  await client.endAsync(true);
  await product.stop();
}

async function publish() {
  const begin = performance.now();
  const scan = {
    student_id: `S${sent % students}`,
    location: `Room ${sent % 50}`,
    timestamp: new Date().toISOString(),
    decision: "granted",
    confidence: 0.99,
  };
  sent += 1;
  await client.publishAsync("access/result", JSON.stringify(scan), { qos: 1 }).catch(() => undefined);
  longest = Math.max(longest, performance.now() - begin);
}

async function upload(what, kind, name, text) {
  const preview = await measured(`${what}: preview`, async () => {
    const query = new URLSearchParams({ kind, name, complete: "true" });
    const answer = await fetch(`${product.url}/api/v1/imports?${query}`, {
      method: "POST",
      headers: { "content-type": kind === "csv" ? "text/csv" : "text/calendar" },
      body: text,
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  });
  await measured(`${what}: apply`, async () => {
    const answer = await fetch(`${product.url}/api/v1/imports/${preview.id}/apply`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ confirmWarnings: true }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  });
  console.log(
    `  ${JSON.stringify(preview.counts.filter(({ thing }) => kind === "csv" || thing === "session"))}`,
  );
}

async function measured(what, work) {
  await blockSoFar();
  longest = 0;
  const begin = performance.now();
  const result = await work();
  const ms = performance.now() - begin;
  const block = await blockSoFar();
  console.log(
    `${what.padEnd(24)} ${ms.toFixed(0).padStart(6)} ms   longest block ${block.toFixed(0).padStart(5)} ms   longest PUBACK ${longest.toFixed(0).padStart(5)} ms`,
  );
  return result;
}

/** The longest that the server's event loop stood since this was asked before, in milliseconds. */
async function blockSoFar() {
  const text = await (await fetch(`${product.url}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds ([\d.e+-]+)$/m.exec(text)?.[1] ?? Number.NaN) * 1000;
}

/** Single events from tomorrow on, each of a class and in a room of its own at that hour. */
function calendar(later, room) {
  const first = new Date();
  first.setUTCHours(0, 0, 0, 0);
  const two = (n) => String(n).padStart(2, "0");
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN"];
  for (let at = 0; at < events; at += 1) {
    const day = new Date(first.getTime() + (1 + Math.floor(at / 250)) * 86_400_000);
    const date = day.toISOString().slice(0, 10).replaceAll("-", "");
    lines.push(
      "BEGIN:VEVENT",
      `UID:${at}@bench.example`,
      `SEQUENCE:${later}`,
      `DTSTART:${date}T${two(8 + (Math.floor(at / 25) % 10) + later)}0000Z`,
      "DURATION:PT50M",
      `SUMMARY:C-${at % classes}:Lecture`,
      `LOCATION:${room} ${at % 50}`,
      "END:VEVENT",
    );
  }
  return [...lines, "END:VCALENDAR", ""].join("\r\n");
}
