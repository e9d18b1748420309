/**
 * The wire format: RESP, versions 2 and 3, and inline commands, in both directions. Knows
 * no stock. Depends on the JDK only.
 */
@NullMarked
package org.bourse.resp;

import org.jspecify.annotations.NullMarked;
