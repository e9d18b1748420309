/**
 * The client programs, each a profile: what they are asked on the command line, how they
 * reach a server through either door, and what they print.
 */
@NullMarked
package org.bourse.client;

import org.jspecify.annotations.NullMarked;
