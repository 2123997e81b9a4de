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

/** What a role of OneRoster, or of a vendor, is to a register. Guardians and relatives are nobody here. */
export function personRole(role: string): "student" | "staff" | "other" {
  const bare = role.toLowerCase().replace(/[^a-z]/g, "");
  return students.has(bare) ? "student" : staff.has(bare) ? "staff" : "other";
}
