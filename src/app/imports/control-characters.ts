/**
 * Why a text that holds a control character is no name and no code, at this door as by hand: message and remedy. null for a
 * text without. Most are marks of Windows-1252 that were read as something else.
 */
export function controlCharacter(text: string): { readonly message: string; readonly remedy: string } | null {
  const [found] = /\p{Cc}/u.exec(text) ?? [];
  if (found === undefined) return null;
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return {
    message: `holds a control character, U+${code}`,
    remedy:
      "take it out; where a letter or a mark is meant, choose other letters in the preview, or save the file as UTF-8",
  };
}

/** A text whose line ends and tabs are blanks, as they are in names and codes that are written by hand. */
export function onOneLine(text: string): string {
  return text.replace(/\s*[\t\n\v\f\r\u2028\u2029]\s*/gu, " ");
}

/** A text whose control characters can be seen. */
export function showControls(text: string): string {
  if (!/\p{Cc}/u.test(text)) return text;
  return text.replace(/\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x24_00 + code) : code === 0x7f ? "\u2421" : "\ufffd";
  });
}
