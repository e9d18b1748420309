/** The stream of changes, and how it comes back after it was lost. */

const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 10;
const ATTEMPTS_UNSEEN = 10;

/**
 * @typedef {{kind: 'connecting'}
 *   | {kind: 'live'}
 *   | {kind: 'waiting', seconds: number}
 *   | {kind: 'stopped'}} FeedState stopped: the server stays away and nobody looks at the page; goes on when somebody does
 */

/**
 * @typedef {object} FeedListener
 * @property {(epoch: string, stocks: import('./market.js').Stock[]) => void} onSnapshot
 * @property {(stock: import('./market.js').Stock) => void} onStock
 * @property {(state: FeedState) => void} onState
 */

/**
 * One EventSource at a time. Each connection begins with a snapshot of all stocks, which is collected and handed over as
 * a whole, so a reader never sees half a market. The browser's own reconnecting is not used: it gives up on some
 * errors, waits for ever the same time, and does not tell how long.
 */
export class Feed {
  #url;
  #listener;

  /** @type {EventSource|null} */
  #source = null;

  #attempts = 0;

  /** @type {number|undefined} */
  #timer;

  /**
   * @param {string} url
   * @param {FeedListener} listener
   */
  constructor(url, listener) {
    this.#url = url;
    this.#listener = listener;
    addEventListener('online', () => this.#knock());
    document.addEventListener('visibilitychange', () => this.#knock());
    // A page that was left may be kept for the back button, and would hold one of the browser's few connections.
    addEventListener('pagehide', () => this.#close());
    addEventListener('pageshow', (event) => event.persisted && this.connect());
  }

  /** Connects now, whatever it was waiting for. */
  connect() {
    this.#close();
    this.#listener.onState({ kind: 'connecting' });
    const source = new EventSource(this.#url);
    this.#source = source;

    /** @type {import('./market.js').Stock[]|null} */
    let snapshot = [];
    let epoch = '';
    source.addEventListener('stock', (event) => {
      const stock = JSON.parse(event.data);
      if (snapshot) {
        epoch = epochOf(event.lastEventId);
        snapshot.push(stock);
      } else {
        this.#listener.onStock(stock);
      }
    });
    source.addEventListener('ready', () => {
      this.#attempts = 0;
      this.#listener.onSnapshot(epoch, snapshot ?? []);
      snapshot = null;
      this.#listener.onState({ kind: 'live' });
    });
    source.addEventListener('end', () => this.#lost());
    source.addEventListener('error', () => this.#lost());
  }

  /** Connects if it is not, and somebody looks. */
  #knock() {
    if (!this.#source && !document.hidden) {
      this.connect();
    }
  }

  #lost() {
    this.#close();
    if (document.hidden && this.#attempts >= ATTEMPTS_UNSEEN) {
      this.#listener.onState({ kind: 'stopped' });
      return;
    }
    const seconds = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** this.#attempts);
    this.#attempts++;
    this.#countDown(seconds);
  }

  /** @param {number} seconds */
  #countDown(seconds) {
    if (seconds === 0) {
      // A little off the second, as all boards have lost the server at the same moment.
      this.#timer = setTimeout(() => this.connect(), Math.random() * 500);
      return;
    }
    this.#listener.onState({ kind: 'waiting', seconds });
    this.#timer = setTimeout(() => this.#countDown(seconds - 1), 1000);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}

/** @param {string} id of an event, `<epoch>-<n>` */
function epochOf(id) {
  return id.slice(0, id.lastIndexOf('-'));
}
