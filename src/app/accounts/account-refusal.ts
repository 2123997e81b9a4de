/** Why something was not done with an account. */
export type AccountRefusal =
  | { readonly code: "login_invalid"; readonly login: string }
  | { readonly code: "login_taken"; readonly login: string }
  | { readonly code: "password_short"; readonly letters: number }
  | { readonly code: "password_long" }
  | { readonly code: "password_common" }
  | { readonly code: "wrong_password" }
  | { readonly code: "wrong_code" }
  | { readonly code: "wrong_set_up_code" }
  | { readonly code: "set_up_before" }
  | { readonly code: "no_such_account"; readonly account: string }
  | { readonly code: "no_such_grant" }
  | { readonly code: "no_such_session" }
  | { readonly code: "no_such_person"; readonly person: string }
  | { readonly code: "until_past"; readonly until: string }
  | { readonly code: "last_administrator" }
  | { readonly code: "is_disabled"; readonly login: string }
  | { readonly code: "no_second_factor" }
  | { readonly code: "second_factor_there" }
  | { readonly code: "link_gone" }
  | { readonly code: "deed_not_yours"; readonly deed: string; readonly does: string }
  | { readonly code: "end_past" }
  | { readonly code: "end_far"; readonly days: number }
  | { readonly code: "no_such_token" }
  | { readonly code: "no_such_provider"; readonly provider: string }
  | { readonly code: "provider_fault"; readonly name: string }
  | { readonly code: "away_too_long" }
  | { readonly code: "no_role"; readonly name: string }
  | { readonly code: "no_login"; readonly name: string }
  | { readonly code: "login_taken_here"; readonly login: string; readonly name: string }
  | { readonly code: "joined_before"; readonly name: string }
  | { readonly code: "no_password" }
  | { readonly code: "not_confirmed" }
  | { readonly code: "somebody_else"; readonly name: string }
  | { readonly code: "passkey_late" }
  | { readonly code: "passkey_refused" }
  | { readonly code: "passkey_copied"; readonly name: string }
  | { readonly code: "passkey_known" }
  | { readonly code: "passkeys_many"; readonly most: number }
  | { readonly code: "no_such_passkey" }
  | { readonly code: "last_way_in" }
  | { readonly code: "passkeys_elsewhere"; readonly at: string }
  | { readonly code: "passkeys_without_name"; readonly at: string }
  | { readonly code: "roles_of_provider"; readonly name: string }
  | { readonly code: "slow"; readonly seconds: number };

/** A refusal by itself, so that it is told from what a deed gives back. */
export interface Refused {
  readonly refused: AccountRefusal;
}

export const refuse = (refused: AccountRefusal): Refused => ({ refused });

export const isRefused = (outcome: object | null | undefined): outcome is Refused =>
  outcome !== null && outcome !== undefined && "refused" in outcome;

/** What is wrong, by the field where it is, with the remedy. */
export function sayRefusal(refusal: AccountRefusal): { readonly field: string; readonly message: string } {
  switch (refusal.code) {
    case "login_invalid":
      return {
        field: "login",
        message: `${refusal.login}: give 2 to 254 letters, digits or signs, without a space`,
      };
    case "login_taken":
      return { field: "login", message: `${refusal.login}: somebody has it, or had it; give another` };
    case "password_short":
      return {
        field: "password",
        message: `has ${refusal.letters} characters; give at least 12, such as four words`,
      };
    case "password_long":
      return { field: "password", message: "is longer than 256 characters; give a shorter one" };
    case "password_common":
      return {
        field: "password",
        message:
          "is among those that are tried first; give one that says nothing of you, such as four words by chance",
      };
    case "wrong_password":
      return { field: "password", message: "is not your password; try again" };
    case "wrong_code":
      return {
        field: "code",
        message: "is not the code of now; wait for the next one, and check the time of your phone",
      };
    case "wrong_set_up_code":
      return {
        field: "code",
        message: "is not the code that the server's log printed when it started; look there again",
      };
    case "set_up_before":
      return {
        field: "code",
        message: "there is an administrator already; sign in, or ask one for an account",
      };
    case "no_such_account":
      return { field: "account", message: `${refusal.account}: no such account; look it up in the list` };
    case "no_such_grant":
      return { field: "grant", message: "this role has ended already; load the list again" };
    case "no_such_session":
      return { field: "session", message: "it has ended already; load the list again" };
    case "no_such_person":
      return {
        field: "person",
        message: `${refusal.person}: nobody of the roster, or several, are known by this; give an id as on a card, a user name or a mail address`,
      };
    case "until_past":
      return { field: "until", message: `${refusal.until}: has passed; give a later day, or none` };
    case "last_administrator":
      return {
        field: "account",
        message: "nobody else is administrator; make somebody else one first",
      };
    case "is_disabled":
      return { field: "account", message: `${refusal.login}: is disabled; enable it first` };
    case "no_second_factor":
      return { field: "code", message: "no second factor was begun; begin again" };
    case "second_factor_there":
      return { field: "code", message: "there is a second factor already; take it away first" };
    case "link_gone":
      return { field: "link", message: "this link was used, or has ended; ask for another" };
    case "deed_not_yours":
      return {
        field: "deeds",
        message: `${refusal.deed}: a token is given what its owner may, and never what makes accounts; leave it out (${refusal.does})`,
      };
    case "end_past":
      return { field: "until", message: "has passed; give a later day" };
    case "end_far":
      return { field: "until", message: `is more than ${refusal.days} days from now; give a nearer day` };
    case "no_such_token":
      return { field: "token", message: "it has ended already; load the list again" };
    case "no_such_provider":
      return {
        field: "provider",
        message: `${refusal.provider}: no such identity provider; load the page again`,
      };
    case "provider_fault":
      return {
        field: "provider",
        message: `${refusal.name}: did not say who you are; try again, and if it stays so, tell who looks after Muster: its log says what went wrong`,
      };
    case "away_too_long":
      return { field: "provider", message: "you were away for longer than ten minutes; begin again" };
    case "no_role":
      return {
        field: "provider",
        message: `${refusal.name}: you have no role here by what it says of you; ask an administrator of Muster for one`,
      };
    case "no_login":
      return {
        field: "provider",
        message: `${refusal.name}: gives no login for you that can be one here; ask an administrator of Muster to look at its rules`,
      };
    case "login_taken_here":
      return {
        field: "login",
        message: `${refusal.login}: is an account here already; if it is yours, sign in with your password and join it with ${refusal.name} under your account`,
      };
    case "joined_before":
      return {
        field: "provider",
        message: `${refusal.name}: who you are there is another account here; sign out, and sign in with ${refusal.name}`,
      };
    case "no_password":
      return {
        field: "password",
        message: "there is none to change; ask an administrator for a link by which you choose a first one",
      };
    case "not_confirmed":
      return {
        field: "current",
        message: "confirm first that it is you: by your password, a passkey or your identity provider",
      };
    case "somebody_else":
      return {
        field: "provider",
        message: `${refusal.name}: who signed in there is not who is signed in here; sign in there as yourself`,
      };
    case "passkey_late":
      return {
        field: "passkey",
        message: "it was asked for more than five minutes ago, or in another window; begin again",
      };
    case "passkey_refused":
      return {
        field: "passkey",
        message:
          "it is not known here, or did not prove what was asked; use another one, or another way to sign in",
      };
    case "passkey_copied":
      return {
        field: "passkey",
        message: `${refusal.name}: counted less than the last time, so that there may be a copy of it; sign in another way, remove it, and add another`,
      };
    case "passkey_known":
      return { field: "passkey", message: "it is on the list already; use that one" };
    case "passkeys_many":
      return {
        field: "passkey",
        message: `there are ${refusal.most} already; remove one that you do not use`,
      };
    case "no_such_passkey":
      return { field: "passkey", message: "it was removed already; load the page again" };
    case "last_way_in":
      return {
        field: "passkey",
        message:
          "it is the only way in that you have; add another passkey first, or ask an administrator for a link by which you choose a password",
      };
    case "passkeys_elsewhere":
      return { field: "passkey", message: `passkeys are for ${refusal.at} alone; open Muster there` };
    case "passkeys_without_name":
      return {
        field: "passkey",
        message: `passkeys are bound to a name, and ${refusal.at} has none; whoever runs the server gives it one in MUSTER_URL`,
      };
    case "roles_of_provider":
      return {
        field: "provider",
        message: `your roles come from ${refusal.name}; sign in with that`,
      };
    case "slow":
      return { field: "login", message: `too many tries; try again in ${refusal.seconds} s` };
  }
}
