/**
 * What a market is: its values, its one decision and the port to where stocks live.
 * Depends on the JDK only.
 */
@NullMarked
package org.bourse.domain;

import org.jspecify.annotations.NullMarked;
