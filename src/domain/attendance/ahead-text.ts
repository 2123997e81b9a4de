const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** How far a clock was ahead or behind, in words: `1 hour ahead`, `2 minutes 30 seconds behind`, `right`. */
export function aheadText(aheadSeconds: number): string {
  if (aheadSeconds === 0) return "right";
  let rest = Math.abs(aheadSeconds);
  const parts = units.flatMap(([unit, seconds]) => {
    const n = Math.floor(rest / seconds);
    rest -= n * seconds;
    return n === 0 ? [] : [`${n} ${unit}${n === 1 ? "" : "s"}`];
  });
  return `${parts.join(" ")} ${aheadSeconds > 0 ? "ahead" : "behind"}`;
}
