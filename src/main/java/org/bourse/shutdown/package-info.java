/**
 * How the server stops: what comes before what, and what is told of it in the end.
 */
@NullMarked
package org.bourse.shutdown;

import org.jspecify.annotations.NullMarked;
