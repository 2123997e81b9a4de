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

/** Values are never changed in place: whoever changes one sets another. */
export function draftMap<K, V>(kept: Map<K, V>): DraftMap<K, V> {
  const changed = new Map<K, { readonly value: V } | null>();
  return {
    get(key) {
      const change = changed.size === 0 ? undefined : changed.get(key);
      return change === undefined ? kept.get(key) : change?.value;
    },
    set: (key, value) => changed.set(key, { value }),
    delete: (key) => changed.set(key, null),
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

/** Adds to a list that is a value of a draft. */
export function addTo<K, T>(map: DraftMap<K, readonly T[]>, key: K, value: T): void {
  map.set(key, [...(map.get(key) ?? []), value]);
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
