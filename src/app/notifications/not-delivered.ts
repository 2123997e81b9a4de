/** A message that nobody took, in words for whoever looks after the server. */
export class NotDelivered extends Error {
  override readonly name = "NotDelivered";
  /** true when trying the same again will not help. */
  readonly forGood: boolean;
  /** What may be logged: without addresses and names. */
  readonly code: string;
  constructor(message: string, options: { forGood: boolean; code: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.forGood = options.forGood;
    this.code = options.code;
  }
}
