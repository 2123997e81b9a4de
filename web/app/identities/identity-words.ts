import type { UnclaimedIdentityView } from "../../../src/contract/http/identities.ts";

const schemes: Readonly<Record<UnclaimedIdentityView["scheme"], string>> = {
  student_id: "Student id",
  card_uid: "Card",
  face_subject: "Face",
  device_person: "Number at a terminal",
  username: "User name",
};

/** What sort of identity it is, for people. */
export const schemeWord = (scheme: UnclaimedIdentityView["scheme"]): string => schemes[scheme];

/** Why somebody is suggested. */
export function writeBecause({ because, like }: UnclaimedIdentityView["suggestions"][number]): string {
  switch (because) {
    case "email":
      return `the same e-mail address`;
    case "card":
      return `has the card ${like}, which may be this one in another form`;
    case "identifier":
      return `is known as ${like}`;
    case "name":
      return "a name much alike";
  }
}

export const countScans = (scans: number): string => (scans === 1 ? "1 scan" : `${scans} scans`);
