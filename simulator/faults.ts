import { between, pick, type Random } from "./random.ts";

/** What goes wrong between a camera and a server, on request. */
export const faultKinds = ["duplicates", "reorder", "skew", "malformed", "disconnects"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How likely each fault is to strike one scan. */
const chances: Readonly<Record<FaultKind, number>> = {
  duplicates: 0.05,
  reorder: 0.05,
  skew: 0.03,
  malformed: 0.03,
  disconnects: 0.01,
};

/** The faults that strike one scan. */
export interface DrawnFaults {
  /** Sent twice. */
  readonly duplicate: boolean;
  /** Sent after the scan that follows it. */
  readonly held: boolean;
  /** By how much the camera's clock is wrong, in milliseconds; 0 when it is right. */
  readonly skewMs: number;
  /** Bytes that are no scan, sent besides it; null for none. */
  readonly malformed: Uint8Array | null;
  /** The connection breaks before it is sent. */
  readonly disconnect: boolean;
}

/**
 * Draws the faults for one scan. It takes the same numbers from `random` whatever is asked for, so that
 * asking for one more kind does not move the others.
 */
export function drawFaults(random: Random, asked: ReadonlySet<FaultKind>): DrawnFaults {
  const strikes = (kind: FaultKind): boolean => {
    const struck = random() < chances[kind];
    return struck && asked.has(kind);
  };
  const duplicate = strikes("duplicates");
  const held = strikes("reorder");
  const skewed = strikes("skew");
  const minutes = Math.ceil(between(random, 1, 180)) * (random() < 0.5 ? -1 : 1);
  const broken = strikes("malformed");
  const payload = pick(random, malformedPayloads);
  const disconnect = strikes("disconnects");
  return {
    duplicate,
    held,
    skewMs: skewed ? minutes * 60_000 : 0,
    malformed: broken ? payload : null,
    disconnect,
  };
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One of each way in which a payload is no scan, in either protocol. */
export const malformedPayloads: readonly Uint8Array[] = [
  encode(""),
  encode('{"student_id": "CSAI1001", "location": "BSB2'),
  encode('["CSAI1001", "BSB214"]'),
  encode('{"location": "BSB214", "timestamp": "09:15 AM", "decision": "granted"}'),
  encode('{"student_id": "CSAI1001", "location": "BSB214", "timestamp": "09:15 AM", "decision": "perhaps"}'),
  Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d),
];

/** Reads a list such as `duplicates,skew`. Throws a RangeError that names the word it does not know. */
export function parseFaults(list: string): ReadonlySet<FaultKind> {
  return new Set(
    list.split(",").map((word) => {
      const kind = faultKinds.find((each) => each === word.trim());
      if (kind === undefined) {
        throw new RangeError(`'${word.trim()}' is no kind of fault; choose from ${faultKinds.join(", ")}`);
      }
      return kind;
    }),
  );
}
