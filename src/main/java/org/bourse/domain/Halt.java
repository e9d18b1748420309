package org.bourse.domain;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A stop of trading in one stock.
 *
 * @param since when it began
 * @param resumeAt when it is expected to end; null if that is not known
 */
public record Halt(HaltReason reason, Instant since, @Nullable Instant resumeAt) {
}
