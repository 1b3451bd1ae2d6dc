import { ViewHead } from '../components/nav.tsx';
import { Section } from '../components/section.tsx';
import { SettingField } from '../components/setting-field.tsx';
import { SettingsFile } from '../components/settings-file.tsx';
import { useSettings } from '../context.tsx';
import { groups, valueAt } from '../logic/setting-fields.ts';
import { strings } from '../strings.ts';

const words = strings.settings;

/** Every setting. What is changed is saved at once and counts at once. */
export function SettingsView() {
  const state = useSettings((store) => store.state);
  const faults = useSettings((store) => store.faults);
  return (
    <div className="settings">
      <ViewHead title={words.title} />
      {state === null ? (
        <p className="note">{words.waiting}</p>
      ) : (
        <div className="settings-groups">
          {groups.map(({ id, paths }) => (
            <Section key={id} title={words.groups[id]}>
              {paths.map((path) => (
                <SettingField
                  key={path}
                  path={path}
                  value={valueAt(state.settings, path)}
                  locked={state.fromEnvironment.includes(path)}
                  changed={state.changed.includes(path)}
                  fault={faults.get(path) ?? null}
                />
              ))}
            </Section>
          ))}
          <SettingsFile state={state} />
        </div>
      )}
    </div>
  );
}
