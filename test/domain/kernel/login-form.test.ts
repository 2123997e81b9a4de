import { describe, expect, test } from "vitest";
import { isSameLoginForm } from "../../../src/domain/kernel/login-form.ts";

describe("two logins may be one in two forms", () => {
  test.each([
    ["kim01", "UNI\\kim01"],
    ["kim01", "KIM01@uni.example"],
    ["UNI\\zk1", "zk1@uni.example"],
    ["qben@x", "X\\qben"],
    ["UNI\\qalma@uni.example", "qalma"],
    ["UNI\\qalma@uni.example", "uni/qalma"],
    ["UNI\\qalma@uni.example", "qalma@UNI.example"],
    ["UNI/qalma", "qalma"],
    ["UNI/qalma", "UNI\\qalma"],
    ["a\\b\\qalma", "qalma"],
    ["a\\b\\qalma", "qalma@b.example"],
  ])("%s and %s", (one, other) => {
    expect([isSameLoginForm(one, other), isSameLoginForm(other, one)]).toEqual([true, true]);
  });

  test.each([
    ["kim@a.example", "kim@b.example"],
    ["A\\kim", "B\\kim"],
    ["A/kim", "B\\kim"],
    ["UNI\\kim@a.example", "kim@b.example"],
    ["UNI\\kim", "UNI\\kin"],
    ["UNI\\kim", "UNI"],
    ["@kim", "kim"],
    ["/kim", "kim"],
    ["kim\\", "kim"],
  ])("but not %s and %s", (one, other) => {
    expect([isSameLoginForm(one, other), isSameLoginForm(other, one)]).toEqual([false, false]);
  });
});
