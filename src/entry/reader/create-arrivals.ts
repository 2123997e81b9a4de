/** Tells an arrival from somebody who still stands there, or has just stepped aside. */
export interface Arrivals {
  /** Whether this is an arrival: the student was not seen within the window. It does not count as seen by that. */
  isArrival(student: string, at: number): boolean;
  /** The student is there. */
  seen(student: string, at: number): void;
}

/** @param windowMs sightings of a student are one arrival while no more than this lies between them */
export function createArrivals(windowMs: number): Arrivals {
  const lastSeen = new Map<string, number>();
  return {
    isArrival(student, at) {
      const last = lastSeen.get(student);
      return last === undefined || at - last > windowMs;
    },
    seen(student, at) {
      lastSeen.set(student, at);
    },
  };
}
