/**
 * The client program that reads a ledger of any size and proves it.
 */
@NullMarked
package org.bourse.verify;

import org.jspecify.annotations.NullMarked;
