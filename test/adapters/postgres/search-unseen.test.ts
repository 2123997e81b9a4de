import { expect, test } from "vitest";
import { csv, openImportSchool } from "./import-school.ts";

test("whoever is looked for is found through marks that nobody sees, in the name and in what is typed", async () => {
  const school = await openImportSchool();
  try {
    const names = ["Al\u200bma", "Al\u00adma", "Al\u200dma", "A\u2060lma", "Al\ufe0fma"];
    await school.take("csv", [
      csv("students.csv", ["student_id,given_name", ...names.map((name, n) => `S${n},${name}`)].join("\n")),
    ]);
    for (const typed of ["alma", "Al\u200bma"])
      expect((await school.reader.people("student", typed, null, 10)).map(({ code }) => code).sort()).toEqual(
        ["S0", "S1", "S2", "S3", "S4"],
      );
  } finally {
    await school.close();
  }
});
