package org.bourse.docs;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked at a door.
 *
 * @param name as the page has it; those of one name should be answered alike
 * @param how asks it
 */
record Knock(String name, Asked how) {

	@FunctionalInterface
	interface Asked {

		/**
		 * Asks a door.
		 * @param token whose answer is wanted; null for somebody without
		 * @return the answer as a line of text; a wrong token's takes a while
		 */
		CompletableFuture<String> by(@Nullable String token);

	}

}
