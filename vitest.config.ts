import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

/** Rules about time must hold wherever the server stands: west of UTC by half an hour's zone, at it, and far east. */
const timeZones = ["UTC", "America/St_Johns", "Pacific/Auckland"];

/** Tests without a process, a file or a socket: they run once in each zone, which share the tries of their properties. */
const pure = ["test/domain/**/*.test.ts", "test/sources/**/*.test.ts", "test/contract/**/*.test.ts"];

/** Tests over one PostgreSQL that they share, in one process each: the laws, in a few minutes. */
const ordinary = [
  "test/{app,config,repository,walls,web}/**/*.test.ts",
  "test/adapters/!(postgres)/**/*.test.ts",
  // Deeper down each test has a PostgreSQL of its own, to start and to kill.
  "test/adapters/postgres/*.test.ts",
  // Who may do what, at every address.
  "test/http/{law,rights,walls,endpoints,origins}.test.ts",
  // Each page of a university, and its numbers.
  "test/browser/university.test.ts",
];

const globalSetup = ["test/parts/scratch-folder.ts", "test/parts/shared-store.ts"];

export default defineConfig({
  test: {
    // What hangs is told; what a loaded machine does slowly is not.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // One more than two cores have: browsers, brokers and stores are waited for half of the time.
    maxWorkers: 3,
    // No test leaves anything behind in a module, so that a process reads each of those once for all its files.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./test/closing-line.ts"],
    projects: [
      ...timeZones.map((timeZone) => ({
        extends: true as const,
        test: {
          name: timeZone,
          include: pure,
          env: { TZ: timeZone, TEST_TIME_ZONE: timeZone, TEST_ZONE_COUNT: String(timeZones.length) },
        },
      })),
      {
        extends: true,
        test: { name: "parts", include: ordinary, globalSetup },
      },
      {
        // All that is left: real browsers, brokers, devices and servers, started, attacked and killed.
        extends: true,
        test: {
          name: "long",
          include: ["test/**/*.test.ts"],
          exclude: [...pure, ...ordinary],
          globalSetup,
        },
      },
    ],
  },
});
