/** The stream of changes, and how it comes back after it was lost. */
import { readEvents } from './event-stream.js';

const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 10;
const ATTEMPTS_UNSEEN = 10;

/**
 * @typedef {{kind: 'connecting'}
 *   | {kind: 'live'}
 *   | {kind: 'waiting', seconds: number}
 *   | {kind: 'denied'}
 *   | {kind: 'stopped'}} FeedState denied: until somebody connects who has another token; stopped: the server stays away
 *   and nobody looks at the page; goes on when somebody does
 */

/**
 * @typedef {object} FeedListener
 * @property {(epoch: string, stocks: import('./market.js').Stock[]) => void} onSnapshot
 * @property {(stock: import('./market.js').Stock) => void} onStock
 * @property {(state: FeedState) => void} onState
 */

/**
 * One connection at a time. Each begins with a snapshot of all stocks, which is collected and handed over as a whole, so
 * a reader never sees half a market.
 */
export class Feed {
  #open;
  #listener;

  /** @type {AbortController|null} */
  #connection = null;

  #attempts = 0;
  #denied = false;

  /** @type {number|undefined} */
  #timer;

  /**
   * @param {(signal: AbortSignal) => Promise<Response>} open rejects with a problem of status 401 if a token is needed
   * @param {FeedListener} listener
   */
  constructor(open, listener) {
    this.#open = open;
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
    this.#denied = false;
    this.#listener.onState({ kind: 'connecting' });
    const connection = new AbortController();
    this.#connection = connection;
    readEvents(this.#open, this.#collector(), { signal: connection.signal }).then(
      () => this.#ended(connection),
      (error) => this.#ended(connection, error),
    );
  }

  /** @returns {(event: import('./event-stream.js').StreamEvent) => void} for the events of one connection */
  #collector() {
    /** @type {import('./market.js').Stock[]|null} */
    let snapshot = [];
    let epoch = '';
    return ({ type, data, id }) => {
      if (type === 'stock' && snapshot) {
        epoch = epochOf(id);
        snapshot.push(JSON.parse(data));
      } else if (type === 'stock') {
        this.#listener.onStock(JSON.parse(data));
      } else if (type === 'ready') {
        this.#attempts = 0;
        this.#listener.onSnapshot(epoch, snapshot ?? []);
        snapshot = null;
        this.#listener.onState({ kind: 'live' });
      } else if (type === 'end') {
        this.#lost();
      }
    };
  }

  /** Connects if it is not, and somebody looks. */
  #knock() {
    if (!this.#connection && !this.#denied && !document.hidden) {
      this.connect();
    }
  }

  /**
   * @param {AbortController} connection
   * @param {any} [error] what it was ended by, if not by the server
   */
  #ended(connection, error) {
    if (connection !== this.#connection) {
      return;
    }
    if (error?.status === 401) {
      this.#close();
      this.#denied = true;
      this.#listener.onState({ kind: 'denied' });
    } else {
      this.#lost();
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
    this.#connection?.abort();
    this.#connection = null;
  }
}

/** @param {string} id of an event, `<epoch>-<n>` */
function epochOf(id) {
  return id.slice(0, id.lastIndexOf('-'));
}
