import { basename } from "node:path";
import type { Embedding } from "../../../recognition/embedding.ts";
import { type EnrolmentRefusal, enrol } from "../../../recognition/enrol.ts";
import { galleryOf, lookAlikes } from "../../../recognition/match.ts";
import { ENROL_LIMITS, type QualityCode } from "../../../recognition/quality.ts";
import type { Recognizer } from "../../../recognition/recognizer.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { decodePhoto } from "../faces/decode-photo.ts";
import type { ConsentRecord } from "./consent.ts";
import { type KeptPerson, keptPhotos, type Templates, templateOfKept, withoutUnused } from "./templates.ts";

const photoWords: Readonly<Record<QualityCode, string>> = {
  no_face: "no face was found",
  several_faces: "there is more than one face",
  too_small: "the face is too small: 80 pixels wide or more is needed",
  tilted: "the head is tilted",
  turned: "the face looks to the side",
  too_dark: "the face is too dark",
  too_bright: "the face is too bright",
  blurred: "the face is blurred",
};

function refusalWords(refusal: EnrolmentRefusal, photos: readonly string[]): string {
  const name = (at: number): string => basename(photos[at] ?? "");
  switch (refusal.code) {
    case "too_few_photos":
      return `${refusal.photos} photos are too few: give ${refusal.needed} to 5 different ones.`;
    case "too_many_photos":
      return `${refusal.photos} photos are too many: give 3 to ${refusal.allowed}.`;
    case "same_photo":
      return `${name(refusal.first)} and ${name(refusal.second)} are the same photo: give different ones.`;
    case "different_people":
      return `${name(refusal.first)} and ${name(refusal.second)} do not show one person, or one of them is too poor to tell.`;
  }
}

/** Checks a student's id as it will stand in scans. @throws when it cannot be one */
export function studentIdOf(text: string): string {
  const parsed = identifierText.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Error(`--student: ${parsed.error.issues.map(({ message }) => message).join("; ")}`);
}

/**
 * Makes a template of photos and keeps it. The photos are read, and neither copied nor changed.
 *
 * @returns how many photos went in
 * @throws with what to change: nothing is kept then
 */
export async function enrolPerson(parts: {
  readonly recognizer: Recognizer;
  readonly templates: Templates;
  readonly studentId: string;
  readonly photos: readonly string[];
  readonly consent: ConsentRecord;
  /** The operator has looked at the people whom the face resembles. */
  readonly despiteLookAlikes: boolean;
}): Promise<number> {
  const { recognizer, templates, studentId, photos, consent } = parts;
  const { model } = recognizer;
  const embeddings: Embedding[] = [];
  const unfit: string[] = [];
  for (const photo of photos) {
    const look = await recognizer.look(await decodePhoto(photo), ENROL_LIMITS);
    if (look.outcome === "seen") embeddings.push(look.embedding);
    else unfit.push(`${basename(photo)}: ${photoWords[look.code]}`);
  }
  if (unfit.length > 0) throw new Error(`Nobody was enrolled. ${unfit.join("; ")}.`);
  const made = enrol(model, embeddings);
  if (made.outcome === "refused") {
    throw new Error(`Nobody was enrolled. ${refusalWords(made.refusal, photos)}`);
  }
  await templates.change((everybody) => {
    const people = withoutUnused(everybody, Date.parse(consent.at));
    if (people.some((person) => person.studentId === studentId)) {
      throw new Error(
        `${studentId} is enrolled already. To begin anew, first: npx muster reader forget --student ${studentId}, with the same --templates.`,
      );
    }
    const mine = people.filter((person) => person.model === model.id);
    const gallery = galleryOf(
      model,
      mine.map((person) => ({ person: person.studentId, template: templateOfKept(person) })),
    );
    const alike = lookAlikes(gallery, made.template);
    if (alike.length > 0 && !parts.despiteLookAlikes) {
      const named = alike.map(({ person, score }) => `${person} (${score.toFixed(4)})`).join(", ");
      throw new Error(
        `Nobody was enrolled. The face resembles ${named}: is it the same person, or a sibling? Who has looked says --despite-look-alikes; twins should use another way.`,
      );
    }
    const person: KeptPerson = {
      studentId,
      enrolledAt: consent.at,
      lastUsedOn: consent.at.slice(0, 10),
      model: model.id,
      photos: keptPhotos(made.template),
      consent,
    };
    return [...people, person];
  });
  return embeddings.length;
}
