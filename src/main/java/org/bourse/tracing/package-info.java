/**
 * Whether there are spans, and what becomes of them. Who makes them knows OpenTelemetry's
 * API only.
 */
@NullMarked
package org.bourse.tracing;

import org.jspecify.annotations.NullMarked;
