// The one thing outside ECMAScript that sources need; browsers and Node both have it (WHATWG Encoding).
declare class TextDecoder {
  constructor(label: string, options: { fatal: boolean; ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
