import type { Actor } from "../../domain/rights/actor.ts";
import { scopeOf } from "../../domain/rights/may.ts";
import type { LiveView, Shows } from "./shown-to.ts";

/**
 * What somebody may be told of what a page shows. The students whom it names are asked about one by one, by whoever opens
 * the stream: here are none for who may not see everybody.
 */
export function liveViewOf(actor: Actor, shows: Shows): LiveView {
  const whole = (deed: Parameters<typeof scopeOf>[1]): boolean => scopeOf(actor, deed).kind === "everything";
  return {
    shows,
    sessions: scopeOf(actor, "register.read"),
    students: whole("student.read") ? null : new Set(),
    scans: whole("scan.read"),
    system: whole("reader.read") ? "whole" : "plain",
    pulse: !whole("reader.read") ? "none" : whole("scan.read") ? "whole" : "without_names",
  };
}
