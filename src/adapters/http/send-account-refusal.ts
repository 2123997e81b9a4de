import type { FastifyReply } from "fastify";
import { type AccountRefusal, sayRefusal } from "../../app/accounts/account-refusal.ts";
import { sendProblem } from "./problems.ts";

/** Answers with what was refused of an account: the field, its value and what to do about it. */
export function sendAccountRefusal(reply: FastifyReply, refusal: AccountRefusal): FastifyReply {
  const said = sayRefusal(refusal);
  if (refusal.code === "slow") reply.header("retry-after", String(refusal.seconds));
  return sendProblem(reply, statusOf(refusal), titleOf(refusal), {
    detail: `${said.field}: ${said.message}`,
    errors: [said],
  });
}

function statusOf({ code }: AccountRefusal): number {
  switch (code) {
    case "slow":
      return 429;
    case "no_such_account":
    case "no_such_grant":
    case "no_such_session":
    case "no_such_token":
    case "no_such_provider":
    case "no_such_passkey":
      return 404;
    case "login_taken":
    case "last_administrator":
    case "is_disabled":
    case "no_second_factor":
    case "second_factor_there":
    case "set_up_before":
    case "login_taken_here":
    case "joined_before":
    case "no_password":
    case "passkey_known":
    case "passkeys_many":
    case "last_way_in":
    case "passkeys_elsewhere":
    case "passkeys_without_name":
      return 409;
    case "provider_fault":
      return 502;
    case "wrong_password":
    case "wrong_code":
    case "wrong_set_up_code":
    case "link_gone":
    case "away_too_long":
    case "no_role":
    case "no_login":
    case "not_confirmed":
    case "somebody_else":
    case "passkey_late":
    case "passkey_refused":
    case "passkey_copied":
    case "roles_of_provider":
      return 403;
    case "login_invalid":
    case "password_short":
    case "password_long":
    case "password_common":
    case "no_such_person":
    case "until_past":
    case "deed_not_yours":
    case "end_past":
    case "end_far":
      return 400;
  }
}

function titleOf(refusal: AccountRefusal): string {
  const status = statusOf(refusal);
  if (status === 429) return "Too many tries";
  if (status === 404) return "There is no such thing";
  if (status === 409) return "This does not fit what is there now";
  if (status === 502) return "The identity provider could not be used";
  return status === 403 ? "This was not right" : "The request is not valid";
}
