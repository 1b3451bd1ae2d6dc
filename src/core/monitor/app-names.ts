import type { ProcessRaw } from '../probes/raw.ts';

// Which programs start others without being what those belong to. A build in a terminal is not the terminal's, and a browser is not the
// desktop's: climbing from a process to the program it is part of stops below these.

/** Programs that start a machine or a session: part of the system. */
const SESSION = new Set(
  (
    'systemd init launchd (sd-pam) sd-pam upstart openrc openrc-init runit runsvdir runsv dinit s6-svscan s6-supervise s6-linux-init ' +
    'dumb-init tini docker-init catatonit pause supervisord loginwindow gnome-session-binary gnome-session gnome-session-ctl ' +
    'startplasma-x11 startplasma-wayland plasma_session kdeinit5 kdeinit6 xfce4-session lxsession mate-session cinnamon-session ' +
    'lightdm gdm3 gdm gdm-session-worker gdm-x-session gdm-wayland-session sddm sddm-helper xdm xinit startx agetty getty'
  ).split(' '),
);

/** Programs in which a person types what to start: terminals, multiplexers, remote logins, and what runs one program as somebody else. */
const PROMPTS = new Set(
  (
    'tmux screen SCREEN zellij sshd sshd-session sshd-auth dropbear mosh-server telnetd login ttyd script ' +
    'konsole kitty alacritty wezterm wezterm-gui wezterm-mux-server xterm uxterm urxvt rxvt st foot footclient xfce4-terminal ' +
    'mate-terminal lxterminal terminator tilix guake yakuake ghostty ptyxis ptyxis-agent kgx terminology qterminal deepin-terminal ' +
    'Terminal iTerm2 Warp Hyper tabby WezTerm Ghostty sudo su doas pkexec runuser su-exec gosu setpriv unshare nsenter'
  ).split(' '),
);
const PROMPT_PREFIXES = ['gnome-terminal', 'iTermServer', 'sshd:', 'tmux:'];

/** Desktops, and programs that start containers and jobs. */
const STARTERS = new Set(
  (
    'gnome-shell plasmashell ksmserver kwin_wayland kwin_x11 sway i3 Hyprland openbox xfdesktop xfce4-panel cinnamon mate-panel ' +
    'dbus-daemon dbus-broker dbus-broker-launch cron crond atd conmon explorer Dock Finder'
  ).split(' '),
);
const STARTER_PREFIX = 'containerd-shim';

const SHELLS = new Set(['bash', 'zsh', 'fish', 'sh', 'dash', 'ksh', 'mksh', 'ash', 'tcsh', 'csh', 'pwsh', 'nu', 'elvish', 'xonsh']);

export function isSessionManager(process: ProcessRaw): boolean {
  return SESSION.has(process.name);
}

/** True for what a person types into: what is started there is a program of its own, whatever cgroup or bundle the prompt is in. */
export function isPrompt(process: ProcessRaw): boolean {
  return PROMPTS.has(process.name) || PROMPT_PREFIXES.some((prefix) => process.name.startsWith(prefix)) || isInteractiveShell(process);
}

/** True for what starts other programs, each its own app, and is an app itself. */
export function isLauncher(process: ProcessRaw): boolean {
  return isPrompt(process) || STARTERS.has(process.name) || process.name.startsWith(STARTER_PREFIX);
}

/** A shell's own name: a login shell is called "-bash". */
function shellName(process: ProcessRaw): string | null {
  const name = process.name.startsWith('-') ? process.name.slice(1) : process.name;
  return SHELLS.has(name) ? name : null;
}

/**
 * True for a shell that a person types into: the leader of a session with a terminal, or one on a terminal with neither script nor command
 * (a shell started in a shell). Where the platform tells no terminals, the arguments alone decide.
 */
function isInteractiveShell(process: ProcessRaw): boolean {
  if (shellName(process) === null || process.terminal === 0) return false;
  if (process.terminal !== null && process.pid === process.sessionId) return true;
  const [, ...args] = process.command.split(' ');
  return args.every((argument) => /^-(?!-?c|.*c$)/.test(argument));
}

/** A name for people, and the system's own where that is another. */
export interface ReadableName {
  readonly name: string;
  readonly rawName: string | null;
}

/** Of programs that were started from memory or from an open file: the name of what was opened, which says nothing. */
const NAMELESS = /^(?:memfd:.*|exe|\d*)$/;
/** How Linux marks a program whose file is gone; after an update, many have none. */
const DELETED = / ?\(deleted\)$/;

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What a process is called: where its name says nothing, after what it was started as. */
export function readableName({ name, command }: ProcessRaw): ReadableName {
  const plain = name.replace(DELETED, '');
  if (!NAMELESS.test(plain)) return { name: plain, rawName: plain === name ? null : name };
  const startedAs = fileName(command.split(' ', 1)[0] ?? '').replace(DELETED, '');
  if (!NAMELESS.test(startedAs)) return { name: startedAs, rawName: name };
  const left = plain.replace(/^memfd:/, '');
  return { name: left === '' ? 'unnamed program' : `program ${left}`, rawName: name };
}

/** What an app is called after its topmost process: a shell that runs a script is called after the script. */
export function appName(process: ProcessRaw): ReadableName {
  const shell = shellName(process);
  if (shell === null) return readableName(process);
  const script = process.command.split(' ').slice(1, 2)[0] ?? '';
  const named = script === '' || script.startsWith('-') ? '' : fileName(script);
  return { name: named === '' ? shell : named, rawName: null };
}
