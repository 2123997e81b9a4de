import { describe, expect, test } from "vitest";
import { type ClaimRules, readClaims } from "../../../src/domain/rights/claim-rules.ts";

const rules: ClaimRules = {
  login: "preferred_username",
  roles: [
    { claim: "groups", is: "staff", role: "lecturer" },
    { claim: "groups", is: "registry", role: "registrar" },
    { claim: "realm.roles", is: "tutors", role: "tutor" },
    { claim: "level", is: "3", role: "auditor" },
  ],
  person: { claim: "employee_id", scheme: "student_id" },
};

describe("roles", () => {
  test.each([
    [{}, []],
    [{ groups: "staff" }, ["lecturer"]],
    [{ groups: ["staff", "registry", "staff"] }, ["registrar", "lecturer"]],
    [{ groups: ["Staff", "staff2", "registry "] }, []],
    [{ realm: { roles: ["tutors"] } }, ["tutor"]],
    [{ "realm.roles": "tutors", realm: { roles: [] } }, ["tutor"]],
    [{ level: 3 }, ["auditor"]],
    [{ groups: { staff: true } }, []],
    [{ groups: null, realm: "tutors" }, []],
  ])("%j gives %j", (claims, roles) => {
    expect(readClaims(rules, claims).roles).toEqual(roles);
  });

  test("a claim with the name of a part of every object gives nothing", () => {
    const sly: ClaimRules = {
      ...rules,
      roles: [{ claim: "constructor.name", is: "Object", role: "administrator" }],
    };
    expect(readClaims(sly, {}).roles).toEqual([]);
  });
});

describe("who it is", () => {
  test("login, name and person are texts, without space around; what is no text is nothing", () => {
    expect(
      readClaims(rules, {
        preferred_username: " grace ",
        given_name: "Grace",
        family_name: "Hopper",
        employee_id: 7,
      }),
    ).toMatchObject({ login: "grace", name: "Grace Hopper", person: { scheme: "student_id", value: "7" } });
    expect(readClaims(rules, { preferred_username: ["a", "b"], employee_id: "" })).toMatchObject({
      login: null,
      name: null,
      person: null,
    });
  });

  test("an address that nobody has verified is none, also where the login or the person is taken from it", () => {
    const byMail: ClaimRules = { ...rules, login: "email", person: { claim: "email", scheme: "email" } };
    const claims = { email: "grace@uni.example" };
    expect(readClaims(byMail, claims)).toMatchObject({
      login: "grace@uni.example",
      email: "grace@uni.example",
      person: { scheme: "email", value: "grace@uni.example" },
    });
    expect(readClaims(byMail, { ...claims, email_verified: false })).toMatchObject({
      login: null,
      email: null,
      person: null,
    });
  });
});
