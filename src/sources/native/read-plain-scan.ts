import { maxIdentifierLength, maxTextLength } from "../../contract/mqtt/limits.ts";
import { type NativeScan, nativeScan } from "../../contract/mqtt/native-scan.ts";

/** A scan as the reader takes it: what a confidence is written as is looked at later. */
export type ReadableScan = Omit<NativeScan, "confidence"> & { readonly confidence?: unknown };

/** What may stand in a plain text; NUL, surrogates and blanks at an end are the schema's to judge. */
const unusual = /[\0\ud800-\udfff]|^\s|\s$/;
const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const isText = (value: unknown, longest: number): boolean =>
  typeof value === "string" && value.length <= longest && !unusual.test(value);
const isIdentifier = (value: unknown): boolean => value !== "" && isText(value, maxIdentifierLength);

const { subject: ofSubject, clock, decision, method, liveness, direction } = nativeScan.shape;
const oneOf = (options: readonly unknown[]) => (value: unknown) => options.includes(value);
const isScheme = oneOf(ofSubject.unwrap().unwrap().shape.scheme.options);

function isSubject(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== "object" || !("scheme" in value) || !("value" in value)) return false;
  if (!isScheme(value.scheme) || !isIdentifier(value.value)) return false;
  // Unknown fields are the schema's to leave out.
  return Object.keys(value).length === 2;
}

/** How each field is written plainly. */
const plainly: Readonly<Record<string, (value: unknown) => boolean>> = {
  v: (value) => value === 1,
  event_id: (value) => typeof value === "string" && uuidv7.test(value),
  boot_id: isIdentifier,
  seq: (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0,
  occurred_at: (value) => typeof value === "string" && value.length <= 64,
  clock: oneOf(clock.unwrap().options),
  subject: isSubject,
  decision: oneOf(decision.unwrap().options),
  reason: (value) => value === null || isText(value, maxTextLength),
  method: oneOf(method.unwrap().options),
  confidence: () => true,
  liveness: oneOf(liveness.unwrap().options),
  model: isIdentifier,
  direction: oneOf(direction.unwrap().options),
  location: isIdentifier,
  live: (value) => typeof value === "boolean",
};

/**
 * The scan in a message that is written plainly: what the schema makes of it, found with fewer steps. null for any other
 * message, whether it is right or wrong: the schema says that, and why.
 */
export function readPlainScan(value: unknown): ReadableScan | null {
  return isPlainScan(value) ? value : null;
}

function isPlainScan(value: unknown): value is ReadableScan {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (!("v" in value && "event_id" in value && "occurred_at" in value)) return false;
  for (const [field, written] of Object.entries(value)) {
    if (!Object.hasOwn(plainly, field) || plainly[field]?.(written) !== true) return false;
  }
  return true;
}
