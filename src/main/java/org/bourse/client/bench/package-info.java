/**
 * The client program that measures a server: a load generator on event loops, and reports
 * of what it has measured.
 */
@NullMarked
package org.bourse.client.bench;

import org.jspecify.annotations.NullMarked;
