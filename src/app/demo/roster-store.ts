export interface DemoState {
  readonly active: boolean;
  readonly students: number;
  readonly classes: number;
}

/** The roster as the walking product needs it. Days are ISO dates in the institution's zone. */
export interface RosterStore {
  isEmpty(): Promise<boolean>;
  demoState(day: string): Promise<DemoState>;
  /** Enrols a school's students in one standing class per room from the day on. Doing it twice changes nothing. */
  startDemo(
    day: string,
    school: readonly { readonly studentId: string; readonly rooms: readonly string[] }[],
    mint: () => string,
  ): Promise<void>;
  /** Ends the demo's enrolments with the day before. Scans, marks and classes stay. */
  endDemo(day: string): Promise<void>;
}
