import { z } from 'zod';
import { settings } from '../../shared/model/settings.ts';
import { expectationOf } from '../schema-fault.ts';

// Settings by path: "monitor.interval". One table, made of the schema, says which paths there are and what each takes.

export type Json = z.core.util.JSONType;
export type Tree = { [key: string]: Json };

const schemas = new Map<string, z.ZodType>();
for (const [key, schema] of Object.entries(settings.shape)) {
  if (schema instanceof z.ZodObject) {
    for (const [inner, leaf] of Object.entries(schema.shape)) schemas.set(`${key}.${inner}`, leaf as z.ZodType);
  } else {
    schemas.set(key, schema);
  }
}

/** All paths, in the order of the schema. */
export const settingPaths: readonly string[] = [...schemas.keys()];

/** What a value at a path must be, in words; null when it is right. */
export function faultOf(path: string, value: unknown): string | null {
  const schema = schemas.get(path);
  if (schema === undefined) return 'a setting that exists';
  const parsed = schema.safeParse(value);
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  return issue === undefined ? 'another value' : expectationOf(issue);
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function getAt(tree: unknown, path: string): Json | undefined {
  let here: unknown = tree;
  for (const key of path.split('.')) {
    if (!isTree(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here as Json;
}

/** A copy of the tree with one value set; `undefined` takes it away, and a folder that is empty then. */
export function withAt(tree: Tree, path: string, value: Json | undefined): Tree {
  const [key = '', ...rest] = path.split('.');
  const copy: Tree = { ...tree };
  if (rest.length > 0) {
    const inner = withAt(isTree(copy[key]) ? copy[key] : {}, rest.join('.'), value);
    if (Object.keys(inner).length === 0) delete copy[key];
    else copy[key] = inner;
  } else if (value === undefined) {
    delete copy[key];
  } else {
    copy[key] = value;
  }
  return copy;
}

/** Every leaf of a tree with its path, two levels deep as the settings are; deeper values are leaves of their own. */
export function leavesOf(tree: Tree): [path: string, value: Json][] {
  return Object.entries(tree).flatMap(([key, value]): [string, Json][] =>
    isTree(value) ? Object.entries(value).map(([inner, leaf]): [string, Json] => [`${key}.${inner}`, leaf]) : [[key, value]],
  );
}
