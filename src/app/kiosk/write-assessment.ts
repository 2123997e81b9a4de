import type { Temporal } from "temporal-polyfill";
import { type ChallengePolicy, switchPoints } from "../../contract/http/kiosk.ts";

/** What this installation really does, as far as faces are concerned. */
export interface InstallationFacts {
  readonly version: string;
  readonly instance: string;
  readonly site: string;
  readonly timeZone: string;
  /** Whether anybody but this machine can reach the server. */
  readonly openToNetwork: boolean;
  readonly host: string;
  readonly store: "embedded" | "external";
  readonly broker: "embedded" | "external" | "borrowed";
  readonly model: {
    readonly id: string;
    readonly identify: number;
    readonly strict: number;
    readonly margin: number;
    readonly lookAlike: number;
  };
  readonly nets: readonly {
    readonly file: string;
    readonly sha256: string;
    readonly origin: string;
    readonly licence: string;
  }[];
}

const challengeWords: Readonly<Record<ChallengePolicy, string>> = {
  always: "Each person turns their head to a side drawn by chance before a face counts.",
  random: "One time in three a person turns their head to a side drawn by chance before a face counts.",
  never: "No sign of life is asked for: a good photo of an enrolled person can pass for that person.",
};

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? "");

const row = (name: string, value: string): string =>
  `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`;
const table = (rows: readonly (readonly [string, string])[]): string =>
  `<table>${rows.map(([name, value]) => row(name, value)).join("")}</table>`;

/**
 * The data protection impact assessment of face recognition at kiosks, filled with what this installation does and what
 * the administrator answered. A whole HTML document without script or anything to fetch, so that it prints and
 * keeps. Whoever is responsible has to read and complete it: it is a record, not advice.
 */
export function writeAssessment(decision: {
  readonly by: string;
  readonly at: Temporal.Instant;
  readonly challenge: ChallengePolicy;
  readonly answers: Readonly<Record<string, string>>;
  readonly facts: InstallationFacts;
}): string {
  const { by, at, challenge, answers, facts } = decision;
  const local = at.toZonedDateTimeISO(facts.timeZone);
  const when = `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: "minute" })} (${facts.timeZone})`;
  const { model } = facts;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Data protection impact assessment: face recognition at kiosks</title>
<style>
body { font: 11pt/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 2em; break-after: avoid; }
table { border-collapse: collapse; width: 100%; } tr, dt, dd { break-inside: avoid; }
th, td { border: 1px solid #999; padding: 0.35em 0.6em; text-align: left; vertical-align: top; }
th[scope="row"] { width: 11rem; } code { font-size: 0.8em; overflow-wrap: anywhere; } dd { margin: 0 0 1em 1.5em; }
</style>
</head>
<body>
<h1>Data protection impact assessment: face recognition at kiosks</h1>
${table([
  ["Decided by", by],
  ["Decided at", when],
  ["Installation", `${facts.instance}, site ${facts.site}`],
  ["Program", `Muster ${facts.version}`],
])}
<p>Written by the program from this installation's settings and the answers below when face recognition was switched on.
Nobody signs in to this version, so the name above is what was typed. Whoever is responsible reads this, completes it,
signs it, and writes it anew when anything in it changes.</p>

<h2>1. What is done</h2>
<p>A tablet or laptop with a camera stands at a room. It compares the face of whoever steps in front of it with the people
enrolled on that device, and tells this server that a person was there.</p>
${table([
  ["Pictures", "Held in the kiosk's memory while they are looked at. Never stored, never sent."],
  [
    "Templates",
    "128 numbers for each of 3 to 5 photos. Kept on the kiosk alone, each person's encrypted with AES-256-GCM under a key that the browser does not give out. The server holds none.",
  ],
  [
    "Sent to the server",
    "Student id, time, location, decision, way of marking, the score of the comparison, whether a sign of life was shown, and the id of the net.",
  ],
  [
    "Strangers",
    "A face that nobody enrolled matches is counted once a visit, without picture, template or score.",
  ],
  ["Sign of life", challengeWords[challenge]],
  [
    "Another way",
    "QR code and PIN on the same screen. People who use only these are enrolled without a face; the welcome looks the same.",
  ],
  [
    "Threshold",
    `Accepted from a similarity of ${model.identify} and ${model.margin} ahead of the second best (${model.id}); a warning at enrolment from ${model.lookAlike}.`,
  ],
])}

<h2>2. How long, and where</h2>
${table([
  [
    "Templates",
    "Until withdrawal, which deletes at once, or until they were not used for a year. Leaving is told by the operator, who withdraws.",
  ],
  [
    "Consent records",
    "With the person on the kiosk, and gone with them: export before withdrawal where proof is needed.",
  ],
  [
    "Scans and scores",
    "In the server's store until an operator deletes them: this version has no clock that removes scores by itself.",
  ],
  [
    "Store",
    facts.store === "embedded"
      ? "A PostgreSQL on the server's own disk. Disk encryption is the operating system's."
      : "A PostgreSQL that the operator provides.",
  ],
  [
    "Network",
    facts.openToNetwork
      ? `The server listens on ${facts.host} and nobody signs in: whoever reaches it can read and write registers. Use a reverse proxy with TLS and sign-in.`
      : "The server answers to this machine alone.",
  ],
  [
    "Broker",
    facts.broker === "embedded"
      ? "Inside the server; devices do not sign in in this version."
      : "The operator's own MQTT broker.",
  ],
  ["Other countries and processors", "None by the program: nothing is fetched from or sent to anybody else."],
])}

<h2>3. The nets</h2>
<table>
<tr><th scope="col">File</th><th scope="col">Origin</th><th scope="col">Licence</th><th scope="col">SHA-256</th></tr>
${facts.nets
  .map(
    ({ file, origin, licence, sha256 }) =>
      `<tr><td>${escaped(file)}</td><td>${escaped(origin)}</td><td>${escaped(licence)}</td><td><code>${escaped(sha256)}</code></td></tr>`,
  )
  .join("\n")}
</table>
<p>The recognition net learnt from about three million photos, about half of them of research sets of people found on the
web who were not asked.</p>

<h2>4. Risks, and what stands against them</h2>
${table([
  [
    "Consent that is not free",
    "QR and PIN at the same place; nobody sees who uses which; withdrawal is two touches for the operator.",
  ],
  [
    "A wrong name",
    "Mean of three frames, a threshold and a margin, small galleries, a look-alike warning. Siblings and twins pass any threshold. A person corrects marks.",
  ],
  [
    "Worse for some",
    "Groups and children were not measured; published tests found more false matches among women, children, the old, and people of African and East Asian descent.",
  ],
  ["A photo held up", challengeWords[challenge]],
  [
    "A stolen kiosk",
    "Templates are encrypted under a key that cannot be exported, but whoever unlocks the device can run the kiosk: use its screen lock and disk encryption.",
  ],
  [
    "Creeping use",
    "Off until switched on; each switching is kept with name, time and answers; the server has no templates to use for anything else.",
  ],
])}

<h2>5. Answers</h2>
<dl>
${switchPoints
  .map(
    ({ id, title, question }) =>
      `<dt><strong>${escaped(title)}.</strong> ${escaped(question)}</dt>\n<dd><p>${escaped(answers[id] ?? "")}</p></dd>`,
  )
  .join("\n")}
</dl>

<h2>6. Signatures</h2>
<p>Controller: ______________________________ Date: ______________</p>
<p>Data protection officer: ______________________________ Date: ______________</p>
</body>
</html>
`;
}
