/** An order, and what the market says to it. */
import { announce } from './announce.js';
import * as api from './api.js';
import { decimalOf, ticksOf } from './decimal.js';
import { byId, setText } from './dom.js';
import { count, haltReason, timeToMinutes } from './format.js';

const WHOLE_NUMBER = /^[1-9][0-9]{0,9}$/;

/** @typedef {{kind: 'executed'|'refused'|'unknown', outcome: string, detail: string}} Answer */

export class TradeForm {
  #form = byId('order');
  #answer = byId('answer');
  #submit = this.#form.querySelector('[type="submit"]');
  #onStock;
  #symbol = '';

  /**
   * The order of which nobody knows whether it has been executed. Sent again unchanged it has the same key, and so is
   * executed once at most.
   *
   * @type {{symbol: string, quantity: number, side: string, key: string}|null}
   */
  #unsettled = null;

  #busy = false;

  /** @param {(stock: import('./market.js').Stock) => void} onStock told of the stock after a trade */
  constructor(onStock) {
    this.#onStock = onStock;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#form.addEventListener('input', () => this.#label());
  }

  /** @param {string} symbol */
  show(symbol) {
    this.#symbol = symbol;
    this.#answer.hidden = true;
    this.#form.reset();
    if (this.#unsettled?.symbol === symbol) {
      this.#form.elements.quantity.value = this.#unsettled.quantity;
      this.#form.elements.side.value = this.#unsettled.side;
    }
    this.#label();
  }

  async #send() {
    const { quantity, side } = this.#entered;
    if (this.#busy) {
      return;
    }
    if (!this.#check(quantity)) {
      return;
    }
    const order = this.#isUnsettled
      ? this.#unsettled
      : { symbol: this.#symbol, quantity: Number(quantity), side, key: api.newKey() };
    this.#setBusy(true);
    const answer = await this.#ask(order);
    this.#setBusy(false);
    this.#unsettled = answer.kind === 'unknown' ? order : null;
    this.#label();
    if (order.symbol === this.#symbol) {
      this.#show(answer);
    }
    announce(`${order.symbol}: ${answer.outcome}. ${answer.detail}`);
  }

  /**
   * @param {{symbol: string, quantity: number, side: string, key: string}} order
   * @returns {Promise<Answer>}
   */
  async #ask({ symbol, quantity, side, key }) {
    try {
      const answer = await api.trade(symbol, { quantity, side }, key);
      this.#onStock(answer.stock);
      return told(answer, quantity, side);
    } catch (error) {
      if (error instanceof api.OutcomeUnknown) {
        return {
          kind: 'unknown',
          outcome: 'Outcome unknown',
          detail: 'The order may or may not have been executed. Send it again unchanged: it is executed once at most.',
        };
      }
      const again = error.status === 429 || error.status === 503 ? ' Try again in a moment.' : '';
      return { kind: 'refused', outcome: 'Not executed', detail: sentence(error.message) + again };
    }
  }

  /** @param {string} quantity */
  #check(quantity) {
    const field = this.#form.elements.quantity;
    const valid = WHOLE_NUMBER.test(quantity) && Number(quantity) <= 1_000_000_000;
    field.ariaInvalid = String(!valid);
    if (!valid) {
      this.#show({
        kind: 'refused',
        outcome: 'Not sent',
        detail: 'The quantity must be a whole number from 1 to 1000000000.',
      });
      announce('The quantity must be a whole number from 1 to 1000000000.');
      field.focus();
    }
    return valid;
  }

  get #entered() {
    const { quantity, side } = this.#form.elements;
    return { quantity: quantity.value.trim(), side: side.value };
  }

  /** Whether what is entered is the order whose outcome is not known. */
  get #isUnsettled() {
    const { quantity, side } = this.#entered;
    const order = this.#unsettled;
    return order !== null && order.symbol === this.#symbol && String(order.quantity) === quantity && order.side === side;
  }

  #label() {
    const buys = this.#entered.side === 'BUY';
    this.#submit.classList.toggle('sell', !buys);
    setText(this.#submit, this.#isUnsettled ? 'Ask again' : buys ? 'Buy' : 'Sell');
  }

  /** @param {boolean} busy the button keeps the focus meanwhile, which a disabled one would lose */
  #setBusy(busy) {
    this.#busy = busy;
    this.#submit.ariaDisabled = String(busy);
  }

  /** @param {Answer} answer */
  #show({ kind, outcome, detail }) {
    this.#answer.hidden = false;
    this.#answer.dataset.outcome = kind;
    setText(this.#answer.querySelector('.outcome'), outcome);
    setText(this.#answer.querySelector('.detail'), detail);
  }
}

/**
 * @param {api.TradeAnswer} answer
 * @param {number} quantity
 * @param {string} side
 * @returns {Answer}
 */
function told({ outcome, tradeId, duplicate, remainingVolume, stock }, quantity, side) {
  switch (outcome) {
    case 'EXECUTED': {
      const what = `${side === 'BUY' ? 'Bought' : 'Sold'} ${count(quantity)} ${stock.symbol}`;
      // The price of a trade that had been executed before is in the list of trades; the stock's may be another by now.
      const detail = duplicate ? `${what}, at the first asking.` : `${what} at ${decimalOf(ticksOf(stock.price))}.`;
      return { kind: 'executed', outcome: 'Executed', detail: `${detail} Trade ${tradeId}.` };
    }
    case 'HALTED': {
      const resumes = stock.resumeAt ? ` Resumes ${timeToMinutes(stock.resumeAt)}.` : '';
      return {
        kind: 'refused',
        outcome: 'Refused: halted',
        detail: `${stock.symbol} is halted: ${haltReason(stock.haltReason)}.${resumes}`,
      };
    }
    case 'LIMIT_EXCEEDED':
      return {
        kind: 'refused',
        outcome: 'Refused: past the volume limit',
        detail: `${count(remainingVolume)} shares are left up to the limit.`,
      };
    default:
      return { kind: 'refused', outcome: 'Refused', detail: sentence(outcome) };
  }
}

/** @param {string} text */
function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
