/** What is kept of one group, by member. */
export interface Group<V> {
  get(member: string): V | undefined;
  keys(): Iterable<string>;
  values(): Iterable<V>;
}

/**
 * Values by group and member that are being changed, such as marks by session and student: their maker sees the changes, and
 * everybody else what was. A batch changes a few members of groups of hundreds, of which none is copied.
 */
export interface DraftGroups<V> {
  get(group: string): Group<V> | undefined;
  set(group: string, member: string, value: V): void;
  /** Takes out one member. */
  remove(group: string, member: string): void;
  /** Takes out a group with all its members. */
  delete(group: string): void;
  /** Makes the changes everybody's. A draft that is dropped instead leaves no trace. */
  keep(): void;
}

/** What a draft changes of one group. */
interface Change<V> {
  /** Whether nothing of what is kept counts any more. */
  emptied: boolean;
  /** null for a member that was taken out. */
  readonly members: Map<string, { readonly value: V } | null>;
}

/** Values are never changed in place: whoever changes one sets another. */
export function draftGroups<V>(kept: Map<string, Map<string, V>>): DraftGroups<V> {
  const changes = new Map<string, Change<V>>();

  function changeOf(group: string): Change<V> {
    let change = changes.get(group);
    if (change === undefined) {
      change = { emptied: false, members: new Map() };
      changes.set(group, change);
    }
    return change;
  }

  return {
    get(group) {
      const change = changes.get(group);
      const before = kept.get(group);
      if (change === undefined) return before;
      return changedGroup(change.emptied ? undefined : before, change.members);
    },
    set(group, member, value) {
      changeOf(group).members.set(member, { value });
    },
    remove(group, member) {
      changeOf(group).members.set(member, null);
    },
    delete(group) {
      const change = changeOf(group);
      change.emptied = true;
      change.members.clear();
    },
    keep() {
      for (const [group, { emptied, members }] of changes) {
        const own = (emptied ? undefined : kept.get(group)) ?? new Map<string, V>();
        for (const [member, change] of members) {
          if (change === null) own.delete(member);
          else own.set(member, change.value);
        }
        if (own.size === 0) kept.delete(group);
        else kept.set(group, own);
      }
      changes.clear();
    },
  };
}

/** Lists are made as they are asked for: a generator over a generator took as long again as what was done with them. */
function changedGroup<V>(
  before: ReadonlyMap<string, V> | undefined,
  members: Change<V>["members"],
): Group<V> {
  return {
    get(member) {
      const change = members.get(member);
      return change === undefined ? before?.get(member) : change?.value;
    },
    keys() {
      const keys: string[] = [];
      for (const member of before?.keys() ?? []) if (!members.has(member)) keys.push(member);
      for (const [member, change] of members) if (change !== null) keys.push(member);
      return keys;
    },
    values() {
      const values: V[] = [];
      for (const [member, value] of before ?? []) if (!members.has(member)) values.push(value);
      for (const change of members.values()) if (change !== null) values.push(change.value);
      return values;
    },
  };
}
