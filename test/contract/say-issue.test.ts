import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sayIssue } from "../../src/contract/say-issue.ts";

const said = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => sayIssue({ ...issue }));

describe("what a schema complains of is said with its remedy", () => {
  test.each([
    [z.string().min(1), "", "empty; fill it in"],
    [z.string().min(8), "short", "shorter than 8 characters; give at least as many"],
    [z.string().max(3), "abcd", "longer than 3 characters; give at most as many"],
    [z.string(), undefined, "missing; give a text"],
    [z.int(), 1.5, "not a whole number; give one"],
    [z.number().min(2), 1, "less than 2; give 2 or more"],
    [z.number().gt(0), 0, "not more than 0; give more"],
    [z.number().max(9), 10, "more than 9; give 9 or less"],
    [z.array(z.string()).min(1), [], "empty; give at least one"],
    [z.array(z.string()).max(1), ["a", "b"], "more than 1; give at most as many"],
    [z.iso.date(), "23.11.2026", "no day; give one such as 2026-11-23"],
    [z.iso.datetime(), "noon", "no instant; give one such as 2026-11-23T09:00:00Z"],
    [z.email(), "ada", "no mail address; give one such as name@example.org"],
    [z.uuid(), "7", "no id of this kind; look it up and give it whole"],
    [z.string().regex(/^a/), "b", "not written in the form that is taken; correct it"],
    [z.enum(["a", "b"]), "c", "none of the choices; give one of a, b"],
    [z.literal(true), false, "not true, which alone is taken here"],
    [z.strictObject({}), { more: 1 }, "more: not known here; leave it out"],
    [z.union([z.literal("a"), z.number()]), {}, "in none of the forms that are taken; correct it"],
    [z.string().refine(() => false, "say why"), "x", "say why"],
  ] as const)("%# is %s", (schema, value, expected) => {
    expect(said(schema, value)).toEqual([expected]);
  });
});
