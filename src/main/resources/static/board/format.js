/** What people read: numbers, times and the words of the market. */
import { decimalOf } from './decimal.js';

const MINUS = '\u2212';
const THIN_SPACE = '\u2009';

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const clockToMinutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const dateOfAnotherYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });

const HALT_REASONS = {
  VOLUME_LIMIT: 'volume limit',
  ADMIN: 'by the operator',
  NEWS: 'news pending',
  REGULATORY: 'regulatory',
};

const EVENTS = {
  LISTED: 'Listed',
  HALTED: 'Halted',
  RESUMED: 'Resumed',
  ROLLED: 'New session',
  LIMIT_CHANGED: 'Limit changed',
};

/** @param {number} number */
export function count(number) {
  return whole.format(number);
}

/**
 * @param {number} share 0 to 1
 * @returns {string} such as "41 %"; 100 % only when it is reached
 */
export function share(share) {
  return `${share >= 1 ? 100 : Math.min(99, Math.round(share * 100))}${THIN_SPACE}%`;
}

/**
 * A change with its direction told thrice: by an arrow, a sign, and the name of a colour.
 *
 * @param {number} from in ticks
 * @param {number} to in ticks
 * @returns {{direction: 'rise'|'fall'|'', arrow: string, absolute: string, percent: string}}
 */
export function change(from, to) {
  const sign = to > from ? '+' : to < from ? MINUS : '';
  return {
    direction: to > from ? 'rise' : to < from ? 'fall' : '',
    arrow: to > from ? '▲' : to < from ? '▼' : '',
    absolute: sign + decimalOf(to - from),
    percent: `${sign}${Math.abs((to - from) / from * 100).toFixed(2)}${THIN_SPACE}%`,
  };
}

/** @param {import('./market.js').HaltReason|null} reason */
export function haltReason(reason) {
  return reason === null ? '' : HALT_REASONS[reason] ?? reason.toLowerCase().replaceAll('_', ' ');
}

/** @param {string} kind */
export function eventKind(kind) {
  return EVENTS[kind] ?? kind.toLowerCase().replaceAll('_', ' ');
}

/**
 * @param {number} millis
 * @returns {string} such as "3 s"
 */
export function age(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) {
    return `${seconds}${THIN_SPACE}s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}${THIN_SPACE}min`;
  }
  return `${Math.floor(seconds / 3600)}${THIN_SPACE}h`;
}

/** @param {string} instant ISO 8601 */
export function time(instant) {
  return withDay(new Date(instant), clock);
}

/** @param {string} instant ISO 8601 */
export function timeToMinutes(instant) {
  return withDay(new Date(instant), clockToMinutes);
}

/** @param {string} instant ISO 8601 */
export function day(instant) {
  return dayOf(new Date(instant), new Date());
}

/** @param {Date} moment @param {Intl.DateTimeFormat} format */
function withDay(moment, format) {
  const now = new Date();
  const today = moment.toDateString() === now.toDateString();
  return today ? format.format(moment) : `${dayOf(moment, now)} ${format.format(moment)}`;
}

/** @param {Date} moment @param {Date} now */
function dayOf(moment, now) {
  return (moment.getFullYear() === now.getFullYear() ? date : dateOfAnotherYear).format(moment);
}
