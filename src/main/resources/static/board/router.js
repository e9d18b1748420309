/** Addresses within the page: `#/` is the board, `#/stocks/GameStart` a stock. Back works, and links can be kept. */

const STOCK = /^#\/stocks\/([^/]+)$/;

/** @param {string} symbol */
export function stockAddress(symbol) {
  return `#/stocks/${encodeURIComponent(symbol)}`;
}

/** @returns {string|null} the symbol of the stock that the address names */
export function stockOfAddress() {
  const match = STOCK.exec(location.hash);
  if (!match) {
    return null;
  }
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return match[1];
  }
}

/** @param {string|null} symbol null for the board */
export function go(symbol) {
  location.hash = symbol === null ? '#/' : stockAddress(symbol);
}

/** @param {() => void} listener */
export function onNavigation(listener) {
  addEventListener('hashchange', listener);
}
