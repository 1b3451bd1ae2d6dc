// Required before the app on the real binary: Electron tells nobody what its tray item shows, so the item is watched from its making on.
const { Tray, app } = require('electron');

const seen = { tray: null, toolTip: '', menu: null, pushes: new Map() };
globalThis.headroomTest = seen;

for (const [name, field] of [
  ['setToolTip', 'toolTip'],
  ['setContextMenu', 'menu'],
]) {
  const original = Tray.prototype[name];
  Tray.prototype[name] = function (value) {
    seen.tray = this;
    seen[field] = value;
    return original.call(this, value);
  };
}

app.on('web-contents-created', (_event, contents) => {
  const send = contents.send.bind(contents);
  contents.send = (channel, ...args) => {
    if (channel === 'headroom:event:snapshot') seen.pushes.set(contents.id, (seen.pushes.get(contents.id) ?? 0) + 1);
    return send(channel, ...args);
  };
});
