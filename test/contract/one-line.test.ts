import { expect, test } from "vitest";
import { neededLine, oneLine, passage } from "../../src/contract/http/one-line.ts";

const told = (schema: ReturnType<typeof oneLine>, text: string) =>
  schema.safeParse(text).error?.issues.map(({ message }) => message);

test("a text that has to be there is not told to be left empty where nothing of it can be seen", () => {
  const seen = "holds nothing that can be seen, but U+200B; write it out";
  expect(told(neededLine(60), "\u200b")).toEqual([seen]);
  expect(told(passage(60), "\u200b")).toEqual([seen]);
  expect(told(oneLine(60), "\u200b")).toEqual([`${seen}, or leave it empty`]);
});
