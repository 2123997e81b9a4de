/** What a stream, own or shared, tells a page. */
export type LiveSignal =
  /** `resumed` is false when something may have been missed: read everything anew. */
  | { readonly kind: "connected"; readonly resumed: boolean }
  | { readonly kind: "event"; readonly name: string; readonly data: string }
  | { readonly kind: "disconnected" };
