/** What comes by `POST /in/…` stands on topics below this, which no broker hands on. */
const postedPrefix = "$HTTP/in/";

/** The topic, or topic filter, of a path below `/in/`. */
export const topicOfPath = (path: string): string => `${postedPrefix}${path}`;

/** A topic as its sender knows it: the path below `/in/` of what was posted, any other topic as it is. */
export const asSaid = (topic: string): string =>
  topic.startsWith(postedPrefix) ? topic.slice(postedPrefix.length) : topic;

/**
 * Why a text is no path below `/in/`, or null where it is one.
 *
 * @param wild whether `+` may stand for any level, and `#` at the end for all that follow
 */
export function pathFault(text: string, wild: boolean): string | null {
  const levels = text.split("/");
  const plain = wild && levels.at(-1) === "#" ? levels.slice(0, -1) : levels;
  // `.` and `..` are gone from a path before a client sends it.
  const sound = plain.every(
    (level, at) => (wild && at > 0 && level === "+") || (/^[\w.~-]+$/.test(level) && !/^\.+$/.test(level)),
  );
  if (plain.length > 0 && sound) return null;
  return wild
    ? "must be a path below /in/ such as gates/+, its levels of letters, digits, '.', '_', '~' and '-', the first of its own"
    : "must be a path below /in/ such as gates/north, its levels of letters, digits, '.', '_', '~' and '-'";
}
