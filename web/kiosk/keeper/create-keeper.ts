import decodeQR from "qr/decode.js";
import type { EmbeddingModel } from "../../../recognition/embedding-model.ts";
import { enrol, type FaceTemplate } from "../../../recognition/enrol.ts";
import type { RasterImage } from "../../../recognition/image.ts";
import { type Gallery, galleryOf, lookAlikes } from "../../../recognition/match.ts";
import { nextVisit, type Outcome, type Visit } from "../../../recognition/next-visit.ts";
import { ENROL_LIMITS, IDENTIFY_LIMITS, type QualityLimits } from "../../../recognition/quality.ts";
import type { Look, Recognizer } from "../../../recognition/recognizer.ts";
import { identifierText } from "../../../src/contract/mqtt/text.ts";
import { decideConsent } from "../people/consent.ts";
import { createPeopleStore } from "../people/people-store.ts";
import { isFaceStale, type KeptFace, type Person, toKeptPhotos, toTemplate } from "../people/person.ts";
import { drawPin, hashPin, isPin, newSalt, PIN_ROUNDS } from "../people/pin.ts";
import { afterAttempt, noAttempts } from "../people/pin-attempts.ts";
import { drawToken, hashToken, isToken } from "../people/qr-token.ts";
import { openVault } from "../people/vault.ts";
import { operatorSetting, readSetting, writeSetting } from "../store/kiosk-settings.ts";
import { nextCapture, poseAsked, startCapture } from "../visit/next-capture.ts";
import type {
  CaptureView,
  Card,
  EnrolmentAnswer,
  EnrolmentWish,
  KeeperApi,
  VisitView,
} from "./keeper-calls.ts";

/** Asked for while the operator's PIN has not been given. */
export class Locked extends Error {
  override readonly name = "Locked";
  constructor() {
    super("the operator's PIN has not been given");
  }
}

const ENOUGH_PHOTOS = 3;
/** Searching a whole picture for a code costs as much as finding a face: beside faces, every so many frames will do. */
const FRAMES_PER_CODE = 3;

/** A number from 0 up to but not including 1 that nobody can foresee. */
const draw = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/**
 * Keeps the people of this kiosk and looks at frames for them.
 *
 * @param parts.openRecognizer opens the nets, when they are first needed
 * @param parts.pixels the pixels of a frame, which is closed by it
 */
export async function createKeeper(parts: {
  readonly database: IDBDatabase;
  readonly model: EmbeddingModel;
  readonly openRecognizer: () => Promise<Recognizer>;
  readonly pixels: (frame: ImageBitmap) => RasterImage;
  readonly clock: () => number;
}): Promise<KeeperApi> {
  const { database, model, pixels, clock } = parts;
  const vault = await openVault(database);
  const store = createPeopleStore(database, vault);
  const { people: readable, unreadable } = await store.readAll();
  const people = new Map(readable);
  const closed = new Set(unreadable);
  let operatorPin = await readSetting(database, operatorSetting);
  let unlocked = false;
  let recognizer: Promise<Recognizer> | null = null;
  let gallery: Gallery<string> = galleryOf(model, []);
  let visit: Visit<string> = { phase: "empty" };
  let capture = startCapture;
  let frames = 0;
  let studentAttempts = noAttempts;
  let operatorAttempts = noAttempts;

  for (const [id, person] of people) {
    if (person.face !== null && isFaceStale(person, Date.now())) await put(id, { ...person, face: null });
  }
  arrangeGallery();

  async function put(id: string, person: Person): Promise<void> {
    await store.put(id, person);
    people.set(id, person);
  }

  function arrangeGallery(): void {
    const candidates = [...people].flatMap(([id, { face }]) =>
      face !== null && face.model === model.id ? [{ person: id, template: toTemplate(face) }] : [],
    );
    gallery = galleryOf(model, candidates);
    visit = { phase: "empty" };
  }

  const nets = (): Promise<Recognizer> => (recognizer ??= parts.openRecognizer());

  async function lookAt(image: RasterImage, limits: QualityLimits): Promise<Look> {
    return (await nets()).look(image, limits);
  }

  function requireOperator(): void {
    if (!unlocked) throw new Locked();
  }

  const studentIdOf = (id: string): string => {
    const person = people.get(id);
    if (person === undefined) throw new Error("a person was recognised who is no longer enrolled");
    return person.studentId;
  };

  /** Once a day is enough to know that a template is used. */
  async function used(id: string): Promise<void> {
    const person = people.get(id);
    const today = new Date().toISOString().slice(0, 10);
    if (person !== undefined && person.lastUsedAt.slice(0, 10) !== today) {
      await put(id, { ...person, lastUsedAt: today });
    }
  }

  async function findCode(text: string): Promise<string | null> {
    if (!isToken(text)) return null;
    const hash = await hashToken(text);
    return [...people.values()].find(({ tokenHash }) => tokenHash === hash)?.studentId ?? null;
  }

  async function newCard(studentId: string): Promise<{ card: Card; pinHash: string; tokenHash: string }> {
    const taken = new Set([...people.values()].map(({ pinHash }) => pinHash));
    for (;;) {
      const pin = drawPin();
      const pinHash = await hashPin(pin, vault.pinSalt);
      if (taken.has(pinHash)) continue;
      const token = drawToken();
      return { card: { studentId, pin, token }, pinHash, tokenHash: await hashToken(token) };
    }
  }

  async function enrolPerson(wish: EnrolmentWish): Promise<EnrolmentAnswer> {
    const refuse = (code: Extract<EnrolmentAnswer, { outcome: "refused" }>["code"]): EnrolmentAnswer => ({
      outcome: "refused",
      code,
    });
    const parsed = identifierText.safeParse(wish.studentId);
    if (!parsed.success) return refuse("student_id_invalid");
    const studentId = parsed.data;
    if ([...people.values()].some((person) => person.studentId === studentId)) {
      return refuse("already_enrolled");
    }
    if (wish.recordedBy.trim() === "") return refuse("recorder_missing");
    const at = new Date().toISOString();
    let face: KeptFace | null = null;
    if (wish.consent !== null) {
      const consent = decideConsent(wish.consent, at);
      if (!consent.given) return refuse(consent.code);
      const made = enrol(model, capture.photos);
      if (made.outcome === "refused") return refuse(made.refusal.code);
      const alike = resembling(made.template);
      if (alike.length > 0 && !wish.despiteLookAlikes) return { outcome: "look_alikes", people: alike };
      face = { model: model.id, photos: toKeptPhotos(made.template), consent: consent.record };
    }
    const { card, pinHash, tokenHash } = await newCard(studentId);
    await put(crypto.randomUUID(), {
      v: 1,
      studentId,
      enrolledAt: at,
      enrolledBy: wish.recordedBy.trim(),
      lastUsedAt: at,
      pinHash,
      tokenHash,
      face,
    });
    capture = startCapture;
    arrangeGallery();
    return { outcome: "enrolled", card };
  }

  function resembling(template: FaceTemplate): { studentId: string; score: number }[] {
    return lookAlikes(gallery, template).map(({ person, score }) => ({
      studentId: studentIdOf(person),
      score,
    }));
  }

  return {
    async open() {
      return {
        hasOperatorPin: operatorPin !== null,
        people: people.size,
        faces: gallery.people.length,
        model: model.id,
      };
    },

    async loadNets() {
      const start = clock();
      await nets();
      return { ms: clock() - start };
    },

    async look({ frame, at, challenge }) {
      const start = clock();
      const image = pixels(frame);
      frames += 1;
      let outcome: Outcome<string> | undefined;
      let faces = 0;
      // With nobody to recognise, nobody's face is looked at.
      if (gallery.people.length > 0) {
        const look = await lookAt(image, IDENTIFY_LIMITS);
        faces = "faces" in look ? look.faces : 1;
        const draws = { challenge: draw(), direction: draw() };
        ({ visit, outcome } = {
          outcome: undefined,
          ...nextVisit(visit, { at, look }, { gallery, challenge, draws }),
        });
      }
      const text = faces === 0 || frames % FRAMES_PER_CODE === 0 ? readCode(image) : null;
      if (outcome?.kind === "welcome") {
        await used(outcome.person);
        outcome = { ...outcome, person: studentIdOf(outcome.person) };
      }
      return {
        visit: viewOf(visit),
        outcome: outcome ?? null,
        code: text === null ? null : { studentId: await findCode(text) },
        faces,
        ms: clock() - start,
      };
    },

    async endVisit() {
      visit = { phase: "empty" };
      return null;
    },

    async checkPin({ pin, at }) {
      if (at < studentAttempts.waitUntil) return { result: "wait", until: studentAttempts.waitUntil };
      const hash = isPin(pin) ? await hashPin(pin, vault.pinSalt) : null;
      const found = [...people.values()].find(({ pinHash }) => pinHash === hash);
      studentAttempts = afterAttempt(studentAttempts, found !== undefined, at);
      if (found !== undefined) return { result: "found", studentId: found.studentId };
      return studentAttempts.waitUntil > at
        ? { result: "wait", until: studentAttempts.waitUntil }
        : { result: "wrong" };
    },

    async readCode({ text }) {
      return { studentId: await findCode(text.trim()) };
    },

    async setOperatorPin({ pin }) {
      if (operatorPin !== null) requireOperator();
      if (!isPin(pin)) return { set: false };
      const salt = newSalt();
      operatorPin = { salt, rounds: PIN_ROUNDS, hash: await hashPin(pin, salt) };
      await writeSetting(database, operatorSetting, operatorPin);
      unlocked = true;
      return { set: true };
    },

    async unlock({ pin, at }) {
      if (at < operatorAttempts.waitUntil) return { result: "wait", until: operatorAttempts.waitUntil };
      const right =
        operatorPin !== null &&
        (await hashPin(pin, operatorPin.salt, operatorPin.rounds)) === operatorPin.hash;
      operatorAttempts = afterAttempt(operatorAttempts, right, at);
      unlocked = right;
      if (right) return { result: "open" };
      return operatorAttempts.waitUntil > at
        ? { result: "wait", until: operatorAttempts.waitUntil }
        : { result: "wrong" };
    },

    async lock() {
      unlocked = false;
      capture = startCapture;
      return null;
    },

    async list() {
      requireOperator();
      const known = [...people].map(([id, { studentId, enrolledAt, face }]) => ({
        id,
        studentId,
        enrolledAt,
        face: face && { photos: face.photos.length, consentVersion: face.consent.version },
      }));
      known.sort((a, b) => a.studentId.localeCompare(b.studentId));
      return [...known, ...[...closed].map((id) => ({ id, studentId: null, enrolledAt: null, face: null }))];
    },

    async startCapture() {
      requireOperator();
      capture = startCapture;
      return captureView();
    },

    async capture({ frame, at }) {
      requireOperator();
      const image = pixels(frame);
      capture = nextCapture(capture, { at, look: await lookAt(image, ENROL_LIMITS) }, model);
      return captureView();
    },

    async enrol(wish) {
      requireOperator();
      return enrolPerson(wish);
    },

    async renewCard({ id }) {
      requireOperator();
      const person = people.get(id);
      if (person === undefined) return null;
      const { card, pinHash, tokenHash } = await newCard(person.studentId);
      await put(id, { ...person, pinHash, tokenHash });
      return card;
    },

    async exportPerson({ id }) {
      requireOperator();
      const person = people.get(id);
      if (person === undefined) return null;
      // The hashes of PIN and QR code are no information about the person, and would help to guess them.
      const { pinHash: _pin, tokenHash: _token, v: _version, ...about } = person;
      return { json: JSON.stringify(about, null, 2) };
    },

    async withdraw({ id, what }) {
      requireOperator();
      const person = people.get(id);
      if (what === "face" && person !== undefined) await put(id, { ...person, face: null });
      else {
        await store.remove(id);
        people.delete(id);
        closed.delete(id);
      }
      arrangeGallery();
      return null;
    },
  };

  function captureView(): CaptureView {
    const taken = capture.photos.length;
    return { taken, enough: taken >= ENOUGH_PHOTOS, pose: poseAsked(capture), hint: capture.hint };
  }
}

/** The text of a QR code in the picture, or null: most pictures hold none. */
function readCode({ data, width, height }: RasterImage): string | null {
  try {
    return decodeQR({ data, width, height });
  } catch {
    // The library says by a fault that there is no code.
    return null;
  }
}

function viewOf(visit: Visit<string>): VisitView {
  switch (visit.phase) {
    case "empty":
    case "decided":
      return { phase: visit.phase };
    case "looking":
      return { phase: "looking", hint: visit.hint };
    case "confirm":
      return { phase: "challenge", ask: "look_back" };
    case "challenge": {
      const { challenge } = visit;
      if (challenge.state === "turn") {
        return { phase: "challenge", ask: challenge.direction === "left" ? "turn_left" : "turn_right" };
      }
      return { phase: "challenge", ask: challenge.state === "look_ahead" ? "look_ahead" : "look_back" };
    }
  }
}
