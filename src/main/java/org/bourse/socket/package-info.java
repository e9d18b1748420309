/**
 * The socket door: an acceptor puts every client into one bounded task queue, and N
 * workers, each with its own selector, take clients from it and serve them.
 */
@NullMarked
package org.bourse.socket;

import org.jspecify.annotations.NullMarked;
