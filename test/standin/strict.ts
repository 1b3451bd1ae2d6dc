/** What a listener of Electron gets first. */
export class StandInEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** The object, with an error for every member it has not: what the stand-in lacks must fail a test, never pass as undefined. */
export function strict<T extends object>(name: string, target: T): T {
  const check = (object: T, key: string | symbol): void => {
    // "then" is asked for by every await.
    if (typeof key === 'string' && key !== 'then' && !(key in object)) throw new Error(`${name}.${key} is not in the stand-in`);
  };
  return new Proxy(target, {
    get(object, key) {
      check(object, key);
      // Private fields are the target's, not the proxy's.
      const value: unknown = Reflect.get(object, key, object);
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
    set(object, key, value) {
      check(object, key);
      return Reflect.set(object, key, value, object);
    },
  });
}
