import type { Hint, Outcome } from "../../../recognition/next-visit.ts";
import type { ChallengePolicy } from "../../../src/contract/http/kiosk.ts";
import type { ConsentAnswers } from "../people/consent.ts";
import type { CaptureHint, PoseAsked } from "../visit/next-capture.ts";

/**
 * What the page may ask of its keeper, a worker of its own. The keeper holds the nets, the pictures it is looking at,
 * the templates and the PINs; the page learns who somebody is, and never what they look like.
 */
export interface KeeperCalls {
  /** Opens what is kept here. Called first, once. */
  open: { give: null; get: KeptState };
  /** Opens the nets; takes seconds, once. */
  loadNets: { give: null; get: { readonly ms: number } };
  /** Looks at one frame; the picture is gone when it answers. */
  look: {
    give: { readonly frame: ImageBitmap; readonly at: number; readonly challenge: ChallengePolicy };
    get: FrameAnswer;
  };
  /** Forgets who was in front of the camera. */
  endVisit: { give: null; get: null };
  checkPin: { give: { readonly pin: string; readonly at: number }; get: PinAnswer };
  /** The student of a QR code's text, or null. */
  readCode: { give: { readonly text: string }; get: { readonly studentId: string | null } };

  /** Sets the operator's PIN: the first one freely, a new one only while unlocked. */
  setOperatorPin: { give: { readonly pin: string }; get: { readonly set: boolean } };
  /** From here to `lock`, what follows is answered; otherwise it is refused. */
  unlock: { give: { readonly pin: string; readonly at: number }; get: UnlockAnswer };
  lock: { give: null; get: null };
  list: { give: null; get: readonly EnrolledPerson[] };
  startCapture: { give: null; get: CaptureView };
  capture: { give: { readonly frame: ImageBitmap; readonly at: number }; get: CaptureView };
  enrol: { give: EnrolmentWish; get: EnrolmentAnswer };
  /** New QR code and PIN for somebody who lost theirs. */
  renewCard: { give: { readonly id: string }; get: Card | null };
  /** Everything kept of a person, as JSON, for that person. */
  exportPerson: { give: { readonly id: string }; get: { readonly json: string } | null };
  /** Deletes a person's face, or all that is kept of them. Resolves once it is gone. */
  withdraw: { give: { readonly id: string; readonly what: "face" | "everything" }; get: null };
}

export type KeeperName = keyof KeeperCalls;
export type KeeperApi = {
  readonly [Name in KeeperName]: (give: KeeperCalls[Name]["give"]) => Promise<KeeperCalls[Name]["get"]>;
};

export interface KeptState {
  readonly hasOperatorPin: boolean;
  readonly people: number;
  readonly faces: number;
  /** Id of the net that faces are recognised with. */
  readonly model: string;
}

/** Where a visit stands, for the screen. */
export type VisitView =
  | { readonly phase: "empty" }
  | { readonly phase: "looking"; readonly hint: Hint }
  | { readonly phase: "challenge"; readonly ask: "look_ahead" | "turn_left" | "turn_right" | "look_back" }
  | { readonly phase: "decided" };

export interface FrameAnswer {
  readonly visit: VisitView;
  /** `person` is the student's id. */
  readonly outcome: Outcome<string> | null;
  /** A QR code in view: the student's id, or null for one that nobody here has. */
  readonly code: { readonly studentId: string | null } | null;
  readonly faces: number;
  /** Milliseconds spent on this frame. */
  readonly ms: number;
}

export type PinAnswer =
  | { readonly result: "found"; readonly studentId: string }
  | { readonly result: "wrong" }
  | { readonly result: "wait"; readonly until: number };

export type UnlockAnswer =
  | { readonly result: "open" }
  | { readonly result: "wrong" }
  | { readonly result: "wait"; readonly until: number };

export interface EnrolledPerson {
  /** The record's id; nothing can be learnt from it. */
  readonly id: string;
  /** Null for a record that this kiosk's key does not open. */
  readonly studentId: string | null;
  readonly enrolledAt: string | null;
  readonly face: { readonly photos: number; readonly consentVersion: string } | null;
}

export interface CaptureView {
  readonly taken: number;
  readonly enough: boolean;
  /** Null when all photos are taken. */
  readonly pose: PoseAsked | null;
  readonly hint: CaptureHint;
}

export interface EnrolmentWish {
  readonly studentId: string;
  readonly recordedBy: string;
  /** Null enrols for QR code and PIN alone, and looks at no face. */
  readonly consent: ConsentAnswers | null;
  /** true once the operator has looked at the people whom the face resembles. */
  readonly despiteLookAlikes: boolean;
}

export interface Card {
  readonly studentId: string;
  readonly pin: string;
  /** The text of the QR code. Neither is kept: a lost card is renewed. */
  readonly token: string;
}

export type EnrolmentAnswer =
  | { readonly outcome: "enrolled"; readonly card: Card }
  | {
      readonly outcome: "look_alikes";
      readonly people: readonly { readonly studentId: string; readonly score: number }[];
    }
  | {
      readonly outcome: "refused";
      readonly code:
        | "student_id_invalid"
        | "already_enrolled"
        | "student_refused"
        | "guardian_missing"
        | "recorder_missing"
        | "too_few_photos"
        | "too_many_photos"
        | "same_photo"
        | "different_people";
    };

/** What the worker is sent, with a port for the answer. */
export interface KeeperQuestion<Name extends KeeperName = KeeperName> {
  readonly name: Name;
  readonly give: KeeperCalls[Name]["give"];
}

export type KeeperReply<Name extends KeeperName = KeeperName> =
  | { readonly get: KeeperCalls[Name]["get"] }
  | { readonly fault: string };
