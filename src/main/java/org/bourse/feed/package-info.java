/**
 * Who wants to know: how changes of stocks reach those who watch them.
 */
@NullMarked
package org.bourse.feed;

import org.jspecify.annotations.NullMarked;
