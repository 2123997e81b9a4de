import type { SenderView } from "../../contract/http/senders.ts";

/** Whoever sent scans or signs of life. */
export interface SenderStore {
  /** By name. */
  senders(): Promise<readonly SenderView[]>;
}
