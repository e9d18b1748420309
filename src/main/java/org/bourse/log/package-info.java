/**
 * What operators are told of faults that anybody may repeat.
 */
@NullMarked
package org.bourse.log;

import org.jspecify.annotations.NullMarked;
