/**
 * Where stocks live, and which stocks the market starts with.
 */
@NullMarked
package org.bourse.store;

import org.jspecify.annotations.NullMarked;
