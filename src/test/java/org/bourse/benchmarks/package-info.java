/**
 * Programs that the benchmarks compare Bourse with. No test uses them; they are here so
 * that they are built with the same libraries, in the same versions.
 */
@NullMarked
package org.bourse.benchmarks;

import org.jspecify.annotations.NullMarked;
