/** What this machine cannot do, in sentences with one action each: shown in the page, by key so that each can be taken back. */
export interface Notices {
  set(key: string, text: string | null): void;
  list(): readonly string[];
}

export function createNotices(): Notices {
  const texts = new Map<string, string>();
  return {
    set(key, text) {
      if (text === null) texts.delete(key);
      else texts.set(key, text);
    },
    list: () => [...texts.values()],
  };
}
