/**
 * The application: the market with its doors, or, in a client profile, one of the client
 * programs.
 */
@NullMarked
package org.bourse;

import org.jspecify.annotations.NullMarked;
