import type { Reading } from "../../sources/source.ts";

/**
 * What a message was read as, in words.
 *
 * @param named whether it is told who was seen, and what stands in the message
 */
export function describeReading(reading: Reading, named: boolean): string {
  switch (reading.kind) {
    case "scan": {
      const { subject, location, decision, time } = reading.scan;
      const who =
        subject === null
          ? "nobody named"
          : named
            ? `${subject.scheme} ${subject.value}`
            : `a ${subject.scheme}`;
      const note = time.clockSuspect ? ", with a clock that is not believed" : "";
      return `${decision}: ${who} at ${location ?? "no place named"}, ${time.occurredAt.toString({ smallestUnit: "second" })}${note}`;
    }
    case "status":
      return `${reading.sender} is ${reading.state}`;
    case "heartbeat":
      return `${reading.sender} is there${reading.outbox === null ? "" : `; ${reading.outbox} scans wait on it`}`;
    case "answer":
      return `${reading.sender} answers a command: ${reading.outcome}${reading.detail === null ? "" : `, ${reading.detail}`}`;
    case "ignored":
      return reading.reason;
    case "refused":
      // What is wrong with a message may repeat what stands in it.
      return named ? reading.refusal.detail : reading.refusal.code;
  }
}
