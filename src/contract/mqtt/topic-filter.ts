/**
 * Whether an MQTT topic filter takes a topic in: `+` stands for one level, `#` at the end for any number of them, none
 * included (MQTT 3.1.1, section 4.7). Neither takes in what begins with `$` at its first level.
 */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  if (topic.startsWith("$") && (wanted[0] === "+" || wanted[0] === "#")) return false;
  for (const [at, level] of wanted.entries()) {
    if (level === "#") return true;
    if (at >= levels.length || (level !== "+" && level !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}

/** Why a text is no topic filter, or null where it is one. */
export function filterFault(text: string): string | null {
  if (text === "") return "must not be empty";
  if (text.includes("\u0000") || !text.isWellFormed())
    return "must not hold a NUL or half of a surrogate pair";
  const levels = text.split("/");
  if (levels.some((level, at) => level.includes("#") && (level !== "#" || at !== levels.length - 1))) {
    return "may hold # only as its last level";
  }
  if (levels.some((level) => level.includes("+") && level !== "+")) return "may hold + only as a whole level";
  return null;
}
