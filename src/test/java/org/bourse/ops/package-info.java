/**
 * Holds what stands in the folder {@code ops} against what the server really has.
 */
@NullMarked
package org.bourse.ops;

import org.jspecify.annotations.NullMarked;
