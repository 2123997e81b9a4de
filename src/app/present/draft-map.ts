/** A map that is being changed: its maker sees the changes, and everybody else the map as it was. */
export interface DraftMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  /** Every entry with the changes, in no order. */
  entries(): Iterable<[K, V]>;
  /** Makes the changes everybody's. A draft that is dropped instead leaves no trace. */
  keep(): void;
}

/**
 * Values are never changed in place: whoever changes one sets another.
 *
 * @param onChange told of each change, before anybody can see it
 */
export function draftMap<K, V>(kept: Map<K, V>, onChange: () => void = () => undefined): DraftMap<K, V> {
  const changed = new Map<K, { readonly value: V } | null>();
  return {
    get(key) {
      const change = changed.size === 0 ? undefined : changed.get(key);
      return change === undefined ? kept.get(key) : change?.value;
    },
    set(key, value) {
      onChange();
      changed.set(key, { value });
    },
    delete(key) {
      onChange();
      changed.set(key, null);
    },
    *entries() {
      for (const entry of kept) if (!changed.has(entry[0])) yield entry;
      for (const [key, change] of changed) if (change !== null) yield [key, change.value];
    },
    keep() {
      for (const [key, change] of changed) {
        if (change === null) kept.delete(key);
        else kept.set(key, change.value);
      }
      changed.clear();
    },
  };
}

/** Adds facts to lists that are values of a draft, each fact once and in order of number. */
export function addFactsTo<F extends { readonly id: string; readonly seq: number }>(
  map: DraftMap<string, readonly F[]>,
  facts: readonly F[],
  keyOf: (fact: F) => string,
): void {
  const news = new Map<string, F[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    const others = news.get(key);
    if (others) others.push(fact);
    else news.set(key, [fact]);
  }
  for (const [key, added] of news) {
    const before = map.get(key) ?? [];
    const known = new Set(before.map(({ id }) => id));
    const after = [...before];
    for (const fact of added) {
      if (known.has(fact.id)) continue;
      known.add(fact.id);
      after.push(fact);
    }
    if (after.length > before.length)
      map.set(
        key,
        after.sort((a, b) => a.seq - b.seq),
      );
  }
}

/** Adds one value for each thing to lists that are values of a draft; each list is copied once. */
export function addAllTo<K, T, Thing>(
  map: DraftMap<K, readonly T[]>,
  things: readonly Thing[],
  keyOf: (thing: Thing) => K,
  toValue: (thing: Thing) => T,
): void {
  const added = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const list = added.get(key) ?? [...(map.get(key) ?? [])];
    list.push(toValue(thing));
    added.set(key, list);
  }
  for (const [key, list] of added) map.set(key, list.slice());
}

/** Adds to a list without repeats that is a value of a draft. */
export function addOnceTo<K, T>(map: DraftMap<K, readonly T[]>, key: K, value: T): void {
  const before = map.get(key) ?? [];
  if (!before.includes(value)) map.set(key, [...before, value]);
}

/** Takes a value out of a list that is a value of a draft. */
export function takeFrom<K, T>(map: DraftMap<K, readonly T[]>, key: K, value: T): void {
  const left = (map.get(key) ?? []).filter((other) => other !== value);
  if (left.length === 0) map.delete(key);
  else map.set(key, left);
}
