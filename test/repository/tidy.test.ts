import path from "node:path";
import { describe, expect, test } from "vitest";
import { exportsOf, type SourceFile, sourceFiles } from "./source-files.ts";

const files = sourceFiles();
const product = /^(?:src|web|device|recognition|simulator)\//;

/** What is started by itself: by Node, by a page, by a worker's address or by a tool. */
const begins =
  /^(?:src\/entry\/cli\.ts|web\/(?:app|kiosk)\/main\.tsx|web\/kiosk\/service-worker\/|scripts\/|bin\/|.*config\.ts$|.*\.worker\.ts$|.*\.d\.m?ts$)/;

function reachedFrom(first: readonly string[]): ReadonlySet<string> {
  const reached = new Set(first);
  for (const file of reached) {
    for (const named of files.get(file)?.names ?? []) if (files.has(named)) reached.add(named);
  }
  return reached;
}

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .split(/[-_.]/);

describe("no file of the product", () => {
  test("is reached by nothing that runs", () => {
    const reached = reachedFrom([...files.keys()].filter((file) => begins.test(file)));
    expect([...files.keys()].filter((file) => product.test(file) && !reached.has(file))).toEqual([]);
  });

  test("that exports one thing is named for another", () => {
    const misnamed = [...files.values()].flatMap((source) => {
      const [only, ...more] = exportsOf(source);
      if (!product.test(source.file) || only === undefined || more.length > 0) return [];
      const own = path.posix.basename(source.file).replace(/\.\w+$/, "");
      const exported = wordsOf(only);
      // The word for what is done may stand before, as in createLog of log.ts.
      return own.endsWith(".worker") || wordsOf(own).every((word) => exported.includes(word))
        ? []
        : [`${source.file} exports ${only}`];
    });
    expect(misnamed).toEqual([]);
  });

  test("of the server exports a name that another one exports, so that a word means one thing", () => {
    const homes = new Map<string, string[]>();
    for (const source of files.values()) {
      if (!source.file.startsWith("src/")) continue;
      for (const name of new Set(exportsOf(source))) {
        const others = homes.get(name);
        if (others) others.push(source.file);
        else homes.set(name, [source.file]);
      }
    }
    expect([...homes].filter(([, where]) => where.length > 1)).toEqual([]);
  });

  test("exports what nobody uses", () => {
    const users = (name: string, from: string): SourceFile[] =>
      [...files.values()].filter(
        ({ file, names, text }) => file !== from && names.has(from) && new RegExp(`\\b${name}\\b`).test(text),
      );
    const unused = [...files.values()].flatMap((source) => {
      if (!product.test(source.file) || begins.test(source.file)) return [];
      return exportsOf(source).flatMap((name) => {
        const own = source.text.match(new RegExp(`\\b${name}\\b`, "g"))?.length ?? 0;
        return own === 1 && users(name, source.file).length === 0 ? [`${source.file}: ${name}`] : [];
      });
    });
    expect(unused).toEqual([]);
  });
});

describe("rooms of the application", () => {
  /** Files bring rosters in: one room, of two folders. */
  const roomOf = (file: string): string | null => {
    const [, room] = /^src\/app\/([^/]+)\//.exec(file) ?? [];
    return room === undefined ? null : room === "imports" ? "rosters" : room;
  };
  const doors = new Map<string, Set<string>>();
  for (const { file, names } of files.values()) {
    const room = roomOf(file);
    for (const named of names) {
      const other = roomOf(named);
      if (room === null || other === null || other === room) continue;
      doors.set(room, (doors.get(room) ?? new Set()).add(other));
    }
  }

  test("never lead back to where one came from", () => {
    const circles = [...doors.keys()].filter((room) => {
      const reached = new Set(doors.get(room));
      for (const next of reached) for (const further of doors.get(next) ?? []) reached.add(further);
      return reached.has(room);
    });
    expect(circles).toEqual([]);
  });
});

describe("walls", () => {
  /** Each zone with the zones whose files it may name; what stands first holds for what is below. */
  const may: readonly (readonly [zone: string, others: readonly string[]])[] = [
    ["src/domain", []],
    ["src/contract", ["src/domain"]],
    ["src/sources", ["src/contract", "src/domain"]],
    ["src/app", ["src/sources", "src/contract", "src/domain"]],
    ...[
      "broker",
      "feeds",
      "files",
      "http",
      "mail",
      "mqtt",
      "open-id",
      "passkeys",
      "postgres",
      "secrets",
      "telemetry",
      "webhooks",
    ].map((own): readonly [string, readonly string[]] => [
      `src/adapters/${own}`,
      ["src/app", "src/sources", "src/contract", "src/domain"],
    ]),
    ["src/config", ["src/domain"]],
    ["device", ["src/contract", "src/domain"]],
    ["recognition", []],
    ["simulator", ["src/contract", "device"]],
    ["web", ["src/contract", "src/domain", "device", "recognition"]],
  ];
  const zoneOf = (file: string): string | undefined =>
    file.endsWith(".config.ts") ? undefined : may.find(([zone]) => file.startsWith(`${zone}/`))?.[0];

  test.each(may)("%s names nothing beyond them", (zone, others) => {
    const through = [...files.values()].flatMap(({ file, names }) =>
      zoneOf(file) !== zone
        ? []
        : [...names]
            .filter(
              (named) => files.has(named) && zoneOf(named) !== zone && !others.includes(zoneOf(named) ?? ""),
            )
            .map((named) => `${file} → ${named}`),
    );
    expect(through).toEqual([]);
  });

  test("every folder of the product has its wall", () => {
    const open = [...files.keys()].filter(
      (file) =>
        product.test(file) &&
        !file.startsWith("src/entry/") &&
        !file.endsWith(".config.ts") &&
        zoneOf(file) === undefined,
    );
    expect(open).toEqual([]);
  });
});

test("no part of a test has a hook of its own, which would be one of the first file alone that imports it in a process", () => {
  const hooked = [...files.values()].filter(
    ({ file, text }) =>
      file.startsWith("test/") && !file.endsWith(".test.ts") && /^(?:before|after)(?:Each|All)\(/m.test(text),
  );
  expect(hooked.map(({ file }) => file)).toEqual([]);
});
