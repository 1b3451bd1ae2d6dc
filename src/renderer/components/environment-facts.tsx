import type { Environment } from '../../shared/model/environment.ts';
import { environmentFacts } from '../logic/environment-facts.ts';
import { strings } from '../strings.ts';
import { KeyValues } from './key-values.tsx';
import { Section } from './section.tsx';

/** Container, orchestration, virtualization, machine: what is known of each. */
export function EnvironmentFacts({ environment }: { readonly environment: Environment }) {
  return (
    <Section title={strings.environment.facts} className="environment-facts">
      {environmentFacts(environment).map(({ id, title, facts }) => (
        <div key={id} className="fact-group">
          <h3>{title}</h3>
          <KeyValues pairs={facts} className="whole" />
        </div>
      ))}
    </Section>
  );
}
