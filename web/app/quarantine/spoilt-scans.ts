/**
 * What the simulator is to do so that something lies in quarantine. Drawn anew each time, one run in five would send nothing
 * that is broken: with this seed each sends some.
 */
export const spoiltScans = "--faults malformed --rate 5 --count 50 --seed 9";
