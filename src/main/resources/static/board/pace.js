/** How often things are done. */

/**
 * A function that may be called at any rate, and runs the task at most once in each interval and never twice at the
 * same time. The last call is never lost.
 *
 * @param {number} millis
 * @param {() => unknown} task its failure is its own business; may return a promise
 * @returns {() => void}
 */
export function atMostEvery(millis, task) {
  let resting = false;
  let wanted = false;

  const run = async () => {
    resting = true;
    wanted = false;
    const rest = new Promise((resolve) => setTimeout(resolve, millis));
    await task();
    await rest;
    resting = false;
    if (wanted) {
      run();
    }
  };

  return () => {
    wanted = true;
    if (!resting) {
      run();
    }
  };
}

/**
 * A function that runs the task once before the next picture is drawn, however often it is called until then. Not at
 * all while the page cannot be seen.
 *
 * @param {() => void} task
 * @returns {() => void}
 */
export function oncePerFrame(task) {
  let wanted = false;
  return () => {
    if (!wanted) {
      wanted = true;
      requestAnimationFrame(() => {
        wanted = false;
        task();
      });
    }
  };
}
