/**
 * What the pretend university is drawn from. Shares and chances are within 0 and 1, times are in minutes unless they
 * say otherwise, and pairs are the ends of an even spread. Invented to look like a school, measured nowhere.
 *
 * | what | distribution |
 * | --- | --- |
 * | attendance of a student | 5 % chronically absent, coming to 35 to 65 % of sessions; 8 % wavering, 70 to 85 %; the others 85 to 97 % |
 * | arrival of a student, minutes after the start | mean normal (-5, 2.5); for 8 % normal (4, 3); each arrival normal around it, deviation 1.5 to 4 |
 * | arrival by the time of day | early morning +2, after lunch +1, late in the evening and at night +1.5 |
 * | attendance by the time of day | night and weekend -3 percent points each |
 * | overslept | 1.5 % of arrivals, 12 to 45 minutes more |
 * | illness | 12 % of students, once, 2 to 5 days |
 * | first try refused, then let in | 1.5 % of arrivals, 15 to 60 s before |
 * | never recognised, card forgotten | 0.4 % of those who come |
 * | seen twice | 4 % of arrivals, 8 to 45 s later |
 * | sent twice by the device | 0.6 % of scans |
 * | wrong room first | 0.8 % of those who come, 15 % where the class has moved; 2 to 6 minutes on the way |
 * | wrong room, and stays there | a tenth of those whose class has not moved |
 * | class in another room for a week | 3 % of meetings |
 * | rooms that see people go out | a quarter; 88 % of those who go are seen |
 * | early leavers, in those rooms | 2 % of those who come, after 25 to 70 % of the session |
 * | strangers at a door | 0.3 a session |
 * | dead devices | 6 % of rooms in a week, 40 to 180 minutes from shortly before a session; one shortly after the anchor |
 * | wrong clocks | a twentieth of devices, at least one: 40 to 100 s fast or slow |
 * | late enrolments, ended enrolments | 2 % and 1.5 % |
 * | electives in another course | 8 % of students |
 * | planted clashes | 0.4 % of students, at least one where two courses are |
 */
export const parameters = {
  chronic: { share: 0.05, comes: [0.35, 0.65] },
  wavering: { share: 0.08, comes: [0.7, 0.85] },
  steady: { comes: [0.85, 0.97] },
  punctual: { mean: -5, deviation: 2.5 },
  tardy: { share: 0.08, mean: 4, deviation: 3 },
  spread: [1.5, 4],
  hours: { earlyMorning: 2, afterLunch: 1, night: 1.5 },
  rarer: { night: 0.03, weekend: 0.03 },
  overslept: { chance: 0.015, more: [12, 45] },
  ill: { share: 0.12, days: [2, 5] },
  refusedFirst: { chance: 0.015, secondsBefore: [15, 60] },
  neverRecognised: 0.004,
  seenAgain: { chance: 0.04, secondsLater: [8, 45] },
  sentTwice: 0.006,
  wrongRoom: { usual: 0.008, moved: 0.15, way: [2, 6], stays: 0.1 },
  movedMeeting: 0.03,
  exits: { share: 0.25, seen: 0.88 },
  leavesEarly: { chance: 0.02, after: [0.25, 0.7] },
  strangers: 0.3,
  dead: { share: 0.06, minutesBefore: [0, 10], minutes: [40, 180] },
  wrongClock: { share: 0.05, seconds: [40, 100] },
  cardReaders: 0.25,
  enrolledLate: 0.02,
  enrolmentEnded: 0.015,
  electives: 0.08,
  clashes: 0.004,
  /** An arrival is at most this long before the start; the window opens at 15, and a wrong clock takes up to 2. */
  earliest: -12.5,
} as const;
