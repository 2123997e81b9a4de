import { access, constants } from "node:fs/promises";
import { expect, test } from "vitest";
import { findPostgresBinaries } from "../../../../src/adapters/postgres/embedded/find-postgres-binaries.ts";

test("the programs of this platform are found and may be executed", async () => {
  const binaries = findPostgresBinaries();
  expect(binaries.version).toMatch(/^18\./);
  for (const program of [binaries.postgres, binaries.initdb, binaries.pgCtl]) {
    await expect(access(program, constants.X_OK)).resolves.toBeUndefined();
  }
});

test("a platform without a package is named, with the remedy", () => {
  expect(() => findPostgresBinaries("sunos", "sparc")).toThrow(/sunos on sparc.*Set DATABASE_URL/s);
});
