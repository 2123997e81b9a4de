import { resolve } from "node:path";

/** Where pictures come from, as ffmpeg is told. */
export interface CameraInput {
  readonly kind: "stream" | "device" | "file";
  readonly arguments: readonly string[];
  /** What may be said of it in a log: no user, password or query of a URL. */
  readonly shown: string;
  /** Texts that must not be repeated from what ffmpeg says. */
  readonly secrets: readonly string[];
}

/** Pictures that wait in ffmpeg are pictures of people who have gone. */
const live = ["-fflags", "nobuffer", "-flags", "low_delay"];
const remedy =
  "give an rtsp:// or http:// URL, a device (/dev/video0, avfoundation:0, dshow:NAME) or a video file";

/**
 * Reads what was given to `--camera`.
 * @throws when it is a URL of a kind that no camera here has
 */
export function cameraInput(text: string): CameraInput {
  const device = /^(avfoundation|dshow|v4l2):(.+)$/.exec(text);
  if (device !== null) return deviceInput(device[1] ?? "", device[2] ?? "", text);
  if (/^\/dev\/video\d+$/.test(text)) return deviceInput("v4l2", text, text);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return streamInput(text);
  if (text.trim() === "") throw new Error(`--camera is empty: ${remedy}.`);
  const file = resolve(text);
  return {
    kind: "file",
    // At its own pace, as a camera would, and nothing that a playlist in it could point to.
    arguments: ["-protocol_whitelist", "file,pipe", "-re", "-i", `file:${file}`],
    shown: file,
    secrets: [],
  };
}

function deviceInput(format: string, name: string, shown: string): CameraInput {
  // macOS cameras refuse the rate that ffmpeg asks for by itself.
  const rate = format === "avfoundation" ? ["-framerate", "30"] : [];
  const input = format === "dshow" ? `video=${name}` : name;
  return { kind: "device", arguments: [...live, "-f", format, ...rate, "-i", input], shown, secrets: [] };
}

function streamInput(text: string): CameraInput {
  const scheme = text.slice(0, text.indexOf(":")).toLowerCase();
  if (!["rtsp", "rtsps", "http", "https"].includes(scheme)) {
    throw new Error(`--camera: no camera is read by ${scheme}: ${remedy}.`);
  }
  // The text is not repeated: it may hold a password.
  if (!URL.canParse(text)) throw new Error(`--camera is not a URL that can be read: ${remedy}.`);
  const { host, pathname, username, password, search } = new URL(text);
  const tcp = scheme.startsWith("rtsp") ? ["-rtsp_transport", "tcp"] : [];
  const secrets = [text, `${username}:${password}`, password, decoded(password), search.slice(1)];
  return {
    kind: "stream",
    arguments: [...live, ...tcp, "-i", text],
    shown: `${scheme}://${host}${pathname}`,
    secrets: secrets.filter((secret) => secret.length > 1),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded: then it is what it is.
    return text;
  }
}

/** A line of ffmpeg's without what must not be in a log. */
export function withoutSecrets(line: string, secrets: readonly string[]): string {
  const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
  const cut = longestFirst.reduce((text, secret) => text.replaceAll(secret, "***"), line);
  // Whatever else looks like a URL with a user in it, as of a redirection.
  return cut.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, "$1***@");
}
