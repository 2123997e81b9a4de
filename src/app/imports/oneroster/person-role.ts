const staff = new Set([
  "teacher",
  "administrator",
  "aide",
  "proctor",
  "professor",
  "instructor",
  "lecturer",
  "faculty",
  "staff",
  "tutor",
  "ta",
  "teachingassistant",
  "counselor",
  "principal",
  "districtadministrator",
  "siteadministrator",
  "systemadministrator",
]);
const students = new Set(["student", "learner"]);

/** Members of staff who have to do with a class, and do not teach it. */
const beside = new Set([
  "administrator",
  "proctor",
  "counselor",
  "principal",
  "districtadministrator",
  "siteadministrator",
  "systemadministrator",
]);

const bareRole = (role: string): string => role.toLowerCase().replace(/[^a-z]/g, "");

/** Whether somebody who is enrolled in such a role teaches the class; a proctor or an administrator does not. */
export function teaches(role: string): boolean {
  return personRole(role) === "staff" && !beside.has(bareRole(role));
}

/** What a role of OneRoster, or of a vendor, is to a register. Guardians and relatives are nobody here. */
export function personRole(role: string): "student" | "staff" | "other" {
  const bare = bareRole(role);
  return students.has(bare) ? "student" : staff.has(bare) ? "staff" : "other";
}
