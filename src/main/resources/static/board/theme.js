/** Light or dark: as the system has it, until somebody chooses. Runs before the first picture, so that nothing flashes. */

const KEY = 'bourse.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** @type {(() => void)[]} */
const listeners = [];

let chosen = remembered();

apply();
systemIsDark.addEventListener('change', apply);

export function isDark() {
  return chosen === null ? systemIsDark.matches : chosen === 'dark';
}

export function toggle() {
  chosen = isDark() ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Not allowed here: the choice holds until the page is closed.
  }
  apply();
}

/** @param {() => void} listener told when the colours have changed */
export function onChange(listener) {
  listeners.push(listener);
}

/**
 * A colour of theme.css as it is now, for canvases, which do not see style sheets.
 *
 * @param {string} property such as "--rise"
 */
export function colorOf(property) {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

function apply() {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  listeners.forEach((listener) => listener());
}

/** @returns {'light'|'dark'|null} */
function remembered() {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : null;
  } catch {
    return null;
  }
}
