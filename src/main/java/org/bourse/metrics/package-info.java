/**
 * How every door is measured: the same meters, tagged by door.
 */
@NullMarked
package org.bourse.metrics;

import org.jspecify.annotations.NullMarked;
