/**
 * What operators get in the folder {@code ops}, held against what the server exports.
 */
@NullMarked
package org.bourse.ops;

import org.jspecify.annotations.NullMarked;
