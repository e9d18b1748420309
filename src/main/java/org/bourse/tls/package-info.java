/**
 * Encryption of all doors, from one bundle of certificates: which it is, and what a
 * socket needs of it.
 */
@NullMarked
package org.bourse.tls;

import org.jspecify.annotations.NullMarked;
