/** What a schema complains of, as its library tells it. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly [part: string]: unknown;
}

/** The library's own English, which names types and no remedy. What a schema says itself begins otherwise. */
const ownEnglish = /^(?:Too small|Too big|Invalid|Unrecognized)/;

const elsewise = "in none of the forms that are taken; correct it";

/** A schema's complaint about a field: what is wrong with its value, and the remedy. Never the value: it may be a secret. */
export function sayIssue(issue: SchemaIssue): string {
  if (!ownEnglish.test(issue.message)) return issue.message;
  switch (issue.code) {
    case undefined:
      return elsewise;
    case "invalid_type": {
      const kind = kinds[String(issue.expected)] ?? String(issue.expected);
      return issue.message.endsWith("received undefined") ? `missing; give ${kind}` : `not ${kind}; give one`;
    }
    case "too_small":
      return sayTooSmall(String(issue.origin), Number(issue.minimum), issue.inclusive !== false);
    case "too_big":
      return sayTooBig(String(issue.origin), Number(issue.maximum), issue.inclusive !== false);
    case "invalid_format":
      return formats[String(issue.format)] ?? "not written in the form that is taken; correct it";
    case "invalid_value": {
      const values: readonly unknown[] = Array.isArray(issue.values) ? issue.values : [];
      return values.length === 1
        ? `not ${String(values[0])}, which alone is taken here`
        : `none of the choices; give one of ${values.map(String).join(", ")}`;
    }
    case "unrecognized_keys": {
      const keys: readonly unknown[] = Array.isArray(issue.keys) ? issue.keys : [];
      return `${keys.map(String).join(", ")}: not known here; leave it out`;
    }
    default:
      return elsewise;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

const formats: Readonly<Record<string, string>> = {
  date: "no day; give one such as 2026-11-23",
  time: "no time of day; give one such as 09:00",
  datetime: "no instant; give one such as 2026-11-23T09:00:00Z",
  email: "no mail address; give one such as name@example.org",
  url: "no address; give one such as https://example.org/path",
  uuid: "no id of this kind; look it up and give it whole",
};

const characters = (n: number): string => (n === 1 ? "1 character" : `${n} characters`);

function sayTooSmall(origin: string, least: number, inclusive: boolean): string {
  if (origin === "string") {
    return least === 1 ? "empty; fill it in" : `shorter than ${characters(least)}; give at least as many`;
  }
  if (origin === "array" || origin === "set") {
    return least === 1 ? "empty; give at least one" : `fewer than ${least}; give at least as many`;
  }
  return inclusive ? `less than ${least}; give ${least} or more` : `not more than ${least}; give more`;
}

function sayTooBig(origin: string, most: number, inclusive: boolean): string {
  if (origin === "string") return `longer than ${characters(most)}; give at most as many`;
  if (origin === "array" || origin === "set") return `more than ${most}; give at most as many`;
  return inclusive ? `more than ${most}; give ${most} or less` : `not less than ${most}; give less`;
}
