/** The IANA time zone of the reader's device. */
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
