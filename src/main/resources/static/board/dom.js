/** The page's elements. Text goes in as text, so that nothing from the market can become markup. */

/**
 * @param {string} id of an element that index.html has
 * @returns {any}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error(`index.html has no #${id}`);
  }
  return element;
}

/**
 * Writes only what differs, as each write makes the browser lay out anew.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * @param {Element} parent
 * @param {import('./format.js').change extends (...args: any[]) => infer C ? C : never} change
 */
export function showChange(parent, change) {
  parent.classList.toggle('rise', change.direction === 'rise');
  parent.classList.toggle('fall', change.direction === 'fall');
  setText(parent.querySelector('.arrow'), change.arrow);
  setText(parent.querySelector('.absolute'), change.absolute);
  setText(parent.querySelector('.percent'), change.percent);
}

/**
 * @param {HTMLElement} gauge
 * @param {number} share 0 to 1
 */
export function showShare(gauge, share) {
  gauge.classList.toggle('full', share >= 1);
  gauge.style.setProperty('--share', String(Math.min(1, share)));
}
