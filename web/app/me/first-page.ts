import type { MeView } from "../../../src/contract/http/me.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import type { Deed } from "../../../src/domain/rights/deeds.ts";
import type { DestinationPath } from "../shell/destinations.ts";

/** What somebody has to be allowed before a page has anything for them; of several, any. */
const needs: Readonly<Record<DestinationPath, Deed | readonly Deed[]>> = {
  [pagePaths.today]: "day.read",
  [pagePaths.registers]: "session.read",
  [pagePaths.tutees]: "tutee.read",
  [pagePaths.students]: "student.read",
  [pagePaths.classes]: "class.read",
  [pagePaths.absences]: "absence.read",
  [pagePaths.disputes]: "dispute.read",
  [pagePaths.followUp]: "alert.read",
  [pagePaths.rooms]: "day.read",
  [pagePaths.devices]: "reader.read",
  [pagePaths.messages]: "scan.read",
  [pagePaths.reports]: "figures.read",
  [pagePaths.school]: "roster.read",
  [pagePaths.imports]: "roster.read",
  [pagePaths.policy]: "policy.read",
  [pagePaths.notifications]: "settings.read",
  [pagePaths.kioskSetup]: "reader.read",
  [pagePaths.accounts]: "account.read",
  [pagePaths.audit]: "audit.read",
  [pagePaths.privacy]: ["privacy.read", "settings.read", "export.all"],
};

/** Whether somebody may do a deed, to everything or to what is their own. */
export const mayDo = (me: MeView, deed: Deed): boolean => me.deeds.some((held) => held.deed === deed);

/** Whether a page has anything for somebody; of a page that is told nothing of, the server says. */
export function mayGo(me: MeView, to: string): boolean {
  // Everybody may everything, and is nobody's tutor.
  if (to === pagePaths.tutees && me.kind === "everybody") return false;
  const deeds = new Map<string, Deed | readonly Deed[]>(Object.entries(needs)).get(to);
  return deeds === undefined || [deeds].flat().some((deed) => mayDo(me, deed));
}

/** Where somebody begins: at their own work. */
export function firstPage(me: MeView): string {
  if (me.kind === "everybody") return pagePaths.today;
  if (me.roles.includes("registrar")) return pagePaths.registersToReview;
  if (me.roles.includes("data_protection_officer")) return pagePaths.privacy;
  if (me.roles.includes("auditor")) return pagePaths.audit;
  if (mayDo(me, "day.read")) return pagePaths.today;
  if (mayDo(me, "session.read")) return pagePaths.registers;
  if (me.student !== null) return pagePaths.student.replace("$student", encodeURIComponent(me.student));
  if (mayDo(me, "tutee.read")) return pagePaths.tutees;
  if (mayDo(me, "student.read")) return pagePaths.students;
  return mayDo(me, "reader.read") ? pagePaths.devices : pagePaths.today;
}
