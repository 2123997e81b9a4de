import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

/** axe, as small as it comes: each page has to read it. */
const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Kinds of text in which axe found contrast enough, as `lookAt` writes them. */
const readableKinds = new Set<string>();

/**
 * What axe finds wrong with the page as it stands: the rule and the elements, so that a failure reads by itself.
 *
 * Every rule looks at the whole of every page, but for the one of contrast, which takes longer than all others together:
 * it looks at all text of a kind that it has not yet found to be readable. A kind is all that contrast depends on: the
 * colour, size and weight of a text, what it stands on, and what lies over or under it.
 */
export async function violationsOf(page: Page): Promise<string[]> {
  if (page.frames().length !== 1) throw new Error(`${page.url()} has frames, which are not looked into`);
  const uncover = await uncoverFoot(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await readFile(source, "utf8"));
  const { wrong, readable } = await page.evaluate(lookAt, [...readableKinds]);
  await uncover();
  for (const kind of readable) readableKinds.add(kind);
  return wrong;
}

/**
 * Lets what stands at the foot of a window flow with its page, so that nothing lies half under it: what does is scrolled
 * into view, and to axe it would be a target of half its size. What is given back puts it to the foot again.
 */
async function uncoverFoot(page: Page): Promise<() => Promise<void>> {
  const lifted = await page.evaluateHandle(() => {
    const feet: HTMLElement[] = [];
    for (const each of document.querySelectorAll<HTMLElement>("body *")) {
      if (each.getBoundingClientRect().top < innerHeight / 2) continue;
      if (!["fixed", "sticky"].includes(getComputedStyle(each).position) || each.closest("dialog")) continue;
      each.style.position = "static";
      feet.push(each);
    }
    return feet;
  });
  return async () => {
    await lifted.evaluate((feet) => {
      for (const each of feet) each.style.position = "";
    });
    await lifted.dispose();
  };
}

/**
 * Runs in the page, by nothing but what is there.
 *
 * @param known kinds of text that are readable
 * @returns what is wrong, and kinds of text that were found to be readable
 */
async function lookAt(
  known: readonly string[],
): Promise<{ readonly wrong: string[]; readonly readable: string[] }> {
  /** What each element is painted with, by itself ("" for nothing) and below it, and where. */
  const painted = new Map<
    Element,
    { readonly own: string; readonly ground: string; readonly box: DOMRect }
  >();
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const { backgroundColor, backgroundImage, opacity, filter, backdropFilter, mixBlendMode } = style;
    const own = [
      backgroundColor === "rgba(0, 0, 0, 0)" ? "" : backgroundColor,
      backgroundImage === "none" ? "" : backgroundImage,
      opacity === "1" ? "" : `opacity ${opacity}`,
      filter === "none" ? "" : filter,
      backdropFilter === "none" ? "" : `behind ${backdropFilter}`,
      mixBlendMode === "normal" ? "" : mixBlendMode,
    ].join("");
    const ground = (element.parentElement && painted.get(element.parentElement)?.ground) ?? "";
    painted.set(element, {
      own,
      ground: own === "" ? ground : `${ground} on ${own}`,
      box: element.getBoundingClientRect(),
    });
  }
  const paints = [...painted].filter(([, { own, box }]) => own !== "" && box.width > 0 && box.height > 0);
  const kindOf = (element: Element): string => {
    const { ground, box } = painted.get(element) ?? { ground: "", box: element.getBoundingClientRect() };
    const { color, fontSize, fontWeight, textShadow, webkitTextStrokeWidth } = getComputedStyle(element);
    const near = paints.filter(
      ([other, { box: its }]) =>
        its.left < box.right &&
        its.right > box.left &&
        its.top < box.bottom &&
        its.bottom > box.top &&
        !other.contains(element) &&
        !element.contains(other),
    );
    const beside = near.map(([other, { own, box: its }]) => {
      const { position, zIndex } = getComputedStyle(other);
      const whole =
        its.left <= box.left && its.right >= box.right && its.top <= box.top && its.bottom >= box.bottom;
      return `${own} ${position} ${zIndex} ${whole}`;
    });
    return [color, fontSize, fontWeight, textShadow, webkitTextStrokeWidth, ground, ...beside].join("; ");
  };

  const all = await window.axe.run(document, {
    resultTypes: ["violations"],
    // WCAG 2.2 AA asks for targets of 24 px, and axe looks only where it is asked to.
    rules: { "target-size": { enabled: true }, "color-contrast": { enabled: false } },
  });
  const wrong = all.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );

  const readableBefore = new Set(known);
  const texts = [...document.body.querySelectorAll("*")].filter(
    (element) =>
      element.matches("input, select, textarea") ||
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== "",
      ),
  );
  const unknown = texts.filter((element) => {
    // Neither what is for screen readers alone nor what cannot be used is asked for contrast.
    const { width = 0, height = 0 } = painted.get(element)?.box ?? {};
    return (
      width > 1 &&
      height > 1 &&
      !element.matches(":disabled, :disabled *") &&
      element.checkVisibility({ visibilityProperty: true }) &&
      !readableBefore.has(kindOf(element))
    );
  });
  if (unknown.length === 0) return { wrong, readable: [] };
  const contrast = await window.axe.run(
    { include: unknown },
    { runOnly: ["color-contrast"], elementRef: true, selectors: false },
  );
  for (const { id, nodes } of contrast.violations) {
    wrong.push(`${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  }
  const passed = contrast.passes.flatMap(({ nodes }) => nodes.flatMap(({ element }) => element ?? []));
  return { wrong, readable: passed.map(kindOf) };
}
