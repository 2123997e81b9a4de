import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more would only wait for each other, and real brokers and stores run beside them.
    maxWorkers: 2,
  },
});
