import { environmentSentence } from '../../shared/environment-sentence.ts';
import { escapeControl } from '../../shared/escape-control.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Evidence } from '../components/environment-evidence.tsx';
import { EnvironmentFacts } from '../components/environment-facts.tsx';
import { EnvironmentLimits } from '../components/environment-limits.tsx';
import { OwnCgroupSection } from '../components/environment-own.tsx';
import { ViewHead } from '../components/nav.tsx';
import { SkeletonRows } from '../components/skeleton.tsx';
import { useSnapshot } from '../context.tsx';
import { absenceOf, isPassing, noteOf } from '../logic/absence-text.ts';
import { strings } from '../strings.ts';

/** Where Headroom runs, which limits hold there, and how that is known. */
export function EnvironmentView() {
  const environment = useSnapshot((snapshot) => snapshot.environment);
  return (
    <div className="environment">
      <ViewHead title={strings.environment.title} />
      {environment === null ? (
        <Unread />
      ) : (
        <>
          <p className="environment-sentence">{escapeControl(environmentSentence(environment))}</p>
          <div className="environment-columns">
            <EnvironmentLimits environment={environment} />
            <OwnCgroupSection environment={environment} />
            <EnvironmentFacts environment={environment} />
          </div>
          <Evidence environment={environment} />
        </>
      )}
    </div>
  );
}

function Unread() {
  const absent = useSnapshot((snapshot) => absenceOf(snapshot, 'environment'));
  if (absent === null || isPassing(absent.reason)) return <SkeletonRows count={8} kind="process" />;
  return (
    <EmptyState title={strings.environment.unreadTitle}>
      <p>{noteOf(absent).text}</p>
    </EmptyState>
  );
}
