/**
 * How the server is measured: the same meters for every door, tagged by door, and for
 * every queue, tagged by queue; and what belongs to no door, the market and the build.
 */
@NullMarked
package org.bourse.metrics;

import org.jspecify.annotations.NullMarked;
