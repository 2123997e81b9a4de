import { type CalendarComponent, type CalendarProperty, meetingLinks, textOf } from "./parse-calendar.ts";

/** Services at which people meet, each with how the address of a meeting there looks. */
const meetingAddress =
  /https?:\/\/(?:[\w-]+\.)*(?:teams\.(?:microsoft|live)\.(?:com|us)\/(?:l\/meetup-join|meet)|zoom(?:gov)?\.(?:us|com)\/(?:j|my|w|s|wc)\/|meet\.google\.com\/|webex\.com\/|gotomeet(?:ing)?\.(?:me|com)\/|whereby\.com\/|meet\.jit\.si\/|bbcollab\.com\/)[^\s<>"]*/iu;

/** Where an event says that people meet online, as a link; null where it does not. */
export function onlineLink(
  event: CalendarComponent,
): { readonly line: number; readonly column: string; readonly value: string } | null {
  for (const property of event.properties) {
    const value = linkIn(property, event);
    if (value !== null) return { line: property.line, column: property.name.toUpperCase(), value };
  }
  return null;
}

function linkIn({ name, text }: CalendarProperty, event: CalendarComponent): string | null {
  if (name === "conference" || meetingLinks.some((one) => one === name))
    return /^https?:\/\//iu.test(text) ? text : null;
  // The page of an event may lie anywhere.
  if (name === "url") return meetingAddress.exec(text)?.[0] ?? null;
  return name === "description" || name === "comment"
    ? (meetingAddress.exec(
        textOf({ ...event, properties: event.properties.filter((one) => one.name === name) }, name),
      )?.[0] ?? null)
    : null;
}
