/**
 * The HTTP door: REST with problems, the stream of quotes, and what every page and answer
 * has in its headers. Boot starts and stops the server.
 */
@NullMarked
package org.bourse.web;

import org.jspecify.annotations.NullMarked;
