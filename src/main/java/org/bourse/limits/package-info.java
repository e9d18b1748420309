/**
 * What all doors share of what the process has: its open files.
 */
@NullMarked
package org.bourse.limits;

import org.jspecify.annotations.NullMarked;
