import { beforeAll, describe, expect, test } from "vitest";
import { type Finding, lintPlanted, typeCheckPlanted } from "./plant.ts";

/** Where each zone's planted file lies, and how it would reach the root of the sources and of the project. */
const zones = {
  domain: { folder: "src/domain/attendance", src: "../..", root: "../../.." },
  contract: { folder: "src/contract/mqtt", src: "../..", root: "../../.." },
  sources: { folder: "src/sources/native", src: "../..", root: "../../.." },
  app: { folder: "src/app/ingest", src: "../..", root: "../../.." },
  postgres: { folder: "src/adapters/postgres", src: "../..", root: "../../.." },
  broker: { folder: "src/adapters/broker", src: "../..", root: "../../.." },
  mqtt: { folder: "src/adapters/mqtt", src: "../..", root: "../../.." },
  http: { folder: "src/adapters/http", src: "../..", root: "../../.." },
  files: { folder: "src/adapters/files", src: "../..", root: "../../.." },
  telemetry: { folder: "src/adapters/telemetry", src: "../..", root: "../../.." },
  config: { folder: "src/config", src: "..", root: "../.." },
  entry: { folder: "src/entry/commands", src: "../..", root: "../../.." },
  device: { folder: "device", src: "../src", root: ".." },
  recognition: { folder: "recognition", src: "../src", root: ".." },
  simulator: { folder: "simulator", src: "../src", root: ".." },
  web: { folder: "web/app/live", src: "../../../src", root: "../../.." },
} as const;
type Zone = keyof typeof zones;

/** `{src}` and `{root}` stand for the way up from the zone's folder. */
const forbidden: Readonly<Record<Zone, readonly string[]>> = {
  domain: [
    "{src}/contract/mqtt/x.ts",
    "{src}/sources/x.ts",
    "{src}/app/ports.ts",
    "{src}/adapters/postgres/x.ts",
    "{src}/config/settings.ts",
    "{src}/entry/serve.ts",
    "{root}/device/x.ts",
    "{root}/web/time/x.ts",
    "{root}/recognition/x.ts",
    "node:fs",
    "zod",
    "@tanstack/react-query",
    "temporal-polyfill/global",
  ],
  contract: [
    "{src}/sources/x.ts",
    "{src}/app/ports.ts",
    "{src}/entry/serve.ts",
    "node:crypto",
    "mqtt",
    "uuid",
  ],
  sources: [
    "{src}/app/ports.ts",
    "{src}/adapters/mqtt/x.ts",
    "{src}/config/settings.ts",
    "node:buffer",
    "uuid",
  ],
  app: [
    "{src}/adapters/postgres/x.ts",
    "{src}/config/settings.ts",
    "{src}/entry/serve.ts",
    "{root}/device/x.ts",
    "pg",
    "mqtt",
    "fastify",
    "node:fs",
  ],
  postgres: [
    "../broker/x.ts",
    "../mqtt/x.ts",
    "../http/x.ts",
    "../files/x.ts",
    "../telemetry/x.ts",
    "{src}/entry/serve.ts",
  ],
  broker: [
    "../postgres/x.ts",
    "../mqtt/x.ts",
    "../http/x.ts",
    "{src}/config/settings.ts",
    "{src}/entry/serve.ts",
  ],
  mqtt: ["../postgres/x.ts", "../broker/x.ts", "../telemetry/x.ts", "{src}/entry/serve.ts"],
  http: ["../postgres/embedded/x.ts", "../broker/x.ts", "{src}/entry/serve.ts", "{root}/web/time/x.ts"],
  files: ["../postgres/x.ts", "../http/x.ts", "{src}/entry/serve.ts"],
  telemetry: ["../http/x.ts", "../broker/x.ts", "{src}/entry/serve.ts"],
  config: ["{src}/app/ports.ts", "{src}/adapters/http/x.ts", "{src}/entry/serve.ts"],
  entry: ["{root}/web/app/main.tsx", "{root}/test/parts/x.ts", "{root}/bench/x.ts"],
  device: [
    "{src}/app/ports.ts",
    "{src}/sources/x.ts",
    "{src}/entry/serve.ts",
    "{root}/simulator/x.ts",
    "{root}/recognition/x.ts",
  ],
  recognition: [
    "{src}/domain/attendance/x.ts",
    "{src}/contract/mqtt/x.ts",
    "{root}/device/x.ts",
    "{root}/web/time/x.ts",
  ],
  simulator: [
    "{src}/domain/attendance/x.ts",
    "{src}/app/ports.ts",
    "{src}/adapters/mqtt/x.ts",
    "{src}/entry/serve.ts",
    "{root}/web/time/x.ts",
  ],
  web: [
    "{src}/app/ports.ts",
    "{src}/adapters/http/x.ts",
    "{src}/sources/x.ts",
    "{src}/config/settings.ts",
    "{src}/entry/serve.ts",
    "{root}/simulator/x.ts",
    "node:path",
  ],
};

const permitted: Readonly<Record<Zone, readonly string[]>> = {
  domain: ["./x.ts", "../kernel/x.ts", "temporal-polyfill"],
  contract: ["./x.ts", "../http/x.ts", "{src}/domain/attendance/x.ts", "zod"],
  sources: [
    "../x.ts",
    "{src}/contract/mqtt/x.ts",
    "{src}/domain/attendance/x.ts",
    "zod",
    "temporal-polyfill",
  ],
  app: [
    "../ports.ts",
    "../live/x.ts",
    "{src}/sources/x.ts",
    "{src}/contract/http/x.ts",
    "{src}/domain/policy/x.ts",
    "node:crypto",
  ],
  postgres: [
    "./embedded/x.ts",
    "{src}/app/ports.ts",
    "{src}/contract/mqtt/x.ts",
    "{src}/contract/http/x.ts",
    "pg",
    "node:fs",
  ],
  broker: ["{src}/app/ports.ts", "{src}/contract/mqtt/x.ts", "mqtt", "aedes"],
  mqtt: ["./x.ts", "{src}/contract/mqtt/x.ts", "mqtt"],
  http: ["./x.ts", "{src}/app/register/x.ts", "{src}/contract/http/x.ts", "fastify"],
  files: ["./x.ts", "{src}/app/ports.ts", "node:fs"],
  telemetry: ["{src}/app/ports.ts", "prom-client"],
  config: ["./x.ts", "{src}/domain/policy/x.ts", "node:fs"],
  entry: [
    "{src}/adapters/http/x.ts",
    "{src}/app/ports.ts",
    "{src}/config/settings.ts",
    "{root}/simulator/x.ts",
    "pino",
  ],
  device: ["./x.ts", "{src}/contract/mqtt/x.ts", "{src}/domain/timetable/x.ts", "mqtt"],
  recognition: ["./x.ts", "./evaluate/x.ts", "onnxruntime-web"],
  simulator: ["./x.ts", "{src}/contract/mqtt/x.ts", "../device/x.ts", "mqtt"],
  web: [
    "../app/x.ts",
    "../../ui/x.tsx",
    "{src}/contract/http/x.ts",
    "{src}/domain/policy/x.ts",
    "{root}/device/x.ts",
    "{root}/recognition/x.ts",
    "react",
  ],
};

/** Code that each of these zones must not hold, whatever it imports. */
const impure: readonly { readonly zone: Zone; readonly code: string }[] = [
  { zone: "domain", code: "export const planted = Date.now();" },
  { zone: "domain", code: "export const planted = new Date();" },
  {
    zone: "domain",
    code: 'import { Temporal } from "temporal-polyfill";\nexport const planted = Temporal.Now.instant();',
  },
  { zone: "domain", code: 'import { Temporal } from "temporal-polyfill";\nexport const { Now } = Temporal;' },
  { zone: "domain", code: "export const planted = Math.random();" },
  { zone: "domain", code: "export const planted = crypto.randomUUID();" },
  { zone: "domain", code: "export const planted = performance.now();" },
  { zone: "domain", code: "export const planted = process.pid;" },
  { zone: "contract", code: "export const planted = process.pid;" },
  { zone: "sources", code: "export const planted = Date.now();" },
  { zone: "sources", code: "export const planted = process.pid;" },
  { zone: "app", code: "export const planted = process.env.PATH;" },
  { zone: "http", code: "export const planted = process.env.PATH;" },
  { zone: "entry", code: "export const planted = process.env.PATH;" },
];

const permittedCode: readonly { readonly zone: Zone; readonly code: string }[] = [
  { zone: "domain", code: "export const planted = Math.max(1, 2);" },
  {
    zone: "domain",
    code: 'import { Temporal } from "temporal-polyfill";\nexport const planted = Temporal.Instant.from("2026-01-01T00:00Z");',
  },
  { zone: "config", code: "export const planted = process.env.PATH;" },
];

interface Planted {
  readonly zone: Zone;
  readonly shown: string;
  readonly file: string;
  readonly code: string;
}

function plantedImports(imports: Readonly<Record<Zone, readonly string[]>>, prefix: string): Planted[] {
  return zoneNames.flatMap((zone) =>
    imports[zone].map((written, at) => {
      const { folder, src, root } = zones[zone];
      const from = written.replace("{src}", src).replace("{root}", root);
      return {
        zone,
        shown: from,
        file: `${folder}/${prefix}-${at}.ts`,
        code: `import { thing } from "${from}";\n\nexport const planted = thing;\n`,
      };
    }),
  );
}

function plantedCode(cases: typeof impure, prefix: string): Planted[] {
  return cases.map(({ zone, code }, at) => ({
    zone,
    shown: code.replace("\n", " "),
    file: `${zones[zone].folder}/${prefix}-${at}.ts`,
    code: `${code}\n`,
  }));
}

const zoneNames: readonly Zone[] = [
  "domain",
  "contract",
  "sources",
  "app",
  "postgres",
  "broker",
  "mqtt",
  "http",
  "files",
  "telemetry",
  "config",
  "entry",
  "device",
  "recognition",
  "simulator",
  "web",
];
const red = [...plantedImports(forbidden, "forbidden"), ...plantedCode(impure, "impure")];
const green = [...plantedImports(permitted, "permitted"), ...plantedCode(permittedCode, "pure")];
const wallRules = ["Restricted", "noProcess"];

let findings: Map<string, Finding[]>;
beforeAll(async () => {
  findings = await lintPlanted(new Map([...red, ...green].map(({ file, code }) => [file, code])));
});

describe("the linter", () => {
  test.each(red)("refuses in $zone: $shown", ({ file }) => {
    const rules = findings.get(file)?.map(({ rule }) => rule) ?? [];
    expect(rules.filter((rule) => wallRules.some((wall) => rule.includes(wall)))).not.toEqual([]);
  });

  test.each(green)("permits in $zone: $shown", ({ file }) => {
    expect(findings.get(file) ?? []).toEqual([]);
  });
});

describe("the compiler", () => {
  test.each(["src/domain", "src/contract", "src/sources"])("knows nothing of Node in %s", async (zone) => {
    expect(await typeCheckPlanted(zone, "export const planted: number = process.pid;\n")).toContain(
      "'process'",
    );
    expect(await typeCheckPlanted(zone, 'import "node:fs";\n')).toContain("node:fs");
  });

  test("knows nothing of a page in the server", async () => {
    expect(await typeCheckPlanted("src/app", "export const planted = document.title;\n")).toContain(
      "'document'",
    );
  });

  test("accepts what a zone may hold, so that its refusals mean something", async () => {
    expect(await typeCheckPlanted("src/domain", "export const planted: number = Math.max(1, 2);\n")).toBe("");
    expect(await typeCheckPlanted("src/app", "export const planted: number = process.pid;\n")).toBe("");
  });
});
