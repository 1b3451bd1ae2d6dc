import { agentFlags } from './agent-options.ts';
import { optionLines } from './usage.ts';

export const agentExamples = [
  ['headroom agent', 'serve the page on this machine, and say its link'],
  ['headroom agent --read-only --port 8080', 'a page that changes nothing, at port 8080'],
  ['headroom agent --bind 0.0.0.0 --cert box.pem --key box.key', 'for other machines, with HTTPS'],
  ['headroom agent --rootfs /host --no-open', 'watch the machine whose root is mounted at /host'],
] as const;

export const agentHelp = `Usage: headroom agent [options]

Reads this machine and shows it on a page in the browser, on this machine only unless told otherwise. Prints the page's link when it is
ready; "headroom open" gives another one. Ctrl-C ends it.

Options:
${optionLines(agentFlags)}

Examples:
${agentExamples.map(([command, what]) => `  ${command}\n      ${what}`).join('\n')}`;
