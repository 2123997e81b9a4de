/** What an account is there for; it may have several. The words of the table in docs/rights.md. */
export const roles = [
  "administrator",
  "registrar",
  "lecturer",
  "tutor",
  "technician",
  "data_protection_officer",
  "auditor",
  "student",
] as const;

export type Role = (typeof roles)[number];
