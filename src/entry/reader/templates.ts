import { z } from "zod";
import { meanEmbedding } from "../../../recognition/embedding.ts";
import type { FaceTemplate } from "../../../recognition/enrol.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { consentRecord } from "./consent.ts";
import type { SealedFile } from "./sealed-file.ts";

/** Somebody enrolled for a reader: one embedding a photo, and the consent. No picture and no name. */
const keptPerson = z.object({
  studentId: identifierText,
  /** RFC 3339. */
  enrolledAt: z.string(),
  /** `YYYY-MM-DD`: a template that is not used for a year is deleted. */
  lastUsedOn: z.string(),
  /** Id of the net that made the embeddings. */
  model: z.string(),
  /** float32 little endian in base64. */
  photos: z.array(z.string()).min(1),
  consent: consentRecord,
});
export type KeptPerson = z.infer<typeof keptPerson>;

const keptPeople = z.object({ people: z.array(keptPerson) });

/** The people of a templates file. */
export interface Templates {
  readonly path: string;
  /** Everybody; nobody where there is no file. @throws when it cannot be opened */
  read(): Promise<readonly KeptPerson[]>;
  /** Puts what `change` makes of everybody in their place. @returns what it made */
  change(change: (people: readonly KeptPerson[]) => readonly KeptPerson[]): Promise<readonly KeptPerson[]>;
}

export function createTemplates(file: SealedFile): Templates {
  const read = async (): Promise<readonly KeptPerson[]> => {
    const content = await file.read();
    return content === undefined ? [] : keptPeople.parse(content).people;
  };
  return {
    path: file.path,
    read,
    change: (change) =>
      file.alone(async () => {
        const before = await read();
        const people = change(before);
        if (people !== before) await file.write({ people });
        return people;
      }),
  };
}

export function keptPhotos({ photos }: Pick<FaceTemplate, "photos">): string[] {
  return photos.map((photo) => {
    const bytes = Buffer.alloc(photo.length * 4);
    for (const [at, value] of photo.entries()) bytes.writeFloatLE(value, at * 4);
    return bytes.toString("base64");
  });
}

/** @throws when what was kept is no template */
export function templateOfKept({ model, photos }: Pick<KeptPerson, "model" | "photos">): FaceTemplate {
  const embeddings = photos.map((text) => {
    const bytes = Buffer.from(text, "base64");
    return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4));
  });
  return { model, photos: embeddings, mean: meanEmbedding(embeddings) };
}

const unusedDays = 365;

/** The people whose template was used within a year. @param now milliseconds since 1970 UTC */
export function withoutUnused(people: readonly KeptPerson[], now: number): readonly KeptPerson[] {
  const left = people.filter(({ lastUsedOn }) => now - Date.parse(lastUsedOn) <= unusedDays * 86_400_000);
  return left.length === people.length ? people : left;
}

/** Notes that these students' templates were used. @param day `YYYY-MM-DD` */
export function notedAsUsed(
  people: readonly KeptPerson[],
  students: ReadonlySet<string>,
  day: string,
): readonly KeptPerson[] {
  const due = ({ studentId, lastUsedOn }: KeptPerson): boolean =>
    students.has(studentId) && lastUsedOn !== day;
  return people.some(due)
    ? people.map((person) => (due(person) ? { ...person, lastUsedOn: day } : person))
    : people;
}
