import { environmentInShort } from '../../shared/environment-sentence.ts';
import { coreLimitQuantity, memoryQuantity } from '../../shared/format.ts';
import { limitWords } from '../../shared/limit-words.ts';
import type { LimitSource } from '../../shared/model/reading.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { strings } from '../strings.ts';

/** Who may leave less than the machine has. */
type NarrowSource = 'cgroup' | 'container' | 'kubernetes';

export function isNarrow(source: LimitSource): source is NarrowSource {
  return source === 'cgroup' || source === 'container' || source === 'kubernetes';
}

/**
 * The line on top of the overview: "Limits of this container: 0.5 of 8 cores, 256 MB of 16 GB" where the headline numbers are held against
 * less than the machine has, else the sentence of a container or virtual machine without limits. Null on a machine of its own.
 */
export function bannerOf({ environment, cpu, memory }: Pick<Snapshot, 'environment' | 'cpu' | 'memory'>): string | null {
  const parts: { readonly source: NarrowSource; readonly text: string }[] = [];
  if (cpu !== null && isNarrow(cpu.limitSource)) {
    const text = limitWords({ state: 'limited', value: cpu.limitCores }, cpu.coreCount, coreLimitQuantity);
    parts.push({ source: cpu.limitSource, text });
  }
  if (memory !== null && isNarrow(memory.limitSource)) {
    const text = limitWords({ state: 'limited', value: memory.limitBytes }, memory.totalBytes, memoryQuantity);
    parts.push({ source: memory.limitSource, text });
  }
  const [first] = parts;
  if (first !== undefined)
    return strings.environment.banner(strings.environment.bannerOf[first.source], parts.map(({ text }) => text).join(', '));
  const inside = environment !== null && (environment.container.present || environment.virtualization.present);
  return inside ? environmentInShort(environment) : null;
}
