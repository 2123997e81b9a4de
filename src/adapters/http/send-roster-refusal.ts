import type { FastifyReply } from "fastify";
import type { RosterRefusal } from "../../app/rosters/roster-outcome.ts";
import { sendProblem } from "./problems.ts";

const statuses = { unknown: 404, taken: 409, invalid: 400 } as const;

/** Says why a change to a roster is not made, with the field to correct. */
export function sendRosterRefusal(
  reply: FastifyReply,
  { code, field, value, message }: RosterRefusal,
): FastifyReply {
  return sendProblem(reply, statuses[code], "The change is not made", {
    detail: `${field} ${JSON.stringify(value)}: ${message}`,
    errors: [{ field, message }],
  });
}
