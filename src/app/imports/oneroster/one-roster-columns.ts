import type { ColumnNames } from "../match-columns.ts";

/** What is read of each file of OneRoster 1.1 and 1.2, with names that vendors have for it. */
export const sessionColumns: ColumnNames<
  "sourcedId" | "status" | "title" | "type" | "startDate" | "endDate" | "parentSourcedId"
> = {
  sourcedId: ["id"],
  status: [],
  title: ["name"],
  type: [],
  startDate: ["beginDate"],
  endDate: [],
  parentSourcedId: [],
};

export const courseColumns: ColumnNames<"sourcedId" | "status" | "title" | "courseCode"> = {
  sourcedId: ["id"],
  status: [],
  title: ["name"],
  courseCode: ["code"],
};

export const classColumns: ColumnNames<
  "sourcedId" | "status" | "title" | "courseSourcedId" | "classCode" | "location" | "termSourcedIds"
> = {
  sourcedId: ["id"],
  status: [],
  title: ["name"],
  courseSourcedId: [],
  classCode: ["code"],
  location: ["room"],
  termSourcedIds: ["termSourcedId", "sessionSourcedIds", "academicSessionSourcedIds"],
};

export const userColumns: ColumnNames<
  | "sourcedId"
  | "status"
  | "enabledUser"
  | "role"
  | "username"
  | "givenName"
  | "familyName"
  | "preferredGivenName"
  | "preferredFamilyName"
  | "identifier"
  | "email"
  | "grades"
> = {
  sourcedId: ["id"],
  status: [],
  enabledUser: [],
  role: ["roles"],
  username: [],
  givenName: ["firstName"],
  familyName: ["lastName"],
  preferredGivenName: ["preferredFirstName"],
  preferredFamilyName: ["preferredLastName"],
  identifier: ["studentNumber"],
  email: ["emailAddress"],
  grades: ["grade"],
};

export const roleColumns: ColumnNames<"status" | "userSourcedId" | "roleType" | "role"> = {
  status: [],
  userSourcedId: [],
  roleType: ["isPrimary"],
  role: [],
};

export const enrollmentColumns: ColumnNames<
  "sourcedId" | "status" | "classSourcedId" | "userSourcedId" | "role" | "beginDate" | "endDate"
> = {
  sourcedId: ["id"],
  status: [],
  classSourcedId: [],
  userSourcedId: [],
  role: [],
  beginDate: ["startDate"],
  endDate: [],
};

/** Columns of the standard, and of its kin, that Muster has no use for. Nobody is told that they are left out. */
export const unread: readonly string[] = [
  "sourcedId",
  "dateLastModified",
  "dataLastModified",
  "orgSourcedId",
  "orgSourcedIds",
  "schoolSourcedId",
  "schoolYearSourcedId",
  "schoolYear",
  "primaryOrgSourcedId",
  "subject",
  "subjects",
  "subjectCodes",
  "classType",
  "periods",
  "grade",
  "grades",
  "primary",
  "userIds",
  "userMasterIdentifier",
  "middleName",
  "preferredMiddleName",
  "pronouns",
  "sms",
  "phone",
  "agentSourcedIds",
  "resourceSourcedIds",
  "userProfileSourcedId",
  "activeDirectoryMatchId",
  "sessionSourcedIds",
  "isPrimary",
  "beginDate",
  "endDate",
  "roleStartDate",
  "roleEndDate",
  "termSourcedId",
  "metadata",
];

/** Never read: they are nobody's business here. Said in every preview that holds them. */
export const secretColumns: readonly string[] = ["password"];
