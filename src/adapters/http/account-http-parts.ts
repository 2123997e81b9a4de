import type { AuditTrail, LookedAt } from "../../app/audit/create-audit-trail.ts";
import type { AccountParts } from "./account-routes.ts";
import type { ApiTokenParts } from "./api-token-routes.ts";
import type { AuditParts } from "./audit-routes.ts";
import type { OwnAccountParts } from "./own-account-routes.ts";
import type { PasskeyParts } from "./passkey-routes.ts";
import type { ProviderSignInParts } from "./provider-sign-in-routes.ts";
import type { SignInParts } from "./sign-in-routes.ts";

/** Everything about accounts that HTTP needs. */
export interface AccountHttpParts
  extends SignInParts,
    ProviderSignInParts,
    OwnAccountParts,
    PasskeyParts,
    AccountParts,
    ApiTokenParts,
    AuditParts {
  readonly signIn: SignInParts["signIn"];
  readonly cookies: SignInParts["cookies"];
  readonly proof: ApiTokenParts["proof"];
  readonly pages: string | null;
  readonly trail: AuditTrail;
  /** Whose a student id, or else a user name, is now; null for nobody's. */
  readonly whoHas: (id: string) => Promise<Pick<LookedAt, "kind" | "person"> | null>;
  /** The id by which the student goes now whom an id means in a session; null for nobody's. */
  readonly whoSat: (session: string, student: string) => Promise<string | null>;
  /** Another token for one that was shown and holds no more; null where it still does. */
  readonly renewed: (token: string) => Promise<string | null>;
}
