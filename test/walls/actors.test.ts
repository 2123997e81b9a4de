import { expect, test } from "vitest";
import { sourceFiles } from "../repository/source-files.ts";

const files = [...sourceFiles().values()];

/** Where it is said who asks, and where routes that ask nobody are. */
const doors: readonly string[] = [
  "src/adapters/http/guard-routes.ts",
  // A stream is asked again while it is open, by what its page showed when it came.
  "src/adapters/http/live-route.ts",
  // A code is scanned before its student has signed in, and who shows codes is asked again before each of them.
  "src/adapters/http/room-code-routes.ts",
  "src/adapters/http/wall-routes.ts",
];

test("no route says by itself who asks: it has the actor that the door let by", () => {
  const told = files
    .filter(({ file }) => file.startsWith("src/adapters/http/"))
    .flatMap(({ file, text }) => [
      ...(/\blocalOperator\b|\bmusterItself\b/.test(text) ? [`${file} names an actor`] : []),
      ...(!doors.includes(file) && /\.actorOf\(/.test(text) ? [`${file} asks who it is`] : []),
    ]);
  expect(told).toEqual([]);
});

test("every use case that writes what a person said has an actor", () => {
  // What is asked for by a person and kept with who said so.
  const without = files
    .filter(({ file }) => file.startsWith("src/app/") && !/-(?:transaction|store)\.ts$/.test(file))
    .flatMap(({ file, text }) =>
      Array.from(
        text.matchAll(/^ {2}(\w+)\(((?:[^()]|\([^()]*\))*)\): Promise</gm),
        ([, name = "", given = ""]) => ({
          name,
          given,
        }),
      )
        .filter(
          ({ given }) =>
            /\breason: string\b/.test(given) && !/\b(?:Actor|Author|Doer|ChangeContext)\b/.test(given),
        )
        .map(({ name }) => `${file}: ${name}`),
    );
  expect(without).toEqual([]);
});
