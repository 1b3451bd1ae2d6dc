import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/result.ts';
import { readBoundedFile } from '../../bounded-file.ts';
import { ProbeError, absenceOf } from '../absence.ts';
import { fieldsOf, textOf } from './json-values.ts';

// The Docker CLI's contexts: `config.json` names the current one, `contexts/meta/<sha256 of its name>/meta.json` says where it leads.

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_TEXT_LENGTH = 1024;

export interface ContextHost {
  readonly name: string;
  readonly host: string;
}

/**
 * The engine of the CLI's current context; null for the default context, and when there is no configuration. Throws a ProbeError for a
 * context that is named and cannot be read.
 *
 * @param folder the CLI's configuration: DOCKER_CONFIG, else `~/.docker`
 * @param chosen DOCKER_CONTEXT, which wins over the file; empty when it is not set
 */
export function currentContext(folder: string, chosen: string): ContextHost | null {
  const name = chosen === '' ? configuredContext(folder) : chosen;
  if (name === '' || name === 'default') return null;
  const digest = createHash('sha256').update(name).digest('hex');
  const meta = readJson(`${folder}/contexts/meta/${digest}/meta.json`);
  if (meta === null) throw new ProbeError('not-found', `context ${JSON.stringify(name)}: not among those in ${folder}/contexts`);
  const host = textOf(fieldsOf(fieldsOf(fieldsOf(meta)['Endpoints'])['docker'])['Host'], MAX_TEXT_LENGTH);
  if (host === '') throw new ProbeError('malformed', `context ${JSON.stringify(name)}: its meta.json names no Endpoints.docker.Host`);
  return { name, host };
}

function configuredContext(folder: string): string {
  return textOf(fieldsOf(readJson(`${folder}/config.json`))['currentContext'], MAX_TEXT_LENGTH);
}

/** Null when there is no such file. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readBoundedFile(path, MAX_FILE_BYTES));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new ProbeError('malformed', `${path}: expected JSON`, { cause: thrown });
    if (thrown instanceof AppError) throw new ProbeError('malformed', `${path}: ${thrown.message}`, { cause: thrown });
    const absence = absenceOf(thrown, path);
    if (absence.reason === 'not-found') return null;
    throw new ProbeError(absence.reason, absence.detail, { cause: thrown });
  }
}
