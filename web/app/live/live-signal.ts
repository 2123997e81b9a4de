/** What a stream, own or shared, tells a page. */
export type LiveSignal =
  /**
   * `resumed` is false when something may have been missed: read everything anew. From here on the stream tells of
   * `shows`: what is read after this and brought up to date by what it tells misses nothing.
   */
  | { readonly kind: "connected"; readonly resumed: boolean; readonly shows: readonly string[] }
  | { readonly kind: "event"; readonly name: string; readonly data: string }
  /** `signedOut`: whoever asked is signed in no more. */
  | { readonly kind: "disconnected"; readonly signedOut: boolean };
