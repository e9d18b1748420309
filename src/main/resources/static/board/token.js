/**
 * The token that the server is shown, where it wants one. The tab keeps it until it is closed; it is in no address, in
 * no cookie, and in no other tab.
 */

const KEY = 'bourse.token';

/** What can be sent in a header, and is shorter than all headers may be. */
const TOKEN = /^[\x21-\x7e]{1,6000}$/;

let token = remembered();

/** @type {((wrong: boolean) => void)[]} */
const listeners = [];

/** @returns {string|null} */
export function present() {
  return token;
}

/**
 * @param {string} text
 * @returns {boolean} whether it can be a token; one that cannot is not kept
 */
export function keep(text) {
  if (!TOKEN.test(text)) {
    return false;
  }
  token = text;
  store((storage) => storage.setItem(KEY, text));
  return true;
}

export function forget() {
  token = null;
  store((storage) => storage.removeItem(KEY));
}

/**
 * Tells that the server has refused: a token that it does not take is forgotten.
 *
 * @param {string|null} shown null if it was shown none; another than the present one has been replaced meanwhile
 */
export function refused(shown) {
  if (shown === token) {
    forget();
    listeners.forEach((listener) => listener(shown !== null));
  }
}

/** @param {(wrong: boolean) => void} listener told that the server wants a token, or another than it was shown */
export function onRefused(listener) {
  listeners.push(listener);
}

/** @returns {string|null} */
function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {(storage: Storage) => void} change */
function store(change) {
  try {
    change(sessionStorage);
  } catch {
    // Not allowed here: the token holds until the page is closed or loaded again.
  }
}
