/** What is filled in on the page, as text. */
export interface DescriptionForm {
  readonly name: string;
  readonly over: "mqtt" | "http";
  /** Topics, or the path below `/in/`. */
  readonly filter: string;
  readonly format: "json" | "text";
  readonly scheme: string;
  readonly subject: string;
  readonly time: string;
  readonly location: string;
  readonly decision: string;
  readonly id: string;
  readonly granted: string;
  readonly denied: string;
  readonly pattern: string;
  readonly place: string;
  readonly decimalCards: boolean;
  readonly replays: boolean;
  /** What of a kept description is not shown, and stays as it is. */
  readonly unshown: Readonly<Record<string, unknown>>;
}

export const emptyForm: DescriptionForm = {
  name: "",
  over: "mqtt",
  filter: "",
  format: "json",
  scheme: "student_id",
  subject: "",
  time: "",
  location: "",
  decision: "",
  id: "",
  granted: "",
  denied: "",
  pattern: "",
  place: "",
  decimalCards: false,
  replays: false,
  unshown: {},
};

const paths = ["subject", "time", "location", "decision", "id"] as const;

/** What is sent: fields that are empty are left out. */
export function toDescription(form: DescriptionForm): Record<string, unknown> {
  const { words: others, ...unshown } = form.unshown;
  const words = {
    ...recordOf(others),
    granted: wordsOf(form.granted),
    denied: wordsOf(form.denied),
  };
  const hasWords = words.granted.length + words.denied.length > 0;
  return {
    ...unshown,
    name: form.name.trim(),
    [form.over === "http" ? "path" : "filter"]: form.filter.trim(),
    format: form.format,
    scheme: form.scheme,
    decimalCards: form.scheme === "card_uid" && form.decimalCards,
    replays: form.replays,
    ...(hasWords && { decisions: words }),
    ...(form.place.trim() !== "" && { place: placeOf(form.place.trim()) }),
    ...(form.format === "text"
      ? { pattern: form.pattern }
      : Object.fromEntries(
          paths.flatMap((field) => (form[field].trim() === "" ? [] : [[field, form[field].trim()]])),
        )),
  };
}

/** `level 1` is that level of the topic or path, counted from 0; anything else is the place itself. */
function placeOf(text: string): Readonly<Record<string, unknown>> {
  const [, level] = /^level (\d{1,2})$/.exec(text) ?? [];
  return level === undefined ? { from: "text", text } : { from: "topic", level: Number(level) };
}

/** What is kept, to be changed. */
export function toForm(description: Readonly<Record<string, unknown>>): DescriptionForm {
  const text = (field: string, of: Readonly<Record<string, unknown>> = description): string =>
    typeof of[field] === "string" ? String(of[field]) : "";
  const { granted, denied, ...others } = recordOf(description.decisions);
  const place = recordOf(description.place);
  const { only, method } = description;
  return {
    ...emptyForm,
    name: text("name"),
    over: typeof description.path === "string" ? "http" : "mqtt",
    filter: text("filter") || text("path"),
    format: description.format === "text" ? "text" : "json",
    scheme: text("scheme") || emptyForm.scheme,
    subject: text("subject"),
    time: text("time"),
    location: text("location"),
    decision: text("decision"),
    id: text("id"),
    pattern: text("pattern"),
    place: place.from === "topic" ? `level ${String(place.level)}` : text("text", place),
    granted: joined(granted),
    denied: joined(denied),
    unshown: {
      ...(only !== undefined && { only }),
      ...(method !== undefined && { method }),
      ...(Object.keys(others).length > 0 && { words: others }),
    },
    decimalCards: description.decimalCards === true,
    replays: description.replays === true,
  };
}

const wordsOf = (text: string): string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

const joined = (words: unknown): string => (Array.isArray(words) ? words.map(String).join(", ") : "");

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
