import type { Role } from "../../../src/domain/rights/role.ts";

/** What each role is called, and what it is for. */
export const roleWords: Readonly<Record<Role, { readonly word: string; readonly note: string }>> = {
  administrator: { word: "Administrator", note: "settings, accounts and roles" },
  registrar: { word: "Registrar", note: "registers, rosters and timetables of everybody" },
  lecturer: { word: "Lecturer", note: "registers of their own sessions" },
  tutor: { word: "Tutor", note: "everything about their tutees" },
  technician: { word: "Technician", note: "readers, kiosks and messages, without names" },
  data_protection_officer: { word: "Data protection officer", note: "reads everything, erases a person" },
  auditor: { word: "Auditor", note: "reads everything" },
  student: { word: "Student", note: "what is theirs" },
};
