import type { Page } from "playwright-core";

/** The widths that a page is looked at in: a phone, tablets, the least of a laptop, and a laptop. */
const widths = [390, 600, 768, 900, 1024, 1280] as const;

/**
 * What anybody would see to be wrong with a page, at each width: that it scrolls sideways, a part that lies under the
 * next one, a number of which a part is cut off, and a date as no institution writes one.
 */
export async function seenWrong(page: Page): Promise<string[]> {
  const found: string[] = [];
  const { height } = page.viewportSize() ?? { height: 844 };
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    // Whatever folds by the width has folded once the page was drawn twice.
    const faults = await page.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      // What moves for a moment, as the beat of a heart, is not how a page stands.
      for (const motion of document.getAnimations()) motion.cancel();
      const wrong: string[] = [];
      if (document.documentElement.scrollWidth > innerWidth) wrong.push("scrolls sideways");
      // A part with less room than it needs lies under the next one.
      for (const part of document.querySelectorAll("main > *")) {
        if (getComputedStyle(part).overflowY === "visible" && part.scrollHeight > part.clientHeight + 2)
          wrong.push(`squeezes “${part.textContent?.slice(0, 40)}”`);
      }
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? "";
        const own = node.parentElement;
        if (!/\d/.test(text) || own === null || own.closest("code, pre, script, style, textarea, .sr-only"))
          continue;
        if (!own.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        range.selectNodeContents(node);
        const shown = range.getBoundingClientRect();
        if (shown.width === 0 || shown.height === 0) continue;
        const dates = text.match(/\b\d{4}-\d{2}-\d{2}\b/g);
        if (dates !== null) wrong.push(`shows ${dates.join(", ")} in “${text.slice(0, 80)}”`);
        // A name may end in an ellipsis; a number that does is another number.
        if (!/^[\d.,:%/÷×=+\s–-]+$/.test(text)) continue;
        for (
          let around: Element | null = own;
          around !== null && around !== document.body;
          around = around.parentElement
        ) {
          const { overflowX, clipPath } = getComputedStyle(around);
          if (overflowX === "visible" && clipPath === "none") continue;
          // What scrolls can be seen by scrolling.
          if (overflowX === "auto" || overflowX === "scroll") break;
          const { left, right } = around.getBoundingClientRect();
          if (shown.left >= left - 1 && shown.right <= right + 1) continue;
          wrong.push(`cuts “${text}”`);
          break;
        }
      }
      return [...new Set(wrong)];
    });
    for (const fault of faults) {
      const said = fault.startsWith("shows ") ? fault : `at ${width} px ${fault}`;
      if (!found.includes(said)) found.push(said);
    }
  }
  return found;
}
