import { describe, expect, test } from "vitest";
import {
  createHolderSuggestions,
  type KnownStudent,
} from "../../../src/domain/attendance/suggest-holders.ts";

const student = (
  id: string,
  name: string,
  email: string | null = null,
  cards: readonly string[] = [],
): KnownStudent => ({
  student: id,
  name,
  email,
  identifiers: [
    { scheme: "student_id", value: id },
    ...cards.map((value) => ({ scheme: "card_uid", value })),
  ],
});

const suggest = createHolderSuggestions([
  student("S1001", "Zoë Müller", "zoe@example.org", ["04A1B2C3"]),
  student("S1002", "John Ashworth"),
  student("S1003", "Joanna Ashcroft"),
  student("S1004", "Nguyễn Văn An"),
]);
const who = (scheme: string, value: string) =>
  suggest({ scheme, value }).map(({ student: id, because }) => `${id} ${because}`);

describe("who an identity that nobody has may be", () => {
  test("an equal address, whatever its case", () => {
    expect(who("username", "ZOE@example.org")).toEqual(["S1001 email"]);
  });

  test("another form of a card, and no name of it", () => {
    expect(who("card_uid", "C3B2A104")).toEqual(["S1001 card"]);
    expect(who("card_uid", "0077705923")).toEqual(["S1001 card"]);
    expect(who("card_uid", "DEADBEEF")).toEqual([]);
  });

  test("an id that came as another sort of identity, or in another spelling", () => {
    expect(who("face_subject", "s1002")).toEqual(["S1002 identifier"]);
    expect(who("student_id", "S-1002")).toEqual(["S1002 identifier"]);
  });

  test("a name in any order, without accents, with a letter wrong", () => {
    expect(who("face_subject", "muller_zoe")).toEqual(["S1001 name"]);
    expect(who("face_subject", "Ashworth John")).toEqual(["S1002 name"]);
    expect(who("face_subject", "john-ashwort")).toEqual(["S1002 name"]);
    expect(who("face_subject", "nguyen van an")).toEqual(["S1004 name"]);
  });

  test("nobody for a name that is another's", () => {
    expect(who("face_subject", "Peter Quint")).toEqual([]);
    expect(who("face_subject", "")).toEqual([]);
  });

  test("at most three, the surest first", () => {
    const many = createHolderSuggestions([
      ...["a", "b", "c", "d"].map((id) => student(id, "Ann Example")),
      student("e", "Ann Example", "ann example"),
    ]);
    const found = many({ scheme: "face_subject", value: "Ann Example" });
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({ student: "e", because: "email", like: "ann example" });
  });
});
