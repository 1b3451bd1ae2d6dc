import { linesOf } from './text.ts';

/** Reads `sw_vers`: "ProductName: macOS", "ProductVersion: 15.3.1". What is missing is null. */
export function parseSwVers(text: string): { readonly osName: string | null; readonly osVersion: string | null } {
  const facts = new Map(
    linesOf(text).flatMap((line) => {
      const [, name, value] = /^(\w{1,40}):\s*(\S.{0,100}?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  return { osName: facts.get('ProductName') ?? null, osVersion: facts.get('ProductVersion') ?? null };
}
