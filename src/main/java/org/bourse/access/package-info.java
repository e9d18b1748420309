/**
 * Who may do what, the same for all three doors.
 */
@NullMarked
package org.bourse.access;

import org.jspecify.annotations.NullMarked;
