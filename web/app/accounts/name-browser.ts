/** The first of each that is found; those that pretend to be others stand before them. */
const browsers = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["HeadlessChrome", "Chrome"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;
const systems = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/** A browser as its owner would call it: `Firefox on Linux`. What calls itself otherwise is named by its own first word. */
export function nameBrowser(agent: string): string {
  const browser = browsers.find(([sign]) => agent.includes(`${sign}/`))?.[1];
  const system = systems.find(([sign]) => agent.includes(sign))?.[1];
  if (browser === undefined) return agent.split(/[\s/]/, 1)[0] || "Some browser";
  return system === undefined ? browser : `${browser} on ${system}`;
}
