/** A pretend camera for the demonstration, played by the server itself. */
export interface DemoCamera {
  playing(): boolean;
  /**
   * Plays for a while; does nothing while it plays.
   *
   * @param options.rate scans a second
   */
  start(options: { readonly rate: number; readonly seconds: number }): void;
  stop(): Promise<void>;
}
