import type { AuditTrail } from "../../app/audit/create-audit-trail.ts";
import type { AccountParts } from "./account-routes.ts";
import type { ApiTokenParts } from "./api-token-routes.ts";
import type { AuditParts } from "./audit-routes.ts";
import type { OwnAccountParts } from "./own-account-routes.ts";
import type { ProviderSignInParts } from "./provider-sign-in-routes.ts";
import type { SignInParts } from "./sign-in-routes.ts";

/** Everything about accounts that HTTP needs. */
export interface AccountHttpParts
  extends SignInParts,
    ProviderSignInParts,
    OwnAccountParts,
    AccountParts,
    ApiTokenParts,
    AuditParts {
  readonly signIn: SignInParts["signIn"];
  readonly cookies: SignInParts["cookies"];
  readonly pages: string | null;
  readonly trail: AuditTrail;
  /** Whether a student's id is that of the person of the roster that an account is. */
  readonly isOwn: (person: string, student: string) => Promise<boolean>;
  /** Whether an id is the user name of staff, and no student's own id. */
  readonly isStaff: (id: string) => Promise<boolean>;
  /** Another token for one that was shown and holds no more; null where it still does. */
  readonly renewed: (token: string) => Promise<string | null>;
}
