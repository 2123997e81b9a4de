import type { SenderView } from "../../../src/contract/http/senders.ts";
import { senderState } from "../../../src/domain/attendance/sender-state.ts";
import type { FigureTable } from "../../ui/write-csv.ts";
import { senderLooks } from "./sender-looks.ts";

/** Senders as a file; times are UTC. */
export const devicesTable = (senders: readonly SenderView[], now: number): FigureTable => ({
  columns: [
    "Sender",
    "Name",
    "Source",
    "State",
    "First heard",
    "Last heard",
    "Heartbeat",
    "Scans",
    "Outbox",
    "Clock",
    "Missing",
    "Firmware",
  ],
  rows: senders.map((sender) => [
    sender.name,
    sender.title,
    sender.source,
    senderLooks[senderState(sender, now)].word,
    sender.firstAt,
    sender.lastAt,
    sender.heartbeatAt,
    sender.scans,
    sender.outbox,
    sender.clock,
    sender.missing,
    sender.firmware,
  ]),
});
