/**
 * Exact prices. The wire has them as decimal strings with at most four fraction digits; here they are whole
 * ten-thousandths ("ticks"), which up to the highest price (1000000000) are integers that a Number holds exactly.
 */

const TICKS = 10_000;
const FRACTION_DIGITS = 4;

/**
 * @param {string} decimal such as "15.99"
 * @returns {number} such as 159900
 */
export function ticksOf(decimal) {
  const [whole, fraction = ''] = decimal.split('.');
  return Number(whole) * TICKS + Number(fraction.padEnd(FRACTION_DIGITS, '0'));
}

/**
 * @param {number} ticks
 * @returns {string} without a sign, and with two or four fraction digits: "20.50", "0.1230"
 */
export function decimalOf(ticks) {
  const size = Math.abs(ticks);
  const fraction = size % TICKS;
  const digits = String(fraction).padStart(FRACTION_DIGITS, '0').replace(/00$/, '');
  return `${(size - fraction) / TICKS}.${digits}`;
}
